import { SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { putVariable } from "@/api/connections";
import { useVariables } from "@/api/queries";
import type { Variable } from "@/api/types";
import { SetDialog } from "@/features/shelf/SetDialog";

import { type Kind, kindOf, problemOf, valueOf, writtenOf } from "./values";
import "@/features/connections/connections.css";

const kinds = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
  { value: "json", label: "JSON" },
];
const good = /^[a-z][a-z0-9_]{0,99}$/;
const naming = {
  placeholder: "region",
  clean: (typed: string) => typed.toLowerCase().replace(/[\s-]+/g, "_"),
  problemOf: (name: string) => (good.test(name) ? "" : "Small letters, digits and _; a letter first, 100 at most."),
};

/** Set a variable of the store. */
export function VariableDialog({
  variable,
  onClose,
}: {
  variable: Variable | null;
  onClose: () => void;
}): ReactElement {
  const [kind, setKind] = useState<Kind>(variable ? kindOf(variable.value) : "text");
  const [written, setWritten] = useState(variable ? writtenOf(variable.value) : "");
  const problem = problemOf(kind, written);
  return (
    <SetDialog
      noun="variable"
      changed={variable}
      naming={naming}
      taken={(useVariables().data ?? []).map((each) => each.name)}
      isGood={!problem}
      save={(name) => putVariable(name, valueOf(kind, written))}
      onClose={onClose}
    >
      {(isTried) => (
        <>
          <SegmentedControl data={kinds} value={kind} aria-label="Kind" onChange={(next) => setKind(next as Kind)} />
          <Value kind={kind} written={written} problem={isTried ? problem : ""} onChange={setWritten} />
        </>
      )}
    </SetDialog>
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
