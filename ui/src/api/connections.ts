import { type UseQueryResult, useQuery } from "@tanstack/react-query";

import { type Answer, api, fetchAnswer } from "@/api/client";
import { currentProject, inProject, useProject } from "@/api/project";
import { keys, queryClient } from "@/api/queries";
import type { components } from "@/api/schema";
import type { Connection, Json } from "@/api/types";

type Schemas = components["schemas"];

export type CheckResult = Schemas["CheckResult"];
export type ConnectionType = Schemas["ConnectionTypeDocument"];
export type Secret = Schemas["SecretSummary"];
export type Fields = Record<string, unknown>;

export interface Change {
  type: string;
  fields: Fields;
  description: string;
}

/** What can be connected to, with the form of each. */
export function useConnectionTypes(): UseQueryResult<ConnectionType[]> {
  const project = useProject();
  return useQuery({
    queryKey: ["project", project, "connection-types"],
    queryFn: ({ signal }) => api.get<ConnectionType[]>(inProject("/connection-types", project), undefined, signal),
    enabled: project !== "",
    staleTime: 5 * 60_000,
  });
}

/** One connection with its ETag, as it was when its form was opened. */
export function useConnection(name: string): UseQueryResult<Answer<Connection>> {
  const project = useProject();
  return useQuery({
    queryKey: ["project", project, "connection", name],
    queryFn: () => readConnection(name),
    enabled: project !== "" && name !== "",
    staleTime: Infinity,
    gcTime: 0,
  });
}

export const readConnection = (name: string): Promise<Answer<Connection>> =>
  fetchAnswer<Connection>("GET", addressOf("connections", name));

/** Make one (no ETag) or change that of the ETag; 412 where somebody was faster. */
export async function saveConnection(name: string, change: Change, etag: string | null): Promise<Answer<Connection>> {
  const guard = etag === null ? { isFirst: true } : { ifMatch: etag };
  const saved = await fetchAnswer<Connection>("PUT", addressOf("connections", name), { body: change, ...guard });
  await readAgain("connections");
  return saved;
}

/** Ask the other side with what the form says; secrets that stay are those of the connection of this name. */
export const tryConnection = (type: string, fields: Fields, name: string | null): Promise<CheckResult> =>
  api.post<CheckResult>(inProject("/connections/check"), { type, fields, ...(name ? { name } : {}) });

/** Ask the other side of a saved one; how it ended is kept with it. */
export async function checkConnection(name: string): Promise<CheckResult> {
  const result = await api.post<CheckResult>(`${addressOf("connections", name)}/check`);
  await readAgain("connections");
  return result;
}

export const signInTo = (name: string): Promise<{ url: string }> =>
  api.post<{ url: string }>(`${addressOf("connections", name)}/authorize`);

export function useSecrets(): UseQueryResult<Secret[]> {
  const project = useProject();
  return useQuery({
    queryKey: ["project", project, "secrets"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: Secret[] }>(inProject("/secrets", project), undefined, signal)).items,
    enabled: project !== "",
    refetchOnWindowFocus: "always",
  });
}

export type Kept = "connections" | "secrets" | "variables";

export async function putSecret(name: string, change: { value?: string; description: string }): Promise<void> {
  await api.put(addressOf("secrets", name), change);
  await readAgain("secrets");
}

export async function putVariable(name: string, value: Json): Promise<void> {
  await api.put(addressOf("variables", name), { value });
  await readAgain("variables");
}

/** 409 with `current.used_in` where workflows use it, unless it is forced. */
export async function removeKept(kind: Kept, name: string, isForced: boolean): Promise<void> {
  await api.del(addressOf(kind, name), { query: { force: isForced || null } });
  await readAgain(kind);
}

function addressOf(kind: Kept, name: string): string {
  return inProject(`/${kind}/${encodeURIComponent(name)}`);
}

async function readAgain(kind: Kept): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [...keys.project(currentProject()), kind] });
}
