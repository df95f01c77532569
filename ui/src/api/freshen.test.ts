// @vitest-environment jsdom
import type { InfiniteData } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Page, RunSummary, WorkflowSummary } from "@/api/types";

import { onLiveRun, onReset, onWaiting } from "./freshen";
import { setProject } from "./project";
import { keys, queryClient } from "./queries";

const run = (extra: Partial<RunSummary> = {}): RunSummary => ({
  run_id: "r1",
  short_id: "r1",
  workflow: "daily",
  name: "Daily",
  state: "running",
  reason: "",
  logical_date: "2026-03-12T00:00:00Z",
  interval_start: "2026-03-12T00:00:00Z",
  interval_end: "2026-03-13T00:00:00Z",
  timezone: "UTC",
  created_at: "2026-03-13T00:00:00Z",
  started_at: "2026-03-13T00:00:01Z",
  ended_at: null,
  trigger: { kind: "schedule", name: "nightly", actor: "" },
  revision: "abc",
  rerun_of: null,
  parent_run: null,
  failed_task: null,
  error: null,
  tasks: null,
  waits_for: null,
  late_tasks: [],
  ...extra,
});

const key = keys.runs("finance", {});
const rows = (): RunSummary[] | undefined =>
  queryClient.getQueryData<InfiniteData<Page<RunSummary>>>(key)?.pages.flatMap((page) => page.items);

beforeEach(() => {
  vi.useFakeTimers();
  setProject("finance");
  queryClient.setQueryData(key, { pages: [{ items: [run(), run({ run_id: "r2" })], next: null }], pageParams: [""] });
});
afterEach(() => {
  queryClient.clear();
  vi.useRealTimers();
});

it("changes the row of a run where it stands, and nothing around it", () => {
  onLiveRun(run({ state: "failed", failed_task: "report" }));
  expect(rows()?.map((row) => [row.run_id, row.state])).toEqual([
    ["r1", "failed"],
    ["r2", "running"],
  ]);
});

it("asks for a list again that may have gained a run, once for a burst of them", async () => {
  const again = vi.spyOn(queryClient, "invalidateQueries");
  for (let count = 0; count < 50; count += 1) onLiveRun(run({ run_id: `new${count}` }));
  await vi.advanceTimersByTimeAsync(1100);
  expect(again.mock.calls.filter(([filters]) => filters?.queryKey === key)).toHaveLength(1);
});

it("asks for everything of the project again after something was missed", () => {
  const again = vi.spyOn(queryClient, "invalidateQueries");
  onReset();
  expect(again).toHaveBeenCalledWith({ queryKey: ["project", "finance"] });
});

it("gives the run's workflow a dot, keeps eight, and changes it in place", () => {
  const flows = keys.workflows("finance", {});
  const old = Array.from({ length: 8 }, (_, index) => ({ run_id: `old${index}` }));
  queryClient.setQueryData(flows, {
    pages: [
      {
        items: [
          { id: "daily", last_runs: old },
          { id: "other", last_runs: old },
        ],
        next: null,
      },
    ],
    pageParams: [""],
  });
  onLiveRun(run({ state: "running" }));
  onLiveRun(run({ state: "success", ended_at: "2026-03-13T00:00:42Z" }));
  const pages = queryClient.getQueryData<InfiniteData<Page<WorkflowSummary>>>(flows)?.pages;
  const [daily, other] = pages?.[0]?.items ?? [];
  expect(daily?.last_runs).toHaveLength(8);
  expect(daily?.last_runs.at(-1)).toMatchObject({ run_id: "r1", state: "success", seconds: 41 });
  expect(other?.last_runs.at(-1)).toEqual({ run_id: "old7" });
});

it("says in place that a run waits for a person, and keeps saying so while it moves", () => {
  queryClient.setQueryData<InfiniteData<Page<RunSummary>>>(key, {
    pages: [{ items: [run()], next: null }],
    pageParams: [""],
  });
  onWaiting({ run_id: "r1", waits_for: "release" });
  expect(rows()?.[0]?.waits_for).toBe("release");
  const { waits_for: _, ...moved } = run({ reason: "moved on" });
  onLiveRun(moved as RunSummary);
  expect(rows()?.[0]).toMatchObject({ waits_for: "release", reason: "moved on" });
});
