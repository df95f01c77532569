import type { ReactElement } from "react";

import { InputsForm } from "@/components/InputsForm";
import type { RerunForm } from "./useRerunInputs";

export interface RerunInputsProps {
  form: RerunForm;
  isTried: boolean;
  refused: Record<string, string>;
}

/** The inputs of the new run, folded until somebody wants others. */
export function RerunInputs({ form, isTried, refused }: RerunInputsProps): ReactElement | null {
  const { fields, draft, setDraft, isChanged } = form;
  if (fields === null) return null;
  if (fields.length === 0) return <p className="t3 sm">It asks for no inputs.</p>;
  return (
    <details className="rerun-inputs" open={isChanged || undefined}>
      <summary>Inputs{isChanged ? ", changed" : ""}</summary>
      <InputsForm fields={fields} draft={draft} onChange={setDraft} isTried={isTried} refused={refused} />
      {isChanged ? <p className="t3 sm">With other inputs everything runs again that depends on them.</p> : null}
    </details>
  );
}
