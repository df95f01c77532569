import { SegmentedControl } from "@mantine/core";
import type { ReactElement } from "react";

import { textOf } from "@/features/builder/inspector/top";
import { durationProblem, timeProblem } from "@/form/checks";
import { Field } from "@/form/Field";
import { TextField } from "@/form/TextField";
import { isRecord } from "@/graph/model";

export interface DeadlineFieldsProps {
  /** The `deadline` as it is written. */
  value: unknown;
  set: (path: string[], value: unknown) => void;
  problem?: string | undefined;
}

/** When it should have ended: a time of day, or so long after the run began. */
export function DeadlineFields({ value, set, problem }: DeadlineFieldsProps): ReactElement {
  const deadline = isRecord(value) ? value : {};
  const kind = deadline["by"] !== undefined ? "by" : deadline["after"] !== undefined ? "after" : "none";
  const choose = (next: string) => {
    if (next === kind) return;
    set([], next === "none" ? undefined : next === "by" ? { by: "07:00" } : { after: "2h" });
  };
  const text = textOf(deadline[kind]);
  const wrong = kind === "by" ? timeProblem(text) : kind === "after" ? durationProblem(text) : "";
  return (
    <>
      <Field label="Deadline" hint="It is told when it passes; nothing is stopped." problem={problem}>
        {() => (
          <SegmentedControl
            size="xs"
            data={[
              { value: "none", label: "None" },
              { value: "by", label: "At a time" },
              { value: "after", label: "After a while" },
            ]}
            value={kind}
            onChange={choose}
          />
        )}
      </Field>
      {kind === "none" ? null : (
        <Field label={kind === "by" ? "Done by" : "Done after"} problem={wrong}>
          {({ id }) => (
            <TextField
              id={id}
              label={kind === "by" ? "Done by" : "Done after"}
              value={text}
              placeholder={kind === "by" ? "07:00" : "2h"}
              isBad={wrong !== ""}
              onCommit={(next) => (next ? set([kind], next) : set([], undefined))}
            />
          )}
        </Field>
      )}
      {kind === "by" ? (
        <Field label="Zone of the deadline">
          {({ id }) => (
            <TextField
              id={id}
              label="Zone of the deadline"
              value={textOf(deadline["timezone"])}
              placeholder="the project's"
              onCommit={(next) => set(["timezone"], next || undefined)}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
