import type { State, WorkflowSummary } from "@/api/types";

/** The tabs above the list. */
export type View = "all" | "mine" | "attention" | "running" | "paused";

export const views: { id: View; word: string }[] = [
  { id: "all", word: "All" },
  { id: "mine", word: "Mine" },
  { id: "attention", word: "Needs attention" },
  { id: "running", word: "Running" },
  { id: "paused", word: "Paused" },
];

export interface Filter {
  view: View;
  search: string;
  tag: string;
  owner: string;
  sort: string;
}

const bad = new Set<State>(["failed", "timed_out", "crashed"]);
const moving = new Set<State>(["queued", "running", "deferred", "awaiting_input", "up_for_retry", "cancelling"]);

export function lastState(row: WorkflowSummary): State | null {
  return row.last_runs.at(-1)?.state ?? null;
}

/** The last run that came to an end: a run under way does not hide that the one before failed. */
function lastEnd(row: WorkflowSummary): State | null {
  return row.last_runs.findLast((run) => !moving.has(run.state) && run.state !== "paused")?.state ?? null;
}

export function needsAttention(row: WorkflowSummary): boolean {
  const end = lastEnd(row);
  return row.state !== "valid" || (end !== null && bad.has(end));
}

export function isIn(view: View, row: WorkflowSummary, me: string[]): boolean {
  const state = lastState(row);
  switch (view) {
    case "all":
      return true;
    case "mine":
      return row.owner !== null && me.includes(row.owner);
    case "attention":
      return needsAttention(row);
    case "running":
      return state !== null && moving.has(state);
    case "paused":
      return row.is_paused;
  }
}

function matches(row: WorkflowSummary, search: string): boolean {
  const text = [row.id, row.name, row.description, row.owner ?? "", ...row.tags].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function chooseRows(rows: WorkflowSummary[], filter: Filter, me: string[]): WorkflowSummary[] {
  return rows
    .filter((row) => isIn(filter.view, row, me))
    .filter((row) => filter.search === "" || matches(row, filter.search))
    .filter((row) => filter.tag === "" || row.tags.includes(filter.tag))
    .filter((row) => filter.owner === "" || row.owner === filter.owner)
    .toSorted(order(filter.sort));
}

type Order = (a: WorkflowSummary, b: WorkflowSummary) => number;

const byName: Order = (a, b) => (a.name || a.id).localeCompare(b.name || b.id);

/** Worst first: broken files, failures, what waits for a person, what runs, the rest, paused last. */
function weight(row: WorkflowSummary): number {
  if (row.is_paused) return 6;
  if (row.state !== "valid") return 0;
  const state = lastState(row);
  if (needsAttention(row)) return 1;
  if (state === "awaiting_input") return 2;
  if (state !== null && moving.has(state)) return 3;
  return state === null ? 5 : 4;
}

/** What has no value stands last, whichever way it is sorted. */
function byNumber(read: (row: WorkflowSummary) => number | null): Order {
  return (a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left === right) return byName(a, b);
    if (left === null) return 1;
    return right === null ? -1 : left - right;
  };
}

const orders: Record<string, Order> = {
  state: (a, b) => weight(a) - weight(b) || byName(a, b),
  name: byName,
  "-name": (a, b) => byName(b, a),
  next: byNumber((row) => (row.next ? Date.parse(row.next.at) : null)),
  "-next": byNumber((row) => (row.next ? -Date.parse(row.next.at) : null)),
  success: byNumber((row) => row.success_rate),
  "-success": byNumber((row) => (row.success_rate === null ? null : -row.success_rate)),
  median: byNumber((row) => row.median_s),
  "-median": byNumber((row) => (row.median_s === null ? null : -row.median_s)),
  owner: (a, b) => (a.owner ?? "\uffff").localeCompare(b.owner ?? "\uffff") || byName(a, b),
  "-owner": (a, b) => (b.owner ?? "").localeCompare(a.owner ?? "") || byName(a, b),
};

function order(sort: string): Order {
  return orders[sort] ?? orders["state"] ?? byName;
}
