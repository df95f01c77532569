/** The rows of the timeline, from task runs: start order, foreach folded, what never started in one line. */

import { isFailure, isFinal, ms, worst, type TimelineTask } from "./tasks";

export type Row = TaskRowView | MoreRow | NeverRow;

export interface TaskRowView {
  kind: "task";
  id: string;
  task: TimelineTask;
  label: string;
  depth: number;
  canOpen: boolean;
  isOpen: boolean;
}

/** Items of a foreach that are not listed (yet). */
export interface MoreRow {
  kind: "more";
  id: string;
  parent: string;
  count: number;
  state: string;
  depth: number;
}

export interface NeverRow {
  kind: "never";
  id: string;
  tasks: TimelineTask[];
  state: string;
  sentence: string;
  isOpen: boolean;
}

export interface RowsInput {
  tasks: readonly TimelineTask[];
  /** Items read so far, by the key of their foreach, in the order to show them. */
  items: ReadonlyMap<string, readonly TimelineTask[]>;
  open: ReadonlySet<string>;
  /** Paths of groups: an item of a foreach over one can be opened too. */
  groups?: ReadonlySet<string>;
}

export const NEVER = "never";
export const WAITS = "waits";

export function timelineRows({ tasks, items, open, groups }: RowsInput): Row[] {
  const children = new Map<string | null, TimelineTask[]>();
  const known = new Set(tasks.map((task) => task.task));
  const never: TimelineTask[] = [];
  const waits: TimelineTask[] = [];
  for (const task of tasks) {
    const parent = task.parent && known.has(task.parent) ? task.parent : null;
    if (parent === null && isUnstarted(task)) (isFinal(task.state) ? never : waits).push(task);
    else if (children.get(parent)?.push(task) === undefined) children.set(parent, [task]);
  }
  const rows: Row[] = [];
  const add = (task: TimelineTask, depth: number) => {
    const isFan = (task.item_count ?? 0) > 0;
    const inside = children.get(task.task) ?? [];
    const isGroupItem = task.item_key !== null && groups?.has(task.path) === true;
    const canOpen = isFan || isGroupItem || inside.length > 0;
    const isOpen = canOpen && open.has(task.task);
    rows.push({ kind: "task", id: task.task, task, label: labelOf(task), depth, canOpen, isOpen });
    if (!isOpen) return;
    for (const child of inStartOrder(inside)) add(child, depth + 1);
    if (isFan || isGroupItem) addItems(task, depth + 1);
  };
  const addItems = (task: TimelineTask, depth: number) => {
    const read = items.get(task.task) ?? [];
    for (const item of read) if (!known.has(item.task)) add(item, depth);
    const count = (task.item_count ?? 0) - read.length;
    if (count > 0) rows.push({ kind: "more", id: `${task.task}+`, parent: task.task, count, state: task.state, depth });
  };
  for (const task of inStartOrder(children.get(null) ?? [])) add(task, 0);
  addUnstarted(rows, WAITS, waits, open);
  addUnstarted(rows, NEVER, never, open);
  return rows;
}

function addUnstarted(rows: Row[], id: string, tasks: readonly TimelineTask[], open: ReadonlySet<string>): void {
  if (tasks.length === 0) return;
  const sorted = [...tasks].sort((a, b) => Number(isFailureLike(b)) - Number(isFailureLike(a)));
  const only = sorted.length === 1 ? sorted[0] : undefined;
  const isOpen = only === undefined && open.has(id);
  rows.push({
    kind: "never",
    id: only?.task ?? id,
    tasks: sorted,
    state: worst(sorted.map((t) => t.state)),
    sentence: saying(sorted),
    isOpen,
  });
  if (!isOpen) return;
  for (const task of sorted)
    rows.push({ kind: "task", id: task.task, task, label: labelOf(task), depth: 1, canOpen: false, isOpen: false });
}

function isFailureLike(task: TimelineTask): boolean {
  return isFailure(task.state) || task.state === "upstream_failed";
}

function isUnstarted(task: TimelineTask): boolean {
  if (task.started_at !== null) return false;
  return isFinal(task.state) || task.state === "pending";
}

function saying(tasks: readonly TimelineTask[]): string {
  const start = tasks.every((task) => isFinal(task.state)) ? "never started" : "not yet started";
  // The row's own name is the first one's: it is not said twice.
  const said = tasks
    .slice(0, 3)
    .map((task, at) => [at > 0 ? labelOf(task) : "", task.reason].filter(Boolean).join(": "));
  const reasons = said.filter(Boolean).join("; ");
  return reasons ? `${start}: ${reasons}` : start;
}

/** In order of start; what has no start yet goes behind; ties keep the graph's order. */
function inStartOrder(tasks: readonly TimelineTask[]): TimelineTask[] {
  const dated = tasks.map((task) => ({ task, at: ms(task.queued_at) ?? ms(task.started_at) ?? Infinity }));
  return dated.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at)).map((one) => one.task);
}

/** The last part of a key: `each[eu].load` reads `load` in its group, an item reads its own key. */
export function labelOf(task: TimelineTask): string {
  if (task.item_key !== null && task.task.endsWith("]")) return task.item_key;
  const parent = task.parent ? `${task.parent}.` : "";
  return parent && task.task.startsWith(parent) ? task.task.slice(parent.length) : task.task;
}
