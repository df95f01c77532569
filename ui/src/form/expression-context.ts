import { createContext } from "react";

import type { ExpressionName } from "@/code/names";

export interface Preview {
  /** The value as it is read, of the last run or of the first item; empty where there is none. */
  said: string;
  error: string;
  fromRun: string | null;
}

/** What an expression may use here, and what it would give; a form without it takes plain text. */
export interface ExpressionHelp {
  names: () => Promise<readonly ExpressionName[]>;
  preview: (expression: string) => Promise<Preview>;
}

export const Expressions = createContext<ExpressionHelp | null>(null);

/** A part of a form's path that stands for this field, so that problems of the file find their field. */
export const FieldProblems = createContext<Readonly<Record<string, string>>>({});
