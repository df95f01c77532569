import { Button, Modal, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type FormEvent, type ReactElement } from "react";

import { ApiProblem } from "@/api/client";
import { keys, queryClient } from "@/api/queries";
import { currentProject } from "@/api/project";
import { Failed } from "@/components/PanelState";
import { useBuilder } from "@/features/builder/context";
import type { SavedNow } from "@/features/builder/keeper";
import { SavedElsewhereDialog } from "@/features/builder/SavedElsewhereDialog";
import { counted } from "@/graph/style";

/** Save the draft as a revision with a message; somebody else's save in between is shown, not overwritten. */
export function SaveDialog({ onClose, onCompare }: { onClose: () => void; onCompare: () => void }): ReactElement {
  const { server, draft, keeper, state, workflow } = useBuilder();
  const [message, setMessage] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<SavedNow | null>(null);
  const errors = state.problems.filter((problem) => problem.severity === "error").length;

  async function save(etag: string): Promise<void> {
    setBusy(true);
    setError(null);
    const { text, sidecar } = draft.content;
    try {
      const saved = await server.save({ text, message, layout: sidecar }, etag);
      keeper.settle({
        text,
        sidecar,
        etag: saved.data.etag || saved.etag,
        revision: saved.data.revision ?? keeper.base.revision,
      });
      void queryClient.invalidateQueries({ queryKey: keys.workflow(currentProject(), workflow) });
      notifications.show({
        message: saved.data.revision
          ? `Saved as ${saved.data.revision.slice(0, 7)}`
          : `Saved with ${counted(saved.data.problems.length, "problem")}; the last valid revision stays active`,
      });
      onClose();
    } catch (refused) {
      const current =
        refused instanceof ApiProblem && refused.status === 412
          ? (refused.body.current as unknown as SavedNow | null)
          : null;
      if (current) setTheirs(current);
      else setError(refused);
      setBusy(false);
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(keeper.base.etag);
  };
  if (theirs)
    return (
      <SavedElsewhereDialog saved={theirs} onClose={onClose} isBusy={isBusy} onPut={() => void save(theirs.etag)} />
    );
  return (
    <Modal opened onClose={onClose} title={`Save a revision of ${workflow}`}>
      <form onSubmit={submit}>
        <TextInput
          label="What changed, and why"
          placeholder="Load the new provider too"
          data-autofocus
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          maxLength={2000}
        />
        {errors > 0 ? (
          <p className="sm t2 save-note">
            It has {counted(errors, "problem")}. It is saved all the same; the last valid revision stays active until
            they are gone.
          </p>
        ) : null}
        {error ? <Failed what="the revision" error={error} /> : null}
        <div className="row dialog-acts">
          <Button variant="subtle" onClick={onCompare}>
            See the diff
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>Go on editing</Button>
          <Button type="submit" variant="filled" loading={isBusy}>
            Save revision
          </Button>
        </div>
      </form>
    </Modal>
  );
}
