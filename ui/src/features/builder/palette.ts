/** What can be added: logic, the project's scripts, and blueprints by category. Pure. */

import type { BlueprintSummary } from "@/api/types";
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
  /** Shown only to who looks for it, as the list would be long: a verb of a family under one system's name. */
  isVariant?: boolean;
}

export interface PaletteGroup {
  title: string;
  items: PaletteItem[];
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
  const groups = new Map<string, PaletteItem[]>([["Logic", LOGIC]]);
  for (const blueprint of [...blueprints].sort(
    (a, b) => a.category.localeCompare(b.category) || a.title.localeCompare(b.title),
  )) {
    const category = blueprint.category || "Other";
    groups.set(category, [...(groups.get(category) ?? []), fromBlueprint(blueprint, requiredOf)]);
  }
  const files = scripts.filter((script) => script.language !== null && script.language !== "sql").map(fromScript);
  if (files.length > 0) groups.set("Scripts", files);
  return [...groups].map(([title, items]) => ({ title, items }));
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
    words: `${blueprint.name} ${blueprint.description} ${blueprint.category}`,
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
  if (words.length === 0)
    return groups.map(({ title, items }) => ({ title, items: items.filter((each) => !each.isVariant) }));
  return groups.flatMap((group) => {
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
