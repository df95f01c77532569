/** The page's title: how the run stands, with the task that matters. */

import type { RunDetail, State, TaskRun } from "@/api/types";
import { isFinal } from "@/timeline/tasks";
import { doneItems, isItem } from "./tasks";

const VERBS: Record<string, string> = {
  running: "Running",
  deferred: "Waiting outside at",
  awaiting_input: "Waiting for a person at",
  up_for_retry: "About to retry",
  queued: "Waiting for a slot for",
};
const ORDER = ["awaiting_input", "running", "up_for_retry", "deferred", "queued"];

/** How a run stands, in a state and a sentence: one that waits is told by what it waits for. */
export function standingOf(run: RunDetail, tasks: readonly TaskRun[]): { state: State; title: string } {
  const asIs = { state: run.state, title: run.sentence };
  if (run.state !== "running") return asIs;
  const live = tasks.filter((task) => !isItem(task) && !isFinal(task.state) && task.state !== "pending");
  for (const state of ORDER) {
    const [first, ...more] = live.filter((task) => task.state === state && !isAround(task, live));
    if (!first) continue;
    const rest = more.length > 0 ? ` and ${more.length} more` : "";
    return { state: first.state, title: `${VERBS[state]} ${first.task}${rest}${progressOf(first)}` };
  }
  return asIs;
}

/** A group under way is told by what runs inside of it. */
function isAround(task: TaskRun, live: readonly TaskRun[]): boolean {
  return live.some((other) => other.parent === task.task);
}

function progressOf(task: TaskRun): string {
  if (!task.item_count || task.state !== "running") return "";
  return `, ${doneItems(task).toLocaleString("en")} of ${task.item_count.toLocaleString("en")}`;
}

/** The first line under the title: the error of a failed run, the reason of one that waits or was stopped. */
export function sublineOf(run: RunDetail): string {
  if (run.state === "failed") return firstLine(run.first_error ?? run.error ?? run.reason);
  if (run.state === "success") return "";
  return firstLine(run.reason);
}

export function firstLine(text: string | null | undefined): string {
  return (text ?? "").trim().split("\n", 1)[0] ?? "";
}
