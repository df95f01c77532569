/** What can be added: logic, blueprints by family and by system, and the project's scripts. Pure. */

import type { BlueprintSummary } from "@/api/types";
import { wordsOf } from "@/features/builder/palette-words";
import type { NewTask } from "@/graph/commands";
import { toId } from "@/graph/names";
import { blueprintIcon } from "@/graph/style";

export interface PaletteItem {
  id: string;
  title: string;
  hint: string;
  icon: string;
  /** What a search looks at beside the title. */
  words: string;
  make: () => NewTask;
  /** A verb of a family under one system's name: what the family says comes first. */
  isVariant?: boolean;
}

export interface PaletteGroup {
  title: string;
  items: PaletteItem[];
  /** Closed at first, as the list would be long: all that one system can do. */
  isSystem?: boolean;
}

export interface ScriptFile {
  path: string;
  language: string | null;
}

const LOGIC: PaletteItem[] = [
  item("run", "Script", "bash, py, node", "terminal", "script shell bash python node run code", () => ({
    wanted: "script",
    task: { run: "echo hello" },
  })),
  item("switch", "Switch", "", "branch", "switch branch if condition choose", () => ({
    wanted: "choose",
    task: { switch: { cases: { yes: "{{ true }}" }, default: "no" } },
  })),
  item("foreach", "For each", "", "foreach", "for each loop map items group", () => ({
    wanted: "each_item",
    task: { foreach: { items: ["a", "b"] }, tasks: { work: { run: "echo {{ item }}" } } },
  })),
  item("join", "Join", "", "join", "join any wait merge branches", () => ({
    wanted: "join",
    task: { join: "any", run: "true" },
  })),
  item("approval", "Approval", "", "user", "approval person form ask human", () => ({
    wanted: "approve",
    task: { approval: { message: "May this go on?", expires: "8h" } },
  })),
  item("workflow", "Sub-workflow", "", "subworkflow", "workflow sub nested other", () => ({
    wanted: "sub",
    task: { workflow: "" },
  })),
];

function item(id: string, title: string, hint: string, icon: string, words: string, make: () => NewTask): PaletteItem {
  return { id, title, hint, icon, words, make };
}

export function paletteGroups(
  blueprints: readonly BlueprintSummary[],
  scripts: readonly ScriptFile[],
  requiredOf: (blueprint: BlueprintSummary) => Record<string, unknown> = () => ({}),
): PaletteGroup[] {
  const systems = systemsOf(blueprints);
  const byTitle = [...blueprints].sort((a, b) => a.title.localeCompare(b.title));
  const group = (wanted: (each: BlueprintSummary) => string | undefined): PaletteGroup[] => {
    const titles = [...new Set(byTitle.map(wanted).filter((title) => title !== undefined))];
    return titles
      .sort((a, b) => a.localeCompare(b))
      .map((title) => ({
        title,
        items: byTitle.filter((each) => wanted(each) === title).map((each) => fromBlueprint(each, requiredOf)),
      }));
  };
  const systemOf = (each: BlueprintSummary) => systems.get(prefixOf(each));
  const files = scripts.filter((script) => script.language !== null && script.language !== "sql").map(fromScript);
  return [
    { title: "Logic", items: LOGIC },
    ...group((each) => (systemOf(each) === undefined ? each.category || "Other" : undefined)),
    ...(files.length > 0 ? [{ title: "Scripts", items: files }] : []),
    ...group(systemOf).map((each) => ({ ...each, isSystem: true })),
  ];
}

function prefixOf(blueprint: BlueprintSummary): string {
  return blueprint.name.split(".")[0] ?? "";
}

/** The systems that have the verbs of a family, by the first part of their names; the title is that of the connection. */
function systemsOf(blueprints: readonly BlueprintSummary[]): Map<string, string> {
  return new Map(
    blueprints
      .filter((each) => each.variant_of !== "" && each.title.includes(": "))
      .map((each) => [prefixOf(each), each.title.split(": ")[0] ?? ""]),
  );
}

/** Before all others: what was added last, as far as it is still there. */
export function withRecentGroup(groups: readonly PaletteGroup[], ids: readonly string[]): PaletteGroup[] {
  const known = new Map(groups.flatMap((group) => group.items).map((each) => [each.id, each]));
  const items = ids.flatMap((id) => known.get(id) ?? []).map((each) => ({ ...each, id: `${RECENT}${each.id}` }));
  return items.length > 0 ? [{ title: "Recent", items }, ...groups] : [...groups];
}

const RECENT = "recent:";

/** The item itself, of one that stands under "Recent" too. */
export function ownId(id: string): string {
  return id.startsWith(RECENT) ? id.slice(RECENT.length) : id;
}

function fromBlueprint(
  blueprint: BlueprintSummary,
  requiredOf: (blueprint: BlueprintSummary) => Record<string, unknown>,
): PaletteItem {
  return {
    id: `uses:${blueprint.name}`,
    title: blueprint.title || blueprint.name,
    hint: "",
    icon: blueprintIcon(blueprint),
    words: `${blueprint.name} ${blueprint.description} ${blueprint.category} ${wordsOf(blueprint.name)}`,
    isVariant: blueprint.variant_of !== "",
    make: () => {
      const inputs = requiredOf(blueprint);
      const task: Record<string, unknown> = { uses: blueprint.name };
      if (Object.keys(inputs).length > 0) task["with"] = inputs;
      return { wanted: toId(blueprint.name.split(".").pop() ?? blueprint.name), task };
    },
  };
}

const COMMAND: Record<string, string> = { python: "python", node: "node", bash: "sh" };

function fromScript(script: ScriptFile): PaletteItem {
  const stem =
    script.path
      .split("/")
      .pop()
      ?.replace(/\.[^.]+$/, "") ?? "script";
  return {
    id: `script:${script.path}`,
    title: script.path.split("/").pop() ?? script.path,
    hint: script.language ?? "",
    icon: "code",
    words: script.path,
    make: () => ({ wanted: toId(stem), task: { run: `${COMMAND[script.language ?? ""] ?? "sh"} ${script.path}` } }),
  };
}

/** Every word of the search begins a word of the item; matches of the title come first. */
export function searchPalette(groups: readonly PaletteGroup[], search: string): PaletteGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...groups];
  return groups.flatMap((group) => {
    if (group.items.every((each) => ownId(each.id) !== each.id)) return [];
    const items = group.items
      .map((each) => ({ each, rank: rankOf(each, words) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank || Number(a.each.isVariant ?? false) - Number(b.each.isVariant ?? false))
      .map(({ each }) => each);
    return items.length > 0 ? [{ title: group.title, items }] : [];
  });
}

function rankOf(each: PaletteItem, words: string[]): number {
  const [title, rest] = [each.title.toLowerCase(), each.words.toLowerCase()];
  let rank = 0;
  for (const word of words) {
    if (title.startsWith(word)) rank += 4;
    else if (beginsWord(title, word)) rank += 3;
    else if (beginsWord(rest, word)) rank += 1;
    else return 0;
  }
  return rank;
}

function beginsWord(text: string, word: string): boolean {
  return text.split(/[^a-z0-9]+/).some((each) => each.startsWith(word)) || text.includes(word);
}

export const DRAG_TYPE = "application/x-seaway-palette";
