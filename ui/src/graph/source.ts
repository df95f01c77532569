/** The graph as the server tells it: one entry a task, in the order of the file. */

export type Section = "tasks" | "on_failure" | "finally";
export const SECTIONS: readonly Section[] = ["tasks", "on_failure", "finally"];

export type TaskKind = "uses" | "run" | "workflow" | "approval" | "switch" | "tasks" | "unknown";

export interface GraphNeed {
  task: string;
  /** `success`, `failed`, `completed`, `exit:1,2-4` or `label:big`. */
  condition: string;
}

export interface GraphForeach {
  /** A list, an expression, or the map of a matrix. */
  items: unknown;
  is_matrix?: boolean;
  key?: string | null;
  max_parallel?: number | null;
}

export interface GraphTask {
  id: string;
  path: string;
  parent: string | null;
  section: Section;
  kind: TaskKind;
  uses?: string | null;
  title?: string | null;
  category?: string | null;
  icon?: string | null;
  is_sensor?: boolean;
  language?: string | null;
  script?: string | null;
  workflow?: string | null;
  needs: GraphNeed[];
  join?: string | number | null;
  when?: string | boolean | null;
  foreach?: GraphForeach | null;
  disabled?: boolean;
  allow_failure?: boolean;
  always?: boolean;
  checks_count?: number;
  outputs?: string[] | Record<string, unknown> | null;
  switch_labels?: string[] | null;
  data?: Record<string, unknown>;
  line?: number;
  end_line?: number;
  problems?: number[];
}

export interface SourceGraph {
  tasks: GraphTask[];
  on_failure: GraphTask[];
  finally: GraphTask[];
}

export const EMPTY_GRAPH: SourceGraph = { tasks: [], on_failure: [], finally: [] };

/** The key of a node: unique in the whole workflow, stable while the task keeps its name. */
export function taskKey(task: Pick<GraphTask, "section" | "path">): string {
  return task.section === "tasks" ? task.path : `${task.section}:${task.path}`;
}

/** The group that a task stands in; null at the top. */
export function scopeOf(task: Pick<GraphTask, "section" | "parent">): string | null {
  return task.parent ? taskKey({ section: task.section, path: task.parent }) : null;
}

/** The key of the group that a key stands in; null at the top. */
export function parentOf(key: string): string | null {
  return key.includes("/") ? key.slice(0, key.lastIndexOf("/")) : null;
}

export function keyOf(section: Section, path: string): string {
  return taskKey({ section, path });
}

/** The way from the top of the document to the task's mapping. */
export function sourcePath(section: Section, path: string): string[] {
  return [section, ...path.split("/").flatMap((id, at) => (at === 0 ? [id] : ["tasks", id]))];
}

export function parseKey(key: string): { section: Section; path: string } {
  const found = SECTIONS.find((section) => key.startsWith(`${section}:`));
  return found === undefined ? { section: "tasks", path: key } : { section: found, path: key.slice(found.length + 1) };
}

export function allTasks(graph: SourceGraph): GraphTask[] {
  return SECTIONS.flatMap((section) => graph[section]);
}

/** The key of a task whose run names it: inside of groups its path has dots. */
export function keyOfRun(path: string): string {
  return path.replaceAll(".", "/");
}

export function findTask(graph: SourceGraph, key: string): GraphTask | undefined {
  const { section, path } = parseKey(key);
  return graph[section].find((task) => task.path === path);
}

export function outputNames(task: GraphTask): string[] {
  if (Array.isArray(task.outputs)) return task.outputs;
  return task.outputs ? Object.keys(task.outputs) : [];
}
