import { Select } from "@mantine/core";
import { useContext, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { ExpressionInput } from "@/form/ExpressionInput";
import { FieldProblems } from "@/form/expression-context";
import { Field } from "@/form/Field";
import { ListField } from "@/form/ListField";
import { TextField } from "@/form/TextField";
import { isRecord } from "@/graph/model";
import { freeName } from "@/graph/names";
import type { GraphTask } from "@/graph/source";

const TYPES = ["string", "text", "integer", "number", "boolean", "date", "datetime", "select", "list"];

/** What is asked, of whom, until when; the answers are the task's outputs. */
export function ApprovalForm({ task }: { task: GraphTask }): ReactElement {
  const fields = useTaskFields(task);
  const problems = useContext(FieldProblems);
  const isShort = typeof fields.get("approval") === "string";
  const message = isShort ? fields.text("approval") : fields.text("approval", "message");
  const set = (key: string, value: unknown) => {
    if (isShort && key !== "message") return fields.set(["approval"], { message, [key]: value });
    fields.set(isShort ? ["approval"] : ["approval", key], value);
  };
  const asked = fields.get("approval", "fields");
  const questions = isRecord(asked) ? Object.entries(asked) : [];
  return (
    <>
      <Field label="Message" isRequired problem={problems["approval"] ?? ""} hint="What the person is asked.">
        {({ id }) => (
          <ExpressionInput
            id={id}
            label="Message"
            value={message}
            onCommit={(text) => set("message", text || undefined)}
          />
        )}
      </Field>
      <Field label="Approvers" hint="Who may answer; anyone with the right if left out.">
        {() => (
          <ListField
            label="Approvers"
            value={fields.get("approval", "approvers")}
            isOneOrMany
            onChange={(value) => set("approvers", value)}
          />
        )}
      </Field>
      <Field label="Expires after" hint="Without an answer the task fails then.">
        {({ id }) => (
          <TextField
            id={id}
            label="Expires after"
            value={fields.text("approval", "expires")}
            placeholder="8h"
            onCommit={(text) => set("expires", text || undefined)}
          />
        )}
      </Field>
      <Field label="Fields of the form" hint="What the person fills in.">
        {() => (
          <div className="list" role="group" aria-label="Fields of the form">
            {questions.map(([name, field]) => (
              <div key={name} className="row list-row">
                <span className="mono grow cut">{name}</span>
                <Select
                  w={120}
                  data={TYPES}
                  value={typeOf(field)}
                  aria-label={`Type of ${name}`}
                  onChange={(type) => fields.set(["approval", "fields", name], typed(field, type ?? "string"))}
                />
                <IconButton
                  label={`Remove ${name}`}
                  onClick={() => fields.set(["approval", "fields", name], undefined)}
                >
                  <Icon name="close" size={14} />
                </IconButton>
              </div>
            ))}
            <NewField
              taken={new Set(questions.map(([name]) => name))}
              onAdd={(name) => set("fields", { ...(isRecord(asked) ? asked : {}), [name]: { type: "string" } })}
            />
          </div>
        )}
      </Field>
    </>
  );
}

function NewField({ taken, onAdd }: { taken: ReadonlySet<string>; onAdd: (name: string) => void }): ReactElement {
  return (
    <button type="button" className="btn g s fold-more" onClick={() => onAdd(freeName("answer", taken))}>
      <Icon name="plus" size={14} />
      Add a field
    </button>
  );
}

function typeOf(field: unknown): string {
  return typeof field === "string" ? field : isRecord(field) ? String(field["type"] ?? "string") : "string";
}

function typed(field: unknown, type: string): unknown {
  const options = type === "select" ? { options: ["yes", "no"] } : {};
  return isRecord(field) ? { ...field, type, ...options } : { type, ...options };
}
