/** What the timeline knows of a task run; the API's task runs fit as they are. */

export interface TimelineTask {
  task: string;
  /** The key without the items. */
  path: string;
  parent: string | null;
  item_index: number | null;
  item_key: string | null;
  state: string;
  reason: string | null;
  attempt: number;
  queued_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  item_count: number | null;
  items: Record<string, number> | null;
}

export interface TimelineAttempt {
  attempt: number;
  state: string;
  started_at: string | null;
  ended_at: string | null;
}

/** The worst state first: what a fold of many shows as its own. */
const BY_WORST = [
  "failed",
  "crashed",
  "timed_out",
  "awaiting_input",
  "up_for_retry",
  "running",
  "deferred",
  "queued",
  "pending",
  "upstream_failed",
  "cancelled",
  "skipped",
  "success",
] as const;

export function worst(states: Iterable<string>): string {
  let best: number = BY_WORST.length - 1;
  for (const state of states) {
    const at = (BY_WORST as readonly string[]).indexOf(state);
    if (at >= 0 && at < best) best = at;
  }
  return BY_WORST[best] ?? "success";
}

export function isFinal(state: string): boolean {
  return FINAL.has(state);
}

const FINAL = new Set(["success", "failed", "timed_out", "crashed", "cancelled", "skipped", "upstream_failed"]);

export function isFailure(state: string): boolean {
  return state === "failed" || state === "timed_out" || state === "crashed";
}

export function ms(at: string | null): number | null {
  if (at === null) return null;
  const value = Date.parse(at);
  return Number.isNaN(value) ? null : value;
}
