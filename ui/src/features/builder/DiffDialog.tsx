import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { useBuilder } from "@/features/builder/context";
import { DiffView } from "@/features/builder/DiffView";
import { SemanticList } from "@/features/builder/SemanticList";

/** What the draft changes against what is saved: in sentences, then in lines. */
export function DiffDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { keeper, state, server, workflow } = useBuilder();
  const { data, error } = useQuery({
    queryKey: ["diff", workflow, keeper.base.etag, state.text],
    queryFn: () => server.diffDraft("file", state.text),
    gcTime: 0,
  });
  return (
    <Modal opened onClose={onClose} title={`What your draft of ${workflow} changes`} size={980}>
      {keeper.base.text === state.text ? null : <SemanticList changes={data?.semantic} isMissing={error !== null} />}
      <DiffView
        before={keeper.base.text}
        after={state.text}
        beforeName={keeper.base.revision ? `Revision ${keeper.base.revision.slice(0, 7)}` : "Saved"}
        afterName="Draft"
      />
    </Modal>
  );
}
