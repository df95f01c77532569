import { Button, Modal } from "@mantine/core";
import { useState, type ReactElement } from "react";

import { When } from "@/components/When";
import { useBuilder } from "@/features/builder/context";
import { DiffView } from "@/features/builder/DiffView";
import type { SavedNow } from "@/features/builder/keeper";
import { counted } from "@/graph/style";

export interface SavedElsewhereProps {
  saved: SavedNow;
  onClose: () => void;
  /** Go on with what is edited here, on top of what was saved. */
  onPut: () => void;
  isBusy?: boolean;
}

/** Another text was saved while this one was edited: both are kept until one of them goes on. */
export function SavedElsewhereDialog({ saved, onClose, onPut, isBusy = false }: SavedElsewhereProps): ReactElement {
  const { draft, keeper, state } = useBuilder();
  const [isComparing, setComparing] = useState(false);
  const takeSaved = () => {
    keeper.rebase({ ...keeper.base, text: saved.text, etag: saved.etag, revision: saved.revision ?? null });
    draft.replace({ ...draft.content, text: saved.text }, "take what was saved");
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={whoSaved(saved)} size={isComparing ? 900 : 480}>
      <p>
        {saved.is_yours ? "There you" : saved.author || "Somebody"} saved{" "}
        {saved.revision ? (
          <>
            revision <span className="mono">{saved.revision.slice(0, 7)}</span>{" "}
          </>
        ) : null}
        {saved.saved_at ? <When at={saved.saved_at} /> : null}. {counted(Math.max(1, state.edits), "edit")} in this tab{" "}
        {state.edits > 1 ? "are" : "is"} kept. Compare, or put yours on top.
      </p>
      {isComparing ? (
        <DiffView before={saved.text} after={state.text} beforeName="What was saved" afterName="This draft" />
      ) : null}
      <div className="row dialog-acts">
        <Button variant="subtle" onClick={() => setComparing(!isComparing)}>
          {isComparing ? "Hide the comparison" : "Compare"}
        </Button>
        <span className="grow" />
        <Button onClick={takeSaved}>Take what was saved</Button>
        <Button variant="filled" loading={isBusy} onClick={onPut}>
          Put yours on top
        </Button>
      </div>
    </Modal>
  );
}

export function whoSaved(saved: SavedNow): string {
  return saved.is_yours ? "You saved this in another tab" : `${saved.author || "Somebody"} saved before you`;
}
