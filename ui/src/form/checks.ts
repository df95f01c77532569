/** What is wrong with a value while it is typed; the message says what is right. Empty where it is right. */

import type { FieldSpec } from "@/form/schema";

export function isExpression(value: unknown): value is string {
  return typeof value === "string" && (value.includes("{{") || value.includes("{%"));
}

const DURATION = /^\s*(\d+(\.\d+)?\s*(ms|s|m|h|d|w)\s*)+$/;
const SIZE = /^\s*\d+(\.\d+)?\s*([kmgt]i?)?b?\s*$/i;

export function durationProblem(text: string): string {
  return DURATION.test(text) ? "" : "A number with its unit, such as 30s, 10m or 1h30m.";
}

/** A time of day as deadlines and schedules have it. */
export function timeProblem(text: string): string {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? "" : "Times are hour and minute: 07:00.";
}

export function sizeProblem(text: string): string {
  return SIZE.test(text) ? "" : "A number with its unit, such as 512MiB or 2GiB.";
}

export function numberProblem(
  text: string,
  limits: { isWhole: boolean; minimum?: number | null; maximum?: number | null },
): string {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) return limits.isWhole ? "A whole number." : "A number.";
  if (limits.isWhole && !Number.isInteger(value)) return "A whole number.";
  if (typeof limits.minimum === "number" && value < limits.minimum) return `${limits.minimum} or more.`;
  if (typeof limits.maximum === "number" && value > limits.maximum) return `${limits.maximum} or less.`;
  return "";
}

export function jsonProblem(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch {
    return 'JSON, such as {"a": 1} or ["a", "b"].';
  }
}

export function dateProblem(text: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!parts) return "Dates are year, month, day, such as 2026-03-11.";
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12) return `No month ${month}. Dates are year, month, day.`;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day < 1 || day > last ? `No day ${day} in that month.` : "";
}

/** The problem of a field's value, as far as it can be known here; the server knows the rest. */
export function fieldProblem(field: FieldSpec, value: unknown): string {
  if (value === undefined || value === "") return field.isRequired ? `${field.label} is needed.` : "";
  if (isExpression(value)) return "";
  switch (field.widget) {
    case "duration":
      return durationProblem(String(value));
    case "size":
      return typeof value === "number" ? "" : sizeProblem(String(value));
    case "integer":
    case "number":
      return numberProblem(String(value), {
        isWhole: field.widget === "integer",
        minimum: field.minimum,
        maximum: field.maximum,
      });
    case "list":
      return Array.isArray(value) && value.length === 0 && field.isRequired ? `${field.label} is needed.` : "";
    default:
      return "";
  }
}
