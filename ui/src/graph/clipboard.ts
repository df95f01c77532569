/** Copy and paste of tasks as YAML text, so that they travel between workflows, tabs and editors. */

import { freeName } from "./names";
import type { Operation } from "./operations";
import { allTasks, type GraphTask, type Section, type SourceGraph } from "./source";

/** The lines of the tasks as they stand in the file, comments included, without the common indent. */
export function copyTasks(text: string, tasks: readonly GraphTask[]): string {
  const lines = text.split(/\r?\n/);
  const inOrder = [...tasks].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const blocks = inOrder
    .filter((task) => task.line)
    .map((task) => dedent(lines.slice((task.line ?? 1) - 1, task.end_line ?? task.line)));
  return blocks.length === 0 ? "" : `${blocks.join("\n")}\n`;
}

function dedent(lines: string[]): string {
  const full = lines.filter((line) => line.trim() !== "");
  const indent = Math.min(...full.map((line) => line.length - line.trimStart().length));
  return lines
    .map((line) => line.slice(indent).trimEnd())
    .join("\n")
    .replace(/\n+$/, "");
}

const LOOKS_LIKE_TASKS = /^\s*[a-z][a-z0-9_]*:\s*(#.*)?(\{.*)?$/m;
const WHOLE = /^(seaway|tasks|on_failure|finally):/m;

/** The document to read pasted text from; empty where the text holds no tasks. */
export function documentOf(pasted: string): string {
  if (WHOLE.test(pasted)) return pasted;
  if (!LOOKS_LIKE_TASKS.test(pasted)) return "";
  const body = pasted
    .replace(/\r\n/g, "\n")
    .trimEnd()
    .split("\n")
    .map((line) => (line ? `  ${line}` : line))
    .join("\n");
  return `seaway: 1\ntasks:\n${body}\n`;
}

export interface Pasted {
  operations: Operation[];
  ids: string[];
}

/** Operations that add the tasks of a document under free names, with the edges among themselves. */
export function pasteTasks(
  graph: SourceGraph,
  into: { section: Section; parent: string | null; taken: ReadonlySet<string> },
): Pasted {
  const tasks = allTasks(graph).filter((task) => !task.parent);
  const taken = new Set(into.taken);
  const names = new Map<string, string>();
  for (const task of tasks) {
    const name = freeName(task.id, taken);
    taken.add(name);
    names.set(task.id, name);
  }
  const operations = tasks.map((task): Operation => ({
    op: "add_task",
    id: names.get(task.id) ?? task.id,
    section: into.section,
    ...(into.parent ? { parent: into.parent } : {}),
    task: renamed(withNeeds(task, names), names),
  }));
  return { operations, ids: [...names.values()] };
}

function withNeeds(task: GraphTask, names: ReadonlyMap<string, string>): Record<string, unknown> {
  const { needs, ...rest } = task.data ?? {};
  const isKnown = (id: unknown) => typeof id === "string" && names.has(id);
  const to = (id: string) => names.get(id) ?? id;
  if (isKnown(needs)) return { needs: to(needs as string), ...rest };
  if (Array.isArray(needs)) {
    const kept = needs.filter(isKnown).map((id) => to(id as string));
    return kept.length > 0 ? { needs: kept, ...rest } : rest;
  }
  if (typeof needs === "object" && needs !== null) {
    const kept = Object.entries(needs)
      .filter(([id]) => isKnown(id))
      .map(([id, condition]) => [to(id), condition]);
    return kept.length > 0 ? { needs: Object.fromEntries(kept), ...rest } : rest;
  }
  return rest;
}

/** References to tasks that were pasted along, within expressions. */
function renamed<Value>(value: Value, names: ReadonlyMap<string, string>): Value {
  if (typeof value === "string") {
    return value.replace(/\btasks\.([a-z][a-z0-9_]*)/g, (whole, id: string) =>
      names.has(id) ? `tasks.${names.get(id)}` : whole,
    ) as Value;
  }
  if (Array.isArray(value)) return value.map((each) => renamed(each, names)) as Value;
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, names)])) as Value;
  }
  return value;
}
