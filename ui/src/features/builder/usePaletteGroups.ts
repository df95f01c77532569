import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import { useBlueprints, useConnections } from "@/api/queries";
import { paletteGroups, type PaletteGroup, type ScriptFile } from "@/features/builder/palette";
import { firstInputs } from "@/features/builder/first-inputs";
import { blueprintKey, fetchBlueprint } from "@/features/builder/useBlueprint";

/** The palette of this project, with how many blueprints there are. */
export function usePaletteGroups(): { groups: PaletteGroup[]; count: number } {
  const project = useProject();
  const { data: blueprints } = useBlueprints();
  const { data: connections } = useConnections();
  const { data: scripts } = useQuery({
    queryKey: ["project", project, "scripts"],
    queryFn: async () => {
      const found = await api.get<ScriptFile[] | { items: ScriptFile[] }>(inProject("/scripts", project));
      return Array.isArray(found) ? found : found.items;
    },
  });
  const written = useMemo(() => (blueprints ?? []).filter((each) => each.variant_of === ""), [blueprints]);
  const details = useQueries({
    queries: written.map((each) => ({
      queryKey: blueprintKey(project, each.name),
      queryFn: () => fetchBlueprint(each.name),
      staleTime: 60_000,
    })),
    combine: (answers) =>
      new Map(answers.flatMap(({ data }) => (data ? [[data.name, data.input_schema] as const] : []))),
  });
  const groups = useMemo(
    () =>
      paletteGroups(blueprints ?? [], scripts ?? [], (one) =>
        firstInputs(
          details.get(one.variant_of || one.name),
          (connections ?? []).filter((each) => !one.variant_of || each.type === one.name.split(".")[0]),
        ),
      ),
    [blueprints, scripts, details, connections],
  );
  return { groups, count: written.length };
}
