/** What the card at the right says of a run: why it failed, why it waits, or how it went. */

import type { RunDetail, TaskRun } from "@/api/types";
import { isFailure } from "@/timeline/tasks";
import { firstLine } from "./sentence";
import { blockedBy, failedTasks, isUnder } from "./tasks";

export interface FailureCard {
  task: TaskRun;
  title: string;
  hint: string;
  facts: { name: string; value: string }[];
  blocks: TaskRun[];
  others: TaskRun[];
}

/** The selected task if it failed, else the one that failed first. */
export function failureOf(run: RunDetail, tasks: readonly TaskRun[], selected: string | null): FailureCard | null {
  const failed = failedTasks(tasks);
  const chosen =
    tasks.find((task) => task.task === selected && isFailure(task.state)) ??
    failed.find((task) => task.task === run.failed_task) ??
    failed[0];
  if (!chosen) return null;
  return {
    task: chosen,
    title: firstLine(chosen.error?.message ?? chosen.reason ?? run.error) || "No reason was given.",
    hint: chosen.error?.hint ?? "",
    facts: factsOf(chosen),
    blocks: blockedBy(tasks),
    others: failed.filter((task) => task !== chosen && !isUnder(chosen, task.task)),
  };
}

const HOW: Record<string, string> = {
  failed: "the code said no",
  timed_out: "ran past its limit",
  crashed: "the place it ran in died",
};

function factsOf(task: TaskRun): FailureCard["facts"] {
  const facts = [{ name: "how it ended", value: HOW[task.state] ?? task.state }];
  if (task.exit_code !== null) facts.push({ name: "exit code", value: String(task.exit_code) });
  if (task.error?.code) facts.push({ name: "kind of error", value: task.error.code });
  if (task.attempt > 0) facts.push({ name: "attempts used", value: String(task.attempt) });
  const bad = Object.entries(task.items ?? {}).reduce((sum, [state, n]) => sum + (isFailure(state) ? (n ?? 0) : 0), 0);
  if (task.item_count) facts.push({ name: "items failed", value: `${bad} of ${task.item_count}` });
  return facts;
}

export type CardKind = "failed" | "waiting" | "approval" | "running" | "cancelled" | "success";

export function cardKind(run: RunDetail, tasks: readonly TaskRun[], selected: string | null): CardKind {
  const chosen = tasks.find((task) => task.task === selected);
  if (chosen?.state === "awaiting_input") return "approval";
  if (chosen && isFailure(chosen.state)) return "failed";
  if (run.state === "failed") return "failed";
  if (run.state === "success" || run.state === "cancelled") return run.state;
  if (tasks.some((task) => task.state === "awaiting_input")) return "approval";
  const works = tasks.some((task) => task.state === "running");
  return run.state === "queued" || run.state === "paused" || !works ? "waiting" : "running";
}
