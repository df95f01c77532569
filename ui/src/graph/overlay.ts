/** A run drawn over the canvas: what each task and edge went through. */

import { plural, sayCount, sayDuration } from "@/components/format";

import type { GraphModel, ModelEdge } from "./model";

export type TaskState =
  | "pending"
  | "queued"
  | "running"
  | "deferred"
  | "awaiting_input"
  | "up_for_retry"
  | "success"
  | "failed"
  | "timed_out"
  | "crashed"
  | "cancelled"
  | "skipped"
  | "upstream_failed";

export interface TaskRunLike {
  /** The task's path; items of a foreach have the path of their task. */
  path: string;
  section?: string | null;
  state: string;
  reason?: string | null;
  attempt?: number | null;
  started_at?: string | null;
  ended_at?: string | null;
  exit_code?: number | null;
  label?: string | null;
  item_count?: number | null;
  items?: Record<string, number> | null;
  allow_failure?: boolean | null;
  carried_from?: string | null;
}

export interface NodeOverlay {
  state: TaskState;
  /** The one fact that matters: time taken, the reason, how many items are done. */
  fact: string;
  /** Between 0 and 1 while a foreach or an outside job says how far it is. */
  progress: number | null;
  isAllowed: boolean;
  isCarried: boolean;
}

export type EdgeOverlay = "open" | "taken" | "stopped" | "pruned";

export interface Overlay {
  nodes: Record<string, NodeOverlay>;
  edges: Record<string, EdgeOverlay>;
}

export const NO_OVERLAY: Overlay = { nodes: {}, edges: {} };

export interface Progress {
  done: number;
  total: number | null;
  message?: string | null;
}

const FAILURES: readonly string[] = ["failed", "timed_out", "crashed"];
const FINAL: readonly string[] = [...FAILURES, "success", "cancelled", "skipped", "upstream_failed"];

export function isFailure(state: string): boolean {
  return FAILURES.includes(state);
}

export function isFinal(state: string): boolean {
  return FINAL.includes(state);
}

/** The overlay of a run at a moment; `runs` by node key. */
export function overlayOf(
  model: GraphModel,
  runs: Readonly<Record<string, TaskRunLike>>,
  now: number,
  progress: Readonly<Record<string, Progress>> = {},
): Overlay {
  const nodes: Record<string, NodeOverlay> = {};
  for (const { key } of model.nodes) {
    const run = runs[key];
    if (run) nodes[key] = nodeOverlay(run, now, progress[key]);
  }
  const edges: Record<string, EdgeOverlay> = {};
  for (const edge of model.edges) {
    const state = edgeOverlay(edge, runs[edge.from], runs[edge.to]);
    if (state) edges[edge.id] = state;
  }
  return { nodes, edges };
}

function nodeOverlay(run: TaskRunLike, now: number, progress: Progress | undefined): NodeOverlay {
  return {
    state: run.state as TaskState,
    fact: factOf(run, now, progress),
    progress: fractionOf(run, progress),
    isAllowed: run.allow_failure === true && isFailure(run.state),
    isCarried: Boolean(run.carried_from),
  };
}

function fractionOf(run: TaskRunLike, progress: Progress | undefined): number | null {
  if (isFinal(run.state)) return null;
  if (run.item_count) return doneItems(run) / run.item_count;
  return progress?.total ? Math.min(1, progress.done / progress.total) : null;
}

function doneItems(run: TaskRunLike): number {
  return Object.entries(run.items ?? {}).reduce((sum, [state, count]) => (isFinal(state) ? sum + count : sum), 0);
}

function factOf(run: TaskRunLike, now: number, progress: Progress | undefined): string {
  const took = tookOf(run, now);
  if (run.carried_from) return "carried from the run before";
  if (run.state === "running" && run.item_count) return ratio(doneItems(run), run.item_count);
  if (run.state === "running" && progress?.total) return ratio(progress.done, progress.total);
  if (run.state === "success" && run.item_count)
    return [plural(run.item_count, "item"), took].filter((part) => part !== null).join(", ");
  if (run.state === "success" || run.state === "running") return took ?? run.state;
  if (isFailure(run.state) && run.items) return `${ratio(countFailed(run.items), run.item_count ?? 0)} failed`;
  if (run.state === "failed" && run.exit_code !== null && run.exit_code !== undefined) {
    return `exit ${run.exit_code}${took === null ? "" : ` after ${took}`}`;
  }
  return run.reason || WORDS[run.state as TaskState] || run.state;
}

function ratio(done: number, total: number): string {
  return `${sayCount(done)} of ${sayCount(total)}`;
}

function countFailed(items: Record<string, number>): number {
  return FAILURES.reduce((sum, state) => sum + (items[state] ?? 0), 0);
}

/** How long it ran, in words; null before its start. */
function tookOf(run: TaskRunLike, now: number): string | null {
  if (!run.started_at) return null;
  const end = run.ended_at ? Date.parse(run.ended_at) : now;
  return sayDuration(Math.max(0, end - Date.parse(run.started_at)) / 1000);
}

export const WORDS: Record<TaskState, string> = {
  pending: "waits for its edges",
  queued: "waits for a slot",
  running: "running",
  deferred: "waits off the worker",
  awaiting_input: "waits for a person",
  up_for_retry: "will try again",
  success: "done",
  failed: "failed",
  timed_out: "ran past its limit",
  crashed: "its worker died",
  cancelled: "cancelled",
  skipped: "skipped",
  upstream_failed: "cannot run any more",
};

/** What became of an edge, by the table of readiness. */
function edgeOverlay(edge: ModelEdge, from: TaskRunLike | undefined, to: TaskRunLike | undefined): EdgeOverlay | null {
  if (!from) return null;
  if (!isFinal(from.state)) return "open";
  if (from.state === "skipped") return "pruned";
  if (isMet(edge, from)) return "taken";
  if (edge.condition.kind === "label" && from.state === "success") return "pruned";
  const stops = isFailure(from.state) && (to?.state === "upstream_failed" || edge.condition.kind === "success");
  return stops ? "stopped" : "pruned";
}

function isMet(edge: ModelEdge, from: TaskRunLike): boolean {
  const isSuccess = from.state === "success";
  switch (edge.condition.kind) {
    case "success":
      return isSuccess || (isFailure(from.state) && from.allow_failure === true);
    case "failed":
      return isFailure(from.state);
    case "completed":
      return from.state !== "cancelled";
    case "exit":
      return asksFor(edge.condition.text, isSuccess ? 0 : from.state === "failed" ? (from.exit_code ?? null) : null);
    case "label":
      return isSuccess && from.label === edge.condition.text;
  }
}

function asksFor(codes: string, code: number | null): boolean {
  if (code === null) return false;
  return codes.split(",").some((range) => {
    const [first = NaN, last = first] = range.split("-").map(Number);
    return first <= code && code <= last;
  });
}
