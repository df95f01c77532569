import type { InputField } from "@/api/types";

import { sayBytes } from "./format";

const REFERENCE = /^upload:[0-9a-f]{64}\/(.+)$/;

/** The name of a file that was sent; null where the value is a path. */
export function sentName(value: string): string | null {
  return REFERENCE.exec(value)?.[1] ?? null;
}

/** Patterns such as `*.csv` and `.csv`; what else stands there is not about names. As the server reads them. */
function patternsOf(field: InputField): string[] {
  return field.accept.filter((pattern) => pattern.includes("*") || pattern.startsWith("."));
}

/** For the browser's own dialog, which knows endings alone. */
export function acceptOf(field: InputField): string | undefined {
  const endings = patternsOf(field).map((pattern) => pattern.replace(/^\*+/, ""));
  const areEndings = endings.length > 0 && endings.every((ending) => /^\.[^*?[\]]+$/.test(ending));
  return areEndings ? endings.join(",") : undefined;
}

/** The smaller of what the field and what the server takes; null where neither is known. */
export function mostBytes(field: InputField, server: number | undefined): number | null {
  const limits = [field.max_bytes, server].filter((one) => typeof one === "number");
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Why a file is not sent at all; null where it may be. */
export function refuseFile(
  file: { name: string; size: number },
  field: InputField,
  most: number | null,
): string | null {
  const endings = patternsOf(field).map((pattern) => pattern.replace(/^\*+/, "").toLowerCase());
  if (endings.length > 0 && !endings.some((ending) => file.name.toLowerCase().endsWith(ending)))
    return `${file.name} is of another kind. It takes ${patternsOf(field).join(" or ")}.`;
  if (most !== null && file.size > most)
    return `${file.name} has ${sayBytes(file.size)}, and a file may have ${sayBytes(most)} at most.`;
  return null;
}

/** Beneath an empty field: what may be given. */
export function sayTakes(field: InputField, most: number | null): string {
  const facts = [patternsOf(field).join(" or "), most === null ? "" : `at most ${sayBytes(most)}`];
  return facts.filter(Boolean).join(", ");
}
