/** Choices that the system of a connection offers for a field. Pure. */

import { isExpression } from "@/form/checks";
import type { FieldSpec } from "@/form/schema";

export interface ChoiceItem {
  value: string;
  label: string;
}

export interface Choices {
  items: ChoiceItem[];
  is_cut: boolean;
}

/** What is sent along with the question, or why it can't be asked yet. */
export type Readiness = { inputs: Record<string, unknown> } | { why: string };

/** The values that the choices of a field depend on; all that are required must be there, and none an expression. */
export function readiness(
  field: FieldSpec,
  fields: readonly FieldSpec[],
  values: Readonly<Record<string, unknown>>,
): Readiness {
  const inputs: Record<string, unknown> = {};
  for (const name of field.dependsOn ?? []) {
    const value = values[name];
    const other = fields.find((each) => each.name === name);
    const label = (other?.label ?? name).toLowerCase();
    if (isExpression(value)) return { why: `The ${label} is an expression: type the name.` };
    if (value !== undefined && value !== null && value !== "") inputs[name] = value;
    else if (other?.isRequired) return { why: `Choose the ${label} to see what there is.` };
  }
  return { inputs };
}

/** Those that hold what was typed; the answer of the system is narrowed the same way. */
export function narrowed(items: readonly ChoiceItem[], typed: string): ChoiceItem[] {
  const wanted = typed.trim().toLowerCase();
  return items.filter((each) => each.value.toLowerCase().includes(wanted) || each.label.toLowerCase().includes(wanted));
}

/** Whether the system has to be asked for what was typed: its list was cut, or holds nothing like it. */
export function needsSearch(known: Choices | undefined, typed: string): boolean {
  if (known === undefined || typed.trim() === "") return false;
  return known.is_cut || narrowed(known.items, typed).length === 0;
}
