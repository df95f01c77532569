import type { ReactElement } from "react";

import { textOf, type PartProps } from "@/features/builder/inspector/top";
import { durationProblem } from "@/form/checks";
import { Field } from "@/form/Field";
import { TextField } from "@/form/TextField";
import { isRecord } from "@/graph/model";

/** What tasks have where they do not say otherwise. */
export function DefaultsFields({ top, set }: PartProps): ReactElement {
  const defaults = isRecord(top["defaults"]) ? top["defaults"] : {};
  const retry = isRecord(defaults["retry"]) ? defaults["retry"] : { attempts: defaults["retry"] };
  const line = (label: string, path: string[], value: unknown, placeholder: string, isNumber = false) => {
    const text = textOf(value);
    const wrong = !isNumber && path.at(-1) !== "pool" && text ? durationProblem(text) : "";
    return (
      <Field label={label} problem={wrong}>
        {({ id }) => (
          <TextField
            id={id}
            label={label}
            value={text}
            placeholder={placeholder}
            isNumber={isNumber}
            isBad={wrong !== ""}
            onCommit={(next) => set(["defaults", ...path], next === "" ? undefined : isNumber ? Number(next) : next)}
          />
        )}
      </Field>
    );
  };
  const isShort = defaults["retry"] !== undefined && !isRecord(defaults["retry"]);
  return (
    <details className="task-defaults" open={Object.keys(defaults).length > 0}>
      <summary>Defaults of its tasks</summary>
      {line("Attempts of a task", isShort ? ["retry"] : ["retry", "attempts"], retry["attempts"], "1", true)}
      {retry["attempts"] === undefined
        ? null
        : line("Wait between attempts", ["retry", "delay"], isShort ? undefined : retry["delay"], "30s")}
      {line("Timeout of a task", ["timeout"], defaults["timeout"], "none")}
      {line("Pool of a task", ["pool"], defaults["pool"], "none")}
    </details>
  );
}
