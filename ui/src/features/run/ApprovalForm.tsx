import { Button } from "@mantine/core";
import { useState, type FormEvent, type ReactElement } from "react";

import { useMay } from "@/api/session";
import type { InputField, Json, TaskRun } from "@/api/types";
import { Failed, Loading } from "@/components/PanelState";
import { When } from "@/components/When";
import { FieldInput, checkField } from "./FieldInput";
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
  const [values, setValues] = useState<Record<string, Json>>({});
  const [isChecked, setChecked] = useState(false);
  if (asked.isPending) return <Loading what="the question" rows={3} rowHeight={40} />;
  if (asked.error) return <Failed what="the question" error={asked.error} onRetry={() => void asked.refetch()} />;
  const { message, fields, approvers, expires_at, may_answer } = asked.data;
  const off = operator.why ?? (may_answer ? null : `Only ${approvers.join(", ")} may answer this.`);
  const valueOf = (field: InputField): Json => (field.name in values ? (values[field.name] as Json) : field.default);
  const problems = new Map(fields.map((field) => [field.name, checkField(field, valueOf(field))]));
  const send = (approved: boolean) => {
    const isWrong = approved && [...problems.values()].some(Boolean);
    if (isWrong) return setChecked(true);
    const said = Object.fromEntries(
      fields.map((field) => [field.name, valueOf(field)]).filter(([, value]) => value !== null && value !== ""),
    );
    answer.mutate({ task: task.task, approved, values: said as Answer["values"] });
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send(true);
  };
  return (
    <form className="approval" onSubmit={onSubmit} noValidate>
      <p className="approval-said">{message || `${task.task} asks for an answer.`}</p>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={valueOf(field)}
          error={isChecked ? (problems.get(field.name) ?? null) : null}
          onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
        />
      ))}
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
