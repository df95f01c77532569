import { useMutation, useQuery, useQueryClient, type QueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback } from "react";

import { api, buildUrl, type QueryValue } from "@/api/client";
import { useRunEvents } from "@/api/live";
import { inProject, useProject } from "@/api/project";
import { keys } from "@/api/queries";
import type { Json, Page, RunSummary, TaskRun } from "@/api/types";
import { isFinal } from "@/timeline/tasks";
import { isItem, mergeTasks } from "./tasks";
import type {
  Approval,
  Attempt,
  Materialization,
  FilePreview,
  RerunMode,
  RerunPreview,
  RunFile,
  RunFiles,
  TaskOutputs,
  Wait,
} from "./types";

const PAGE = 1000;
export const MOST_ASSETS = 1000;

export function runPath(runId: string, rest: string, project: string): string {
  return inProject(`/runs/${encodeURIComponent(runId)}${rest}`, project);
}

/** All task runs, page after page; what is read stands on the page while the rest comes. */
export function useTaskRuns(runId: string): UseQueryResult<TaskRun[]> {
  const project = useProject();
  const client = useQueryClient();
  const key = keys.tasks(project, runId);
  const query = useQuery({
    queryKey: key,
    enabled: project !== "" && runId !== "",
    queryFn: async ({ signal }) => {
      const before = client.getQueryData<TaskRun[]>(key);
      let read: TaskRun[] = [];
      let after = "";
      for (;;) {
        const page = await api.get<Page<TaskRun>>(runPath(runId, "/tasks", project), { limit: PAGE, after }, signal);
        read = [...read, ...page.items.filter((task) => !isItem(task))];
        if (!page.next) return read;
        if (!before) client.setQueryData(key, read);
        after = page.next;
      }
    },
  });
  const onTasks = useCallback(
    (moved: TaskRun[]) => {
      const tasks = moved.filter((task) => !isItem(task));
      refreshLooked(client, keys.run(project, runId), moved);
      if (tasks.length > 0) client.setQueryData<TaskRun[]>(key, (old) => (old ? mergeTasks(old, tasks) : old));
      const items = moved.filter(isItem);
      if (items.length > 0) takeItems(client, project, runId, items);
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key is made of these two
    [client, project, runId],
  );
  useRunEvents(runId, {
    onTasks,
    onReset: () => void client.invalidateQueries({ queryKey: keys.run(project, runId) }),
  });
  return query;
}

const WHY_EVERY_MS = 1000;
let whySoon: ReturnType<typeof setTimeout> | undefined;

/** Why things wait may change with any task that moves; asked for once a second at most. */
function refreshWhy(client: QueryClient, run: readonly unknown[]): void {
  whySoon ??= setTimeout(() => {
    whySoon = undefined;
    void client.invalidateQueries({ queryKey: [...run, "/why"] });
  }, WHY_EVERY_MS);
}

/** What is looked at of a task beside its row: its attempts and its outputs. */
function refreshLooked(client: QueryClient, run: readonly unknown[], moved: readonly TaskRun[]): void {
  refreshWhy(client, run);
  const names = new Set(moved.map((task) => task.task));
  const hasEnded = moved.some((task) => isFinal(task.state));
  void client.invalidateQueries({
    queryKey: run,
    predicate: ({ queryKey }) => {
      const [rest, query] = [queryKey[run.length], queryKey[run.length + 1] as { task?: string } | undefined];
      if (rest === "/assets") return hasEnded;
      return (rest === "/attempts" || rest === "/outputs") && names.has(query?.task ?? "");
    },
  });
}

interface ItemsRead {
  items: TaskRun[];
  next: string | null;
}

const itemsKey = (project: string, runId: string, task: string) =>
  [...keys.run(project, runId), "items", task] as const;

/** Items that moved change where they are listed; the counts of their foreach are asked for again, now and then. */
function takeItems(client: QueryClient, project: string, runId: string, items: TaskRun[]): void {
  const parents = new Set(items.map((item) => item.parent ?? ""));
  for (const parent of parents) {
    client.setQueryData<ItemsRead>(itemsKey(project, runId, parent), (old) => {
      if (!old) return old;
      const known = new Set(old.items.map((item) => item.task));
      return {
        ...old,
        items: mergeTasks(
          old.items,
          items.filter((item) => known.has(item.task)),
        ),
      };
    });
  }
}

/** The items of one foreach, failed and slow ones first, read as far as asked for. */
export async function readItems(
  project: string,
  runId: string,
  task: string,
  after: string | null,
): Promise<ItemsRead> {
  const page = await api.get<Page<TaskRun>>(runPath(runId, "/items", project), {
    task,
    limit: 200,
    after: after ?? "",
  });
  return { items: page.items, next: page.next };
}

/** What stands in one item of a foreach over a group. */
export async function readInside(project: string, runId: string, task: string): Promise<ItemsRead> {
  const page = await api.get<Page<TaskRun>>(runPath(runId, "/inside", project), { task });
  return { items: page.items, next: null };
}

export { itemsKey, type ItemsRead };

function useOfRun<T>(
  runId: string,
  rest: string,
  query: Record<string, QueryValue>,
  isEnabled = true,
): UseQueryResult<T> {
  const project = useProject();
  return useQuery({
    queryKey: [...keys.run(project, runId), rest, query],
    queryFn: ({ signal }) => api.get<T>(runPath(runId, rest, project), query, signal),
    enabled: project !== "" && runId !== "" && isEnabled,
  });
}

export const useAttempts = (runId: string, task: string | null): UseQueryResult<{ items: Attempt[] }> =>
  useOfRun(runId, "/attempts", { task: task ?? "" }, task !== null);
export const useWhy = (runId: string, task: string | null, isEnabled: boolean): UseQueryResult<{ items: Wait[] }> =>
  useOfRun(runId, "/why", task === null ? {} : { task }, isEnabled);
export const useOutputs = (runId: string, task: string): UseQueryResult<TaskOutputs> =>
  useOfRun(runId, "/outputs", { task }, task !== "");
export const useFiles = (runId: string, isEnabled = true): UseQueryResult<RunFiles> =>
  useOfRun(runId, "/files", {}, isEnabled);
/** What tasks read and wrote: the first of it, by task. */
export const useAssets = (runId: string): UseQueryResult<Page<Materialization>> =>
  useOfRun(runId, "/assets", { limit: MOST_ASSETS });
export const useFilePreview = (runId: string, file: RunFile | null): UseQueryResult<FilePreview> =>
  useOfRun(runId, "/files/preview", file === null ? {} : placeOf(file), file !== null);
export const useApproval = (runId: string, task: string | null): UseQueryResult<Approval> =>
  useOfRun(runId, "/approval", { task: task ?? "" }, task !== null);
export const useRerunPreview = (
  runId: string,
  mode: RerunMode,
  fromTask: string | null,
  revision: string,
): UseQueryResult<RerunPreview> =>
  useOfRun(
    runId,
    "/rerun-preview",
    { mode, from_task: mode === "from" ? fromTask : undefined, revision },
    mode !== "from" || fromTask !== null,
  );

/** Files that a failed attempt left are found by the attempt; the others belong to the task. */
function placeOf(file: RunFile): Record<string, QueryValue> {
  return { task: file.task, path: file.path, attempt: file.is_kept_of_failed ? file.attempt : undefined };
}

export function fileAddress(runId: string, file: RunFile, project: string, isDownload: boolean): string {
  const query = { ...placeOf(file), download: isDownload ? 1 : undefined };
  return buildUrl(runPath(runId, "/files/content", project), query);
}

export interface RerunRequest {
  mode: RerunMode;
  from_task?: string;
  inputs?: { [key: string]: Json };
  revision: "same" | "latest";
}

/** An act on the run; what the page shows is asked for again afterwards. */
export function useRunAct<Body, Answer = unknown>(runId: string, act: string) {
  const project = useProject();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) =>
      api.post<Answer>(runPath(runId, `/${act}`, project), body ?? {}, { idempotencyKey: crypto.randomUUID() }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.run(project, runId) }),
  });
}

export const useRerun = (runId: string) => useRunAct<RerunRequest, RunSummary>(runId, "rerun");
