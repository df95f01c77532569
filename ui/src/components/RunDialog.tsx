import { Button, Modal, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactElement, useRef, useState } from "react";

import { ApiProblem, api } from "@/api/client";
import { inProject } from "@/api/project";
import { useWorkflow } from "@/api/queries";
import { useMay } from "@/api/session";
import type { RunSummary, WorkflowDetail } from "@/api/types";
import { plural } from "@/components/format";
import { Failed, Panel } from "@/components/PanelState";

import { type Draft, draftOf, readDate, readForm } from "./inputs";
import { InputsForm } from "./InputsForm";

/** Run a workflow now: its typed inputs with their defaults, and the day that the run is about. */
export function RunDialog({ workflow, onClose }: { workflow: string; onClose: () => void }): ReactElement {
  const query = useWorkflow(workflow);
  return (
    <Modal opened onClose={onClose} title={`Run ${query.data?.name || workflow}`}>
      <Panel query={query} what="the workflow" rows={3}>
        {(detail) => <RunForm key={detail.id} detail={detail} onClose={onClose} />}
      </Panel>
    </Modal>
  );
}

function RunForm({ detail, onClose }: { detail: WorkflowDetail; onClose: () => void }): ReactElement {
  const navigate = useNavigate();
  const operator = useMay("operator");
  const [draft, setDraft] = useState<Draft>(() => draftOf(detail.inputs));
  const [day, setDay] = useState("");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // One key for all tries of this form: an answer that got lost does not start a second run.
  const key = useRef(crypto.randomUUID());
  const dayRead = day.trim() === "" ? { value: undefined } : readDate(day.trim());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    const read = readForm(detail.inputs, draft);
    if (Object.keys(read.errors).length > 0 || "error" in dayRead) return;
    setBusy(true);
    setError(null);
    try {
      const body = { inputs: read.values, ...(dayRead.value ? { logical_date: dayRead.value } : {}) };
      const path = inProject(`/workflows/${encodeURIComponent(detail.id)}/runs`);
      const run = await api.post<RunSummary>(path, body, { idempotencyKey: key.current });
      onClose();
      void navigate({ to: "/runs/$runId", params: { runId: run.run_id } });
    } catch (problem) {
      setError(problem);
      setBusy(false);
      key.current = crypto.randomUUID();
    }
  }

  const isBroken = detail.problems_count > 0;
  const off = operator.why ?? (isBroken ? `${plural(detail.problems_count, "problem")} to repair first` : null);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      {detail.inputs.length === 0 ? (
        <p className="t2" style={{ marginBottom: 14 }}>
          It asks for no inputs.
        </p>
      ) : null}
      <InputsForm
        fields={detail.inputs}
        draft={draft}
        onChange={setDraft}
        isTried={isTried}
        refused={refusedFields(error)}
      />
      <TextInput
        mt={14}
        label="Logical date"
        placeholder={detail.logical_date?.slice(0, 10) ?? "the last complete interval"}
        description={`The slice of time the run is about, counted in ${detail.timezone}. Left empty: the last complete interval of its schedule, else today.`}
        value={day}
        error={isTried && "error" in dayRead ? dayRead.error : undefined}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      {error ? <Failed title="The run was not started" error={error} /> : null}
      <div className="row" style={{ justifyContent: "flex-end", marginTop: 20 }}>
        {off ? <span className="sm t3 grow">{off}</span> : null}
        <Button onClick={onClose}>Close</Button>
        <Button
          type="submit"
          variant="filled"
          loading={isBusy}
          disabled={off !== null}
          data-autofocus={detail.inputs.length === 0}
        >
          Run
        </Button>
      </div>
    </form>
  );
}

/** What the server found wrong, by the name of the input that it is about. */
export function refusedFields(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const found = error.problems.flatMap((problem) => {
    const name = problem.path?.at(-1);
    return typeof name === "string" ? [[name, problem.message] as const] : [];
  });
  return Object.fromEntries(found);
}
