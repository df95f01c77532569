import { createContext } from "react";

import type { FieldSpec } from "@/form/schema";

/** Whom to ask for choices: the blueprint of the form, and what its fields hold. */
export interface ChoiceSource {
  blueprint: string;
  fields: readonly FieldSpec[];
  values: Readonly<Record<string, unknown>>;
}

/** A form without it takes plain text where choices would be offered. */
export const ChoiceSources = createContext<ChoiceSource | null>(null);
