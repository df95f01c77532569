import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import type { JsonSchema } from "@/form/schema";

export interface BlueprintDetail {
  name: string;
  version: number;
  title: string;
  category: string;
  description: string;
  input_schema: JsonSchema;
  output_schema: JsonSchema | null;
  docs: string | null;
  yaml: string | null;
  exits: Record<string, string>;
}

export function blueprintKey(project: string, name: string): readonly unknown[] {
  return ["project", project, "blueprints", name];
}

export async function fetchBlueprint(name: string): Promise<BlueprintDetail> {
  return api.get<BlueprintDetail>(inProject(`/blueprints/${encodeURIComponent(name)}`));
}

/** One blueprint whole; `uses` may pin a version. */
export function useBlueprint(uses: string | null | undefined): UseQueryResult<BlueprintDetail> {
  const project = useProject();
  const name = (uses ?? "").split("@")[0] ?? "";
  return useQuery({
    queryKey: blueprintKey(project, name),
    queryFn: () => fetchBlueprint(name),
    enabled: name !== "",
    staleTime: 60_000,
  });
}
