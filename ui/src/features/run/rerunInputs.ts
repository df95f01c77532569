import type { InputField, Json } from "@/api/types";
import { draftOf, readForm, type Draft } from "@/components/inputs";

export interface RereadInputs {
  draft: Draft;
  /** Null where a field is wrong. */
  values: Record<string, Json> | null;
  isChanged: boolean;
}

/** What stands in the form: what was typed, else what the run had, else the default. Pure. */
export function readRerun(fields: InputField[], before: Record<string, Json>, typed: Draft): RereadInputs {
  const first = draftOf(fields, before);
  const draft = { ...first, ...typed };
  const isChanged = fields.some((field) => JSON.stringify(draft[field.name]) !== JSON.stringify(first[field.name]));
  const read = readForm(fields, draft);
  const isRight = !isChanged || Object.keys(read.errors).length === 0;
  return { draft, isChanged, values: isRight ? read.values : null };
}
