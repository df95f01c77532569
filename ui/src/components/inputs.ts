import type { InputField, Json } from "@/api/types";

/** What stands in the fields of a form, as text or as the value itself where the control gives one. */
export type Draft = Record<string, Json>;

export function draftOf(fields: InputField[], given: Record<string, Json> = {}): Draft {
  return Object.fromEntries(fields.map((field) => [field.name, toDraft(field, given[field.name] ?? field.default)]));
}

function toDraft(field: InputField, value: Json | undefined): Json {
  if (value === null || value === undefined) {
    if (field.type === "boolean") return false;
    return field.type === "list" || field.type === "multiselect" ? [] : "";
  }
  if (field.type === "json") return JSON.stringify(value, null, 2);
  if (field.type === "list") return Array.isArray(value) ? value.map((one) => sayItem(one)) : [];
  if (field.type === "boolean" || field.type === "multiselect") return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function sayItem(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What stands in a field of type `file` while its file is on the way. */
export function isSending(draft: Json | undefined): draft is { sending: string } {
  return typeof draft === "object" && draft !== null && !Array.isArray(draft) && typeof draft["sending"] === "string";
}

export type Read = { value: Json | undefined } | { error: string };

/** The value of a field, or what would be right; an empty field that need not be filled has none. */
export function readField(field: InputField, draft: Json | undefined): Read {
  if (isEmpty(draft) && field.type !== "boolean") {
    return field.required ? { error: "Needs a value." } : { value: undefined };
  }
  if (isSending(draft)) return { error: `Not there yet: ${draft.sending} is being sent.` };
  const text = typeof draft === "string" ? draft.trim() : "";
  switch (field.type) {
    case "integer":
      return /^[-+]?\d+$/.test(text) ? inRange(field, Number(text)) : { error: "Whole numbers only, such as 42." };
    case "number":
      return text !== "" && Number.isFinite(Number(text))
        ? inRange(field, Number(text))
        : { error: "Numbers only, such as 0.5." };
    case "date":
      return readDate(text);
    case "datetime":
      return Number.isNaN(Date.parse(text))
        ? { error: "Date and time with their zone, such as 2026-03-12T09:00:00Z." }
        : { value: text };
    case "json":
      return readJson(text);
    case "select":
      return { value: findOption(field, text) };
    case "list":
      return readList(field, draft);
    case "boolean":
      return { value: draft === true };
    case "multiselect":
      return { value: draft ?? [] };
    default:
      return readText(field, typeof draft === "string" ? draft : "");
  }
}

function isEmpty(draft: Json | undefined): boolean {
  return draft === undefined || draft === null || draft === "" || (Array.isArray(draft) && draft.length === 0);
}

export function readDate(text: string): Read {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (!match) return { error: "Dates are year, month, day: 2026-03-12." };
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12) return { error: `No month ${month}. Dates are year, month, day.` };
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > last) return { error: `No day ${day} in that month; its last is ${last}.` };
  return { value: `${match[1]}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}` };
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return { error: `Not JSON: ${error instanceof Error ? error.message : "it can't be read"}.` };
  }
}

function readText(field: InputField, text: string): Read {
  const { min_length: least, max_length: most } = field;
  if (least && text.length < least) return { error: `At least ${least} characters.` };
  if (most && text.length > most) return { error: `At most ${most} characters; these are ${text.length}.` };
  if (field.pattern && !matches(field.pattern, text)) {
    return { error: `Has to match ${field.pattern}${field.placeholder ? `, such as ${field.placeholder}` : ""}.` };
  }
  return { value: text };
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true; // a pattern in another dialect: the server says whether it fits
  }
}

function inRange(field: InputField, value: number): Read {
  const { min, max } = field;
  if (min !== null && min !== undefined && value < Number(min)) return { error: `At least ${min}.` };
  if (max !== null && max !== undefined && value > Number(max)) return { error: `At most ${max}.` };
  return { value };
}

function readList(field: InputField, draft: Json | undefined): Read {
  const items = Array.isArray(draft) ? draft : [];
  if (!field.items || field.items === "string") return { value: items };
  const read = items.map((item) => readField({ ...field, type: field.items ?? "string", required: true }, item));
  const wrong = read.find((one) => "error" in one);
  if (wrong) return wrong;
  return { value: read.flatMap((one) => ("value" in one && one.value !== undefined ? [one.value] : [])) };
}

/** A select hands over its options as text; the workflow wants the value that was declared. */
function findOption(field: InputField, text: string): Json {
  return field.options?.find((option) => String(option.value) === text)?.value ?? text;
}

export interface ReadForm {
  values: Record<string, Json>;
  errors: Record<string, string>;
}

export function readForm(fields: InputField[], draft: Draft): ReadForm {
  const result: ReadForm = { values: {}, errors: {} };
  for (const field of fields) {
    const read = readField(field, draft[field.name]);
    if ("error" in read) result.errors[field.name] = read.error;
    else if (read.value !== undefined) result.values[field.name] = read.value;
  }
  return result;
}
