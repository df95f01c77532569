import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  QueryClient,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";

import { ApiProblem, type QueryValue, api, setCsrf } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import type {
  BlueprintSummary,
  Connection,
  Overview,
  Page,
  Problem,
  RunDetail,
  RunSummary,
  Session,
  Slots,
  UploadLimit,
  Variable,
  WorkflowDetail,
  WorkflowSummary,
} from "@/api/types";

export type Filters = Record<string, QueryValue>;

function mayHelpToTryAgain(count: number, error: Error): boolean {
  return count < 1 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}

/** Server state lives here and nowhere else. The live stream says what became stale, so nothing polls. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: mayHelpToTryAgain,
      retryDelay: 800,
    },
  },
});

/** One place for the names of what is cached, so that the live stream can say which of it is stale. */
export const keys = {
  session: ["session"] as const,
  project: (project: string) => ["project", project] as const,
  overview: (project: string) => ["project", project, "overview"] as const,
  slots: (project: string) => ["project", project, "slots"] as const,
  workflows: (project: string, filters: Filters = {}) => ["project", project, "workflows", filters] as const,
  workflow: (project: string, id: string) => ["project", project, "workflow", id] as const,
  runs: (project: string, filters: Filters = {}) => ["project", project, "runs", filters] as const,
  run: (project: string, runId: string) => ["project", project, "run", runId] as const,
  tasks: (project: string, runId: string) => ["project", project, "run", runId, "tasks"] as const,
  blueprints: (project: string) => ["project", project, "blueprints"] as const,
  problems: (project: string) => ["project", project, "problems"] as const,
  connections: (project: string) => ["project", project, "connections"] as const,
  variables: (project: string) => ["project", project, "variables"] as const,
};

export async function fetchSession(): Promise<Session> {
  const session = await api.get<Session>("/session");
  setCsrf(session.csrf);
  return session;
}

export function useSession(): UseQueryResult<Session> {
  return useQuery({ queryKey: keys.session, queryFn: fetchSession, staleTime: Infinity });
}

export function useOverview(): UseQueryResult<Overview> {
  const project = useProject();
  return useQuery({
    queryKey: keys.overview(project),
    queryFn: ({ signal }) => api.get<Overview>(inProject("/overview", project), undefined, signal),
    enabled: project !== "",
  });
}

export function useSlots(): UseQueryResult<Slots> {
  const project = useProject();
  return useQuery({
    queryKey: keys.slots(project),
    queryFn: ({ signal }) => api.get<Slots>(inProject("/slots", project), undefined, signal),
    enabled: project !== "",
  });
}

/** How large a file may be that is sent for a run. */
export function useUploadLimit(): UseQueryResult<UploadLimit> {
  const project = useProject();
  return useQuery({
    queryKey: ["project", project, "uploads"],
    queryFn: ({ signal }) => api.get<UploadLimit>(inProject("/uploads", project), undefined, signal),
    enabled: project !== "",
    staleTime: Infinity,
  });
}

export function useWorkflows(filters: Filters = {}): UseInfiniteQueryResult<InfiniteData<Page<WorkflowSummary>>> {
  const project = useProject();
  return useInfiniteQuery({
    queryKey: keys.workflows(project, filters),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<WorkflowSummary>>(
        inProject("/workflows", project),
        { limit: 1000, ...filters, after: pageParam },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: project !== "",
  });
}

export function useWorkflow(id: string): UseQueryResult<WorkflowDetail> {
  const project = useProject();
  return useQuery({
    queryKey: keys.workflow(project, id),
    queryFn: ({ signal }) =>
      api.get<WorkflowDetail>(inProject(`/workflows/${encodeURIComponent(id)}`, project), undefined, signal),
    enabled: project !== "" && id !== "",
  });
}

export function useRuns(filters: Filters = {}): UseInfiniteQueryResult<InfiniteData<Page<RunSummary>>> {
  const project = useProject();
  return useInfiniteQuery({
    queryKey: keys.runs(project, filters),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<RunSummary>>(inProject("/runs", project), { limit: 100, ...filters, after: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: project !== "",
  });
}

export function useRun(runId: string): UseQueryResult<RunDetail> {
  const project = useProject();
  return useQuery({
    queryKey: keys.run(project, runId),
    queryFn: ({ signal }) =>
      api.get<RunDetail>(inProject(`/runs/${encodeURIComponent(runId)}`, project), undefined, signal),
    enabled: project !== "" && runId !== "",
  });
}

/** A list that is short enough to come whole. Files make it, so it is read again when somebody is back from an editor. */
function useWhole<T>(key: (project: string) => readonly unknown[], path: string): UseQueryResult<T[]> {
  const project = useProject();
  return useQuery({
    queryKey: key(project),
    queryFn: async ({ signal }) => {
      const found = await api.get<T[] | Page<T>>(inProject(path, project), { limit: 1000 }, signal);
      return Array.isArray(found) ? found : found.items;
    },
    enabled: project !== "",
    refetchOnWindowFocus: "always",
  });
}

export const useBlueprints = (): UseQueryResult<BlueprintSummary[]> => useWhole(keys.blueprints, "/blueprints");
/** What is wrong with the project's own code. */
export const useProjectProblems = (): UseQueryResult<Problem[]> => useWhole(keys.problems, "/problems");
export const useConnections = (): UseQueryResult<Connection[]> => useWhole(keys.connections, "/connections");
export const useVariables = (): UseQueryResult<Variable[]> => useWhole(keys.variables, "/variables");
