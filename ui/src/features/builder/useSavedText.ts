import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { useProject } from "@/api/project";
import { toBase } from "@/features/builder/open";
import type { Opened } from "@/features/builder/open";

/** Follow what is saved elsewhere (an editor, another person): what was not touched here takes it, what was is told and left alone. */
export function useSavedText({ workflow, server, draft, keeper }: Opened): void {
  const project = useProject();
  const { data } = useQuery({
    // The live stream calls everything below this key stale when the file changes.
    queryKey: ["project", project, "workflow", workflow, "source"],
    queryFn: () => server.source(),
    enabled: project !== "",
    staleTime: 0,
    refetchOnWindowFocus: true, // back from an editor, before the stream has told
  });
  useEffect(() => {
    if (!data || data.etag === keeper.base.etag) return;
    const base = toBase(data);
    if (data.data.text === draft.content.text) return keeper.settle(base);
    if (keeper.isTouched && keeper.isChanged()) return keeper.tellSaved({ ...data.data, etag: data.etag });
    draft.replace({ text: base.text, sidecar: base.sidecar }, "take what was saved");
    keeper.settle(base);
  }, [data, draft, keeper]);
}
