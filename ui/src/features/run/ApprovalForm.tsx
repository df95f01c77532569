import { Button } from "@mantine/core";
import { useState, type FormEvent, type ReactElement } from "react";

import { useMay } from "@/api/session";
import type { Json, TaskRun } from "@/api/types";
import { draftOf, readForm, type Draft } from "@/components/inputs";
import { InputsForm } from "@/components/InputsForm";
import { Failed, Loading } from "@/components/PanelState";
import { refusedFields } from "@/components/RunDialog";
import { When } from "@/components/When";
import { useApproval, useRunAct } from "./queries";

interface Answer {
  task: string;
  approved: boolean;
  values: { [name: string]: Json };
}

/** What a person is asked, with the fields to fill in; the answer goes to the run at once. */
export function ApprovalForm({ runId, task }: { runId: string; task: TaskRun }): ReactElement {
  const asked = useApproval(runId, task.task);
  const answer = useRunAct<Answer>(runId, "approve");
  const operator = useMay("operator");
  const [typed, setTyped] = useState<Draft>({});
  const [isTried, setTried] = useState(false);
  if (asked.isPending) return <Loading what="the question" rows={3} rowHeight={40} />;
  if (asked.error) return <Failed what="the question" error={asked.error} onRetry={() => void asked.refetch()} />;
  const { message, fields, approvers, expires_at, may_answer } = asked.data;
  const off = operator.why ?? (may_answer ? null : `Only ${approvers.join(", ")} may answer this.`);
  const draft = { ...draftOf(fields), ...typed };
  const send = (approved: boolean) => {
    const read = readForm(fields, draft);
    setTried(approved);
    if (approved && Object.keys(read.errors).length > 0) return;
    answer.mutate({ task: task.task, approved, values: read.values });
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send(true);
  };
  return (
    <form className="approval" onSubmit={onSubmit} noValidate>
      <p className="approval-said">{message || `${task.task} asks for an answer.`}</p>
      <InputsForm
        fields={fields}
        draft={draft}
        onChange={setTyped}
        isTried={isTried}
        refused={refusedFields(answer.error)}
      />
      <p className="t3 sm">
        {approvers.length > 0 ? `Asked: ${approvers.join(", ")}. ` : ""}
        {expires_at ? (
          <>
            Expires <When at={expires_at} />.
          </>
        ) : null}
      </p>
      {answer.error ? <Failed what="the answer" error={answer.error} /> : null}
      {off ? <p className="t3 sm">{off}</p> : null}
      <div className="row">
        <Button type="submit" variant="filled" loading={answer.isPending} disabled={off !== null}>
          Approve
        </Button>
        <Button disabled={off !== null || answer.isPending} onClick={() => send(false)}>
          Reject
        </Button>
      </div>
    </form>
  );
}
