/** A repair that can be offered as a button: the word the server thinks was meant. Pure. */

import type { Problem } from "@/api/types";

export interface Repair {
  word: string;
  path: (string | number)[];
  value: unknown;
}

const MEANT = /Did you mean `([^`]+)`\?|^(?:Call it|Use) `([^`]+)`\.?$/;

/** Only where the offending text is the whole value at its path, or one word within an expression there. */
export function suggestionOf(problem: Problem): Repair | null {
  const found = MEANT.exec(problem.hint ?? "");
  const word = found?.[1] ?? found?.[2];
  const { text, path } = problem;
  if (!word || !text || !path || path.length === 0) return null;
  const isWhole = !text.includes("{{") && /^[\w.@-]+$/.test(text) && path[path.length - 1] !== text;
  return isWhole && problem.code !== "unknown_key" && problem.code !== "bad_name" && problem.code !== "unknown_name"
    ? { word, path, value: word }
    : null;
}
