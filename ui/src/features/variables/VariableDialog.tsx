import { Button, Modal, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";

import { putVariable } from "@/api/connections";
import { useVariables } from "@/api/queries";
import type { Variable } from "@/api/types";
import { Failed } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";

import { type Kind, kindOf, problemOf, valueOf, writtenOf } from "./values";
import "@/features/connections/connections.css";

const kinds = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
  { value: "json", label: "JSON" },
];
const good = /^[a-z][a-z0-9_]{0,99}$/;

/** Set a variable of the store. */
export function VariableDialog({
  variable,
  onClose,
}: {
  variable: Variable | null;
  onClose: () => void;
}): ReactElement {
  const [name, setName] = useState(variable?.name ?? "");
  const [kind, setKind] = useState<Kind>(variable ? kindOf(variable.value) : "text");
  const [written, setWritten] = useState(variable ? writtenOf(variable.value) : "");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const all = useVariables().data ?? [];
  const isTaken = !variable && all.some((each) => each.name === name);
  const nameProblem = isTaken
    ? `There is a variable ${name} already.`
    : isTried && !good.test(name)
      ? "Small letters, digits and _; a letter first, 100 at most."
      : "";
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (isTaken || !good.test(name) || problemOf(kind, written)) return;
    setBusy(true);
    setError(null);
    try {
      await putVariable(name, valueOf(kind, written));
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  }
  return (
    <Modal opened onClose={onClose} title={variable ? `The variable ${variable.name}` : "New variable"}>
      <form className="form-stack" noValidate onSubmit={(event) => void submit(event)}>
        {variable ? (
          <div className="t2">
            Used in <UsedIn workflows={variable.used_in} />. Tasks that start from now on read the new value.
          </div>
        ) : (
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            placeholder="region"
            styles={{ input: { fontFamily: "var(--mono)" } }}
            value={name}
            error={nameProblem || undefined}
            onChange={(event) => setName(event.currentTarget.value.toLowerCase().replace(/[\s-]+/g, "_"))}
          />
        )}
        <SegmentedControl data={kinds} value={kind} aria-label="Kind" onChange={(next) => setKind(next as Kind)} />
        <Value kind={kind} written={written} problem={isTried ? problemOf(kind, written) : ""} onChange={setWritten} />
        {error ? <Failed title="The variable was not set" error={error} /> : null}
        <div className="row form-end">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" loading={isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Value(props: {
  kind: Kind;
  written: string;
  problem: string;
  onChange: (written: string) => void;
}): ReactElement {
  const { kind, written, problem, onChange } = props;
  if (kind === "boolean")
    return (
      <SegmentedControl
        aria-label="Value"
        data={[
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
        value={written === "true" ? "true" : "false"}
        onChange={onChange}
      />
    );
  const common = {
    label: "Value",
    value: written,
    error: problem || undefined,
    styles: { input: { fontFamily: "var(--mono)" } },
  };
  return kind === "json" ? (
    <Textarea {...common} autosize minRows={4} onChange={(event) => onChange(event.currentTarget.value)} />
  ) : (
    <TextInput {...common} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
