import { type UseQueryResult, useQuery } from "@tanstack/react-query";

import { type QueryValue, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { Page } from "@/api/types";

type Schemas = components["schemas"];

export type UserDocument = Schemas["UserDocument"];
export type AddedUser = Schemas["AddedUser"];
export type MemberDocument = Schemas["MemberDocument"];
export type TokenDocument = Schemas["TokenDocument"];
export type MadeToken = Schemas["MadeToken"];
export type SessionOfMine = Schemas["SessionOfMine"];
export type ProjectDocument = Schemas["ProjectDocument"];
export type AuditEntry = Schemas["AuditEntry"];

/** A list of the administration: short enough to come in one page of 200. */
export function usePeopleList<T>(
  path: string,
  query: Record<string, QueryValue> = {},
  isOn = true,
): UseQueryResult<T[]> {
  return useQuery({
    queryKey: ["people", path, query],
    queryFn: async ({ signal }) => (await api.get<Page<T>>(path, { limit: 200, ...query }, signal)).items,
    enabled: isOn,
  });
}
