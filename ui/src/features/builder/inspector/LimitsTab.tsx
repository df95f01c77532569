import { SegmentedControl, Switch } from "@mantine/core";
import { useContext, type ReactElement } from "react";

import { DeadlineFields } from "@/features/builder/inspector/DeadlineFields";
import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { durationProblem, sizeProblem } from "@/form/checks";
import { FieldProblems } from "@/form/expression-context";
import { Field } from "@/form/Field";
import { TextField } from "@/form/TextField";
import { isRecord } from "@/graph/model";
import type { GraphTask } from "@/graph/source";

/** How often it is tried, how long it may take, and what it may use. */
export function LimitsTab({ task }: { task: GraphTask }): ReactElement {
  const fields = useTaskFields(task);
  const problems = useContext(FieldProblems);
  const retry = fields.get("retry");
  const attempts = isRecord(retry) ? retry["attempts"] : retry;
  const set = (key: string, value: unknown) =>
    isRecord(retry)
      ? fields.set(["retry", key], value)
      : fields.set(["retry"], { attempts: typeof retry === "number" ? retry : 3, [key]: value });
  const setAttempts = (text: string) => {
    if (text === "") return fields.set(["retry"], undefined);
    fields.set(isRecord(retry) ? ["retry", "attempts"] : ["retry"], Number(text));
  };
  return (
    <>
      <Line
        label="Attempts in all"
        value={attempts === undefined ? "" : String(attempts)}
        placeholder="1"
        isNumber
        problem={problems["retry"]}
        hint="The first one included."
        onCommit={setAttempts}
      />
      {attempts === undefined ? null : (
        <>
          <Line
            label="Wait between"
            value={fields.text("retry", "delay")}
            placeholder="30s"
            check={durationProblem}
            onCommit={(text) => set("delay", text || undefined)}
          />
          <Field label="The wait">
            {() => (
              <SegmentedControl
                size="xs"
                data={[
                  { value: "constant", label: "Stays" },
                  { value: "linear", label: "Grows" },
                  { value: "exponential", label: "Doubles" },
                ]}
                value={fields.text("retry", "backoff") || "constant"}
                onChange={(value) => set("backoff", value === "constant" ? undefined : value)}
              />
            )}
          </Field>
          <Line
            label="Longest wait"
            value={fields.text("retry", "max_delay")}
            placeholder="10m"
            check={durationProblem}
            onCommit={(text) => set("max_delay", text || undefined)}
          />
          <Field label="Spread">
            {() => (
              <Switch
                label="Spread waits at random"
                checked={fields.get("retry", "jitter") === true}
                onChange={(event) => set("jitter", event.currentTarget.checked || undefined)}
              />
            )}
          </Field>
          <Line
            label="Final exit codes"
            value={listed(fields.get("retry", "unless_exit_codes"))}
            placeholder="2, 100-120"
            hint="After these it is not tried again."
            onCommit={(text) => set("unless_exit_codes", codes(text))}
          />
        </>
      )}
      <Line
        label="Timeout"
        value={fields.text("timeout")}
        placeholder="none"
        check={durationProblem}
        problem={problems["timeout"]}
        hint="The longest that one attempt may take."
        onCommit={(text) => fields.set(["timeout"], text || undefined)}
      />
      <Line
        label="Grace"
        value={fields.text("grace")}
        placeholder="10s"
        check={durationProblem}
        problem={problems["grace"]}
        hint="How long it may tidy up before it is killed."
        onCommit={(text) => fields.set(["grace"], text || undefined)}
      />
      <DeadlineFields
        value={fields.get("deadline")}
        set={(path, value) => fields.set(["deadline", ...path], value)}
        problem={problems["deadline"]}
      />
      <Line
        label="Pool"
        value={fields.text("pool")}
        placeholder="none"
        problem={problems["pool"]}
        hint="The pool whose slots it takes."
        onCommit={(text) => fields.set(["pool"], text || undefined)}
      />
      <Line
        label="Priority"
        value={fields.text("priority")}
        placeholder="0"
        isNumber
        problem={problems["priority"]}
        hint="Higher goes first where slots are short."
        onCommit={(text) => fields.set(["priority"], text === "" ? undefined : Number(text))}
      />
      <Line
        label="Memory"
        value={fields.text("resources", "memory")}
        placeholder="no limit"
        check={sizeProblem}
        problem={problems["resources"]}
        onCommit={(text) => fields.set(["resources", "memory"], text || undefined)}
      />
      <Line
        label="Cores"
        value={fields.text("resources", "cpu")}
        placeholder="no limit"
        isNumber
        onCommit={(text) => fields.set(["resources", "cpu"], text === "" ? undefined : Number(text))}
      />
      <Field label="Process">
        {() => (
          <SegmentedControl
            size="xs"
            data={[
              { value: "warm", label: "May be reused" },
              { value: "fresh", label: "Fresh" },
            ]}
            value={fields.text("isolation") || "warm"}
            onChange={(value) => fields.set(["isolation"], value === "warm" ? undefined : value)}
          />
        )}
      </Field>
    </>
  );
}

interface LineProps {
  label: string;
  value: string;
  placeholder: string;
  onCommit: (text: string) => void;
  hint?: string;
  isNumber?: boolean;
  problem?: string | undefined;
  check?: (text: string) => string;
}

function Line({ label, value, placeholder, onCommit, hint, isNumber, problem, check }: LineProps): ReactElement {
  const wrong = problem ?? (value && check ? check(value) : "");
  return (
    <Field label={label} hint={hint} problem={wrong}>
      {({ id }) => (
        <TextField
          id={id}
          label={label}
          value={value}
          placeholder={placeholder}
          isNumber={isNumber === true}
          isBad={wrong !== ""}
          onCommit={onCommit}
        />
      )}
    </Field>
  );
}

function listed(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : value === undefined ? "" : String(value);
}

function codes(text: string): (string | number)[] | undefined {
  const found = text
    .split(",")
    .map((code) => code.trim())
    .filter(Boolean);
  return found.length === 0 ? undefined : found.map((code) => (/^\d+$/.test(code) ? Number(code) : code));
}
