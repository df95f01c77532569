/** What the card of a task says, and where it stands. Pure. */

import type { CSSProperties } from "react";

import type { TaskRun } from "@/api/types";

export interface Box {
  left: number;
  top: number;
  bottom: number;
}

const WIDTH = 300;
const GAP = 6;
const EDGE = 8;

/** Beneath the task; above it where the window's lower half begins. Never over the window's side. */
export function cardPlace(box: Box, window: { width: number; height: number }): CSSProperties {
  const width = Math.min(WIDTH, window.width - 2 * EDGE);
  const left = Math.max(EDGE, Math.min(box.left, window.width - width - EDGE));
  const isBelow = box.bottom < window.height / 2;
  return isBelow ? { left, width, top: box.bottom + GAP } : { left, width, bottom: window.height - box.top + GAP };
}

export function hoverFacts(task: TaskRun): string[] {
  return [
    task.attempt > 1 ? `attempt ${task.attempt}` : "",
    task.exit_code ? `exit code ${task.exit_code}` : "",
    task.carried_from ? `carried over from run ${task.carried_from.slice(-8)}` : "",
    task.allow_failure ? "may fail" : "",
  ].filter(Boolean);
}

/** The first line of its error, else why it stands where it does. */
export function firstLine(task: TaskRun): string {
  return (task.error?.message || task.reason || "").split("\n", 1)[0] ?? "";
}
