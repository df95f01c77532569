/** The bar of one task: stretches of waiting and of work, in milliseconds since the epoch. */

import { isFinal, ms, type TimelineAttempt, type TimelineTask } from "./tasks";

export interface Segment {
  from: number;
  to: number;
  state: string;
  isWait: boolean;
}

const WAITING = new Set(["queued", "deferred", "awaiting_input", "up_for_retry", "pending"]);

/** `attempts` may be empty: then the bar is one stretch of the task's own state. */
export function segmentsOf(
  task: TimelineTask,
  attempts: readonly TimelineAttempt[],
  isWaiting: boolean,
  now: number,
): Segment[] {
  const begun = [...attempts].filter((one) => one.started_at !== null).sort((a, b) => a.attempt - b.attempt);
  const segments = begun.length > 1 ? fromAttempts(task, begun, now) : single(task, isWaiting, now);
  const start = segments[0]?.from ?? null;
  const queued = ms(task.queued_at);
  const first = queued !== null && start !== null && start - queued >= 1000;
  if (first) segments.unshift({ from: queued, to: start, state: "queued", isWait: true });
  return segments.filter((one) => one.to >= one.from);
}

function single(task: TimelineTask, isWaiting: boolean, now: number): Segment[] {
  const start = ms(task.started_at);
  if (start === null) {
    const queued = ms(task.queued_at);
    if (queued === null || isFinal(task.state)) return [];
    return [{ from: queued, to: now, state: task.state, isWait: true }];
  }
  const to = ms(task.ended_at) ?? now;
  const isWait = isWaiting || WAITING.has(task.state);
  return [{ from: start, to, state: isWaiting && task.state === "success" ? "deferred" : task.state, isWait }];
}

function fromAttempts(task: TimelineTask, attempts: readonly TimelineAttempt[], now: number): Segment[] {
  const segments: Segment[] = [];
  let before: number | null = null;
  for (const attempt of attempts) {
    const from = ms(attempt.started_at) as number;
    const to = ms(attempt.ended_at) ?? now;
    if (before !== null && from > before)
      segments.push({ from: before, to: from, state: "up_for_retry", isWait: true });
    segments.push({ from, to, state: attempt.state, isWait: false });
    before = to;
  }
  if (task.state === "up_for_retry" && before !== null && before < now)
    segments.push({ from: before, to: now, state: "up_for_retry", isWait: true });
  return segments;
}
