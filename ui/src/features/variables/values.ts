/** A variable's value as it is typed: of which kind, and back. Pure. */

import type { Json } from "@/api/types";
import { jsonProblem, numberProblem } from "@/form/checks";

export type Kind = "text" | "number" | "boolean" | "json";

export function kindOf(value: Json): Kind {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "json";
}

export function writtenOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

export function problemOf(kind: Kind, written: string): string {
  if (kind === "number")
    return written.trim() === ""
      ? "A number, such as 12."
      : numberProblem(written, { isWhole: false, minimum: null, maximum: null });
  return kind === "json" ? jsonProblem(written) : "";
}

export function valueOf(kind: Kind, written: string): Json {
  if (kind === "number") return Number(written);
  if (kind === "boolean") return written === "true";
  return kind === "json" ? (JSON.parse(written) as Json) : written;
}
