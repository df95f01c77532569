import { Select } from "@mantine/core";
import { useContext, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { ExpressionInput } from "@/form/ExpressionInput";
import { FieldProblems } from "@/form/expression-context";
import { Field } from "@/form/Field";
import { TextField } from "@/form/TextField";
import { isRecord } from "@/graph/model";
import { freeName } from "@/graph/names";
import type { GraphTask } from "@/graph/source";

/** Labels with conditions, tested in order; edges ask for a label. */
export function SwitchForm({ task }: { task: GraphTask }): ReactElement {
  const fields = useTaskFields(task);
  const problems = useContext(FieldProblems);
  const found = fields.get("switch", "cases");
  const cases = isRecord(found) ? Object.entries(found) : [];
  const fallback = fields.text("switch", "default");
  const labels = [...new Set([...cases.map(([label]) => label), fallback].filter(Boolean))];
  const add = () => fields.set(["switch", "cases", freeName("other", new Set(labels))], "{{ false }}");
  const rename = (from: string, to: string) =>
    to &&
    fields.set(
      ["switch", "cases"],
      Object.fromEntries(cases.map(([label, condition]) => [label === from ? to : label, condition])),
    );
  return (
    <>
      <Field
        label="Labels"
        isRequired
        problem={problems["switch"] ?? ""}
        hint="The first whose condition holds is chosen."
      >
        {() => (
          <div className="list" role="group" aria-label="Labels">
            {cases.map(([label, condition]) => (
              <div key={label} className="row list-row">
                <div className="map-name">
                  <TextField label={`Label ${label}`} value={label} isMono onCommit={(to) => rename(label, to)} />
                </div>
                <div className="grow">
                  <ExpressionInput
                    label={`Condition of ${label}`}
                    value={String(condition)}
                    onCommit={(text) => fields.set(["switch", "cases", label], text)}
                  />
                </div>
                <IconButton
                  label={`Remove ${label}`}
                  disabled={cases.length < 2}
                  onClick={() => fields.set(["switch", "cases", label], undefined)}
                >
                  <Icon name="close" size={14} />
                </IconButton>
              </div>
            ))}
            <button type="button" className="btn g s fold-more" onClick={add}>
              <Icon name="plus" size={14} />
              Add a label
            </button>
          </div>
        )}
      </Field>
      <Field label="Otherwise" hint="The label where no condition holds; without one, no way is taken.">
        {() => (
          <DefaultLabel value={fallback} labels={labels} onPick={(label) => fields.set(["switch", "default"], label)} />
        )}
      </Field>
    </>
  );
}

function DefaultLabel({
  value,
  labels,
  onPick,
}: {
  value: string;
  labels: string[];
  onPick: (label: string | undefined) => void;
}): ReactElement {
  const choices = [...new Set([...labels, "otherwise"])];
  return (
    <Select
      data={choices}
      value={value || null}
      placeholder="No way"
      clearable
      onChange={(label) => onPick(label ?? undefined)}
      aria-label="Otherwise"
    />
  );
}
