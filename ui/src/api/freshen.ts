import type { InfiniteData, QueryKey } from "@tanstack/react-query";

import { currentProject } from "@/api/project";
import { keys, queryClient } from "@/api/queries";
import type { Page, RunDetail, RunSummary, WorkflowSummary } from "@/api/types";

const pending = new Map<string, ReturnType<typeof setTimeout>>();

/** Fetch again what this key names, once for all events of the next moment. */
function staleSoon(key: QueryKey, waitMs: number): void {
  const name = JSON.stringify(key);
  if (pending.has(name)) return;
  const timer = setTimeout(() => {
    pending.delete(name);
    void queryClient.invalidateQueries({ queryKey: key });
  }, waitMs);
  pending.set(name, timer);
}

function replaceIn(pages: InfiniteData<Page<RunSummary>>, run: RunSummary): InfiniteData<Page<RunSummary>> | null {
  if (!pages.pages.some((page) => page.items.some((item) => item.run_id === run.run_id))) return null;
  const merge = (item: RunSummary): RunSummary => (item.run_id === run.run_id ? { ...item, ...run } : item);
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.map(merge) })) };
}

/** A run moved: the rows that show it change in place; counts and lists that may gain it are asked for again. */
export function onLiveRun(run: RunSummary): void {
  const project = currentProject();
  queryClient.setQueryData<RunDetail>(keys.run(project, run.run_id), (old) => (old ? { ...old, ...run } : old));
  const lists = queryClient.getQueriesData<InfiniteData<Page<RunSummary>>>({ queryKey: ["project", project, "runs"] });
  for (const [key, pages] of lists) {
    const next = pages && replaceIn(pages, run);
    if (next) queryClient.setQueryData(key, next);
    else staleSoon(key, 1000);
  }
  staleSoon(keys.overview(project), 1500);
  moveDot(project, run);
  staleSoon(keys.slots(project), 1000);
  const isOver = run.state === "success" || run.state === "failed" || run.state === "cancelled";
  // Rates and usual times change when a run ends; until then its dot is all that does.
  if (isOver) staleSoon(["project", project, "workflows"], 5000);
  if (isOver) staleSoon(["project", project, "run", run.run_id], 300);
}

/** A run waits for a person, or does so no more: its rows say so in place. */
export function onWaiting({ run_id, waits_for }: { run_id: string; waits_for: string | null }): void {
  const project = currentProject();
  const lists = queryClient.getQueriesData<InfiniteData<Page<RunSummary>>>({ queryKey: ["project", project, "runs"] });
  for (const [key, pages] of lists) {
    const found = pages?.pages.flatMap((page) => page.items).find((item) => item.run_id === run_id);
    const next = pages && found && replaceIn(pages, { ...found, waits_for });
    if (next) queryClient.setQueryData(key, next);
  }
  queryClient.setQueryData<RunDetail>(keys.run(project, run_id), (old) => (old ? { ...old, waits_for } : old));
}

const mostDots = 8;

/** The row of the run's workflow gets or changes a dot; a sub-workflow's run is a run of its workflow as well. */
function moveDot(project: string, run: RunSummary): void {
  const { run_id, state, created_at, started_at, ended_at } = run;
  const seconds = started_at && ended_at ? (Date.parse(ended_at) - Date.parse(started_at)) / 1000 : null;
  const dot = { run_id, state, created_at, started_at, seconds };
  const change = (row: WorkflowSummary): WorkflowSummary => {
    if (row.id !== run.workflow) return row;
    const isKnown = row.last_runs.some((one) => one.run_id === run_id);
    const dots = isKnown
      ? row.last_runs.map((one) => (one.run_id === run_id ? dot : one))
      : [...row.last_runs, dot].slice(-mostDots);
    return { ...row, last_runs: dots };
  };
  queryClient.setQueriesData<InfiniteData<Page<WorkflowSummary>>>(
    { queryKey: ["project", project, "workflows"] },
    (old) => (old ? { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.map(change) })) } : old),
  );
}

export function onWorkflow(id: string): void {
  const project = currentProject();
  staleSoon(["project", project, "workflow", id], 100);
  staleSoon(["project", project, "workflows"], 300);
  staleSoon(keys.overview(project), 1500);
}

/** Files of the project beside its workflows: what is made of them is fetched again. */
export function onProjectFiles(): void {
  const project = currentProject();
  for (const name of ["blueprints", "problems", "scripts", "connections", "variables"])
    staleSoon(["project", project, name], 50);
}

export function onSlots(): void {
  staleSoon(keys.slots(currentProject()), 1500);
  staleSoon(keys.overview(currentProject()), 1500);
}

/** A task that began or ended took or freed a slot, also where its run goes on. */
export function onTask(): void {
  staleSoon(keys.slots(currentProject()), 2000);
}

export function onReset(): void {
  void queryClient.invalidateQueries({ queryKey: keys.project(currentProject()) });
}
