/** The task runs of a run as the page holds them, and what events change in them. */

import type { RunDetail, State, TaskRun } from "@/api/types";
import type { Attempt } from "./types";
import { isFailure, isFinal, worst } from "@/timeline/tasks";

/** Replace what moved, add what is new; the order of the list stays. The same list where nothing changed. */
export function mergeTasks(old: readonly TaskRun[], moved: readonly TaskRun[]): TaskRun[] {
  const byKey = new Map(moved.map((task) => [task.task, task]));
  const next = old.map((task) => {
    const change = byKey.get(task.task);
    byKey.delete(task.task);
    return change ? { ...task, ...withKnownItems(task, change) } : task;
  });
  return [...next, ...byKey.values()];
}

/** An event of a foreach may come without its counts: then the known ones stay. */
function withKnownItems(old: TaskRun, change: TaskRun): TaskRun {
  return { ...change, items: change.items ?? old.items, item_count: change.item_count ?? old.item_count };
}

export function isItem(task: TaskRun): boolean {
  return task.item_key !== null && task.item_key !== undefined;
}

export function isUnder(task: TaskRun, key: string): boolean {
  return task.task.startsWith(`${key}[`) || task.task.startsWith(`${key}.`);
}

/** Which task the page opens with: what waits for a person, what failed, what runs or waits, the last that ended. */
export function firstChoice(run: RunDetail, tasks: readonly TaskRun[]): string | null {
  const asks = tasks.find((task) => task.state === "awaiting_input");
  if (asks) return asks.task;
  if (run.failed_task) return run.failed_task;
  const live = tasks.filter((task) => !isFinal(task.state) && task.state !== "pending");
  if (live.length > 0) {
    const state = worst(live.map((task) => task.state));
    return live.find((task) => task.state === state)?.task ?? null;
  }
  const ended = tasks.filter((task) => task.ended_at !== null && task.started_at !== null);
  const last = ended.reduce<TaskRun | null>(
    (best, task) => ((best?.ended_at ?? "") < (task.ended_at ?? "") ? task : best),
    null,
  );
  return last?.task ?? tasks[0]?.task ?? null;
}

/** How many top tasks stand in each state, in the order of the alarm. */
export function countStates(tasks: readonly TaskRun[]): [State, number][] {
  const counts = new Map<State, number>();
  for (const task of tasks)
    if (!isItem(task) && !task.parent) counts.set(task.state, (counts.get(task.state) ?? 0) + 1);
  return inOrder([...counts]);
}

const ORDER: readonly State[] = [
  "success",
  "running",
  "deferred",
  "awaiting_input",
  "up_for_retry",
  "queued",
  "failed",
  "timed_out",
  "crashed",
  "upstream_failed",
  "cancelled",
  "skipped",
  "pending",
];

export function inOrder(counts: readonly [State, number][]): [State, number][] {
  return [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
}

/** The tasks that could not run because of this one, directly or further down. */
export function blockedBy(tasks: readonly TaskRun[]): TaskRun[] {
  return tasks.filter((task) => task.state === "upstream_failed");
}

export function failedTasks(tasks: readonly TaskRun[]): TaskRun[] {
  return tasks.filter((task) => isFailure(task.state) && !task.allow_failure);
}

export function doneItems(task: TaskRun): number {
  return Object.entries(task.items ?? {}).reduce((sum, [state, count]) => sum + (isFinal(state) ? (count ?? 0) : 0), 0);
}

/** An item of a foreach as its attempts tell of it. */
export function itemOf(key: string, attempts: readonly Attempt[]): TaskRun | null {
  const last = attempts[attempts.length - 1];
  if (!last) return null;
  const at = key.lastIndexOf("[");
  return {
    task: key,
    path: key.replace(/\[[^\]]*\]/g, ""),
    parent: key.slice(0, at),
    item_index: null,
    item_key: key.endsWith("]") ? key.slice(at + 1, -1) : null,
    state: last.state,
    reason: last.reason,
    attempt: last.attempt,
    queued_at: last.queued_at,
    started_at: attempts[0]?.started_at ?? null,
    ended_at: last.ended_at,
    exit_code: last.exit_code,
    error: last.error,
    label: null,
    item_count: null,
    items: null,
    carried_from: null,
    child_run: null,
    allow_failure: false,
    due_at: null,
    has_log: last.has_log,
    has_files: false,
  };
}

/** The foreach, items and groups around a task, outermost first. Item keys may hold dots and brackets of their own. */
export function aroundOf(key: string): string[] {
  const found: string[] = [];
  let depth = 0;
  for (let at = 0; at < key.length; at++) {
    const sign = key[at];
    if (sign === "[" && (depth += 1) === 1) found.push(key.slice(0, at));
    else if (sign === "]") depth = Math.max(0, depth - 1);
    else if (sign === "." && depth === 0) found.push(key.slice(0, at));
  }
  return found;
}
