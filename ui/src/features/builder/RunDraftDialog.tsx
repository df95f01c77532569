import { Button, Modal } from "@mantine/core";
import { useState, type FormEvent, type ReactElement } from "react";

import { draftOf, readForm, type Draft } from "@/components/inputs";
import { InputsForm } from "@/components/InputsForm";
import { Failed } from "@/components/PanelState";
import { refusedFields } from "@/components/RunDialog";
import { useBuilder } from "@/features/builder/context";
import { ranText } from "@/features/builder/server";

/** Run the draft, or what is saved where nobody can have a draft: its inputs with their defaults. The run is drawn
 * over the canvas. */
export function RunDraftDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { workflow, state, run, isReadOnly } = useBuilder();
  const act = isReadOnly ? "Run it" : "Run the draft";
  const [draft, setDraft] = useState<Draft>(() => draftOf(state.inputs));
  const [isTried, setTried] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    const read = readForm(state.inputs, draft);
    if (Object.keys(read.errors).length > 0) return;
    if (await run.start({ inputs: read.values, ...ranText(isReadOnly, state.text) }, state.text)) onClose();
  }
  return (
    <Modal opened onClose={onClose} title={isReadOnly ? `Run ${workflow}` : `Run the draft of ${workflow}`}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        {state.inputs.length === 0 ? <p className="t2">It asks for no inputs.</p> : null}
        <InputsForm
          fields={state.inputs}
          draft={draft}
          onChange={setDraft}
          isTried={isTried}
          refused={refusedFields(run.error)}
        />
        {run.error ? <Failed what="the run" error={run.error} /> : null}
        <div className="row dialog-acts">
          <span className="grow" />
          <Button onClick={onClose}>Close</Button>
          <Button
            type="submit"
            variant="filled"
            loading={run.isStarting}
            data-autofocus={state.inputs.length === 0 || undefined}
          >
            {act}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
