import { MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput, Textarea } from "@mantine/core";
import type { ReactElement } from "react";

import type { InputField, Json } from "@/api/types";

export interface FieldInputProps {
  field: InputField;
  value: Json;
  error: string | null;
  onChange(value: Json): void;
}

/** One typed field, drawn by what it may hold. */
export function FieldInput({ field, value, error, onChange }: FieldInputProps): ReactElement {
  const shared = {
    label: field.title || field.name,
    description: field.description || undefined,
    withAsterisk: field.required,
    placeholder: field.placeholder ?? undefined,
    error,
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
  };
  const choices = choicesOf(field);
  const text = value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  switch (field.type) {
    case "boolean":
      return (
        <Switch
          label={shared.label}
          description={shared.description}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "integer":
    case "number":
      return (
        <NumberInput
          {...shared}
          value={typeof value === "number" ? value : text}
          min={numeric(field.min)}
          max={numeric(field.max)}
          clampBehavior="none"
          allowDecimal={field.type === "number"}
          onChange={(next) => onChange(next === "" ? null : typeof next === "string" ? next : Number(next))}
        />
      );
    case "select":
      return <Select {...shared} data={choices} value={text || null} onChange={onChange} clearable={!field.required} />;
    case "multiselect":
      return <MultiSelect {...shared} data={choices} value={listOf(value)} onChange={onChange} />;
    case "list":
      return <TagsInput {...shared} value={listOf(value)} onChange={onChange} />;
    case "json":
      return (
        <Textarea
          {...shared}
          autosize
          minRows={3}
          maxRows={12}
          classNames={{ input: "mono" }}
          value={text}
          onChange={(event) => onChange(parsed(event.currentTarget.value))}
        />
      );
    case "text":
      return (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          maxRows={8}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...shared}
          type={field.type === "secret" ? "password" : "text"}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function numeric(limit: InputField["min"]): number | undefined {
  return typeof limit === "number" ? limit : undefined;
}

function choicesOf(field: InputField): { value: string; label: string }[] {
  return (field.options ?? []).map((option) => {
    if (typeof option === "object" && option !== null && !Array.isArray(option)) {
      return { value: String(option["value"]), label: String(option["label"] ?? option["value"]) };
    }
    return { value: String(option), label: String(option) };
  });
}

function listOf(value: Json): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Half-written JSON stays the text it is; the check says what is wrong with it. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** What is right, said where it is not; empty where it is. */
export function checkField(field: InputField, value: Json): string | null {
  const isEmpty = value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return field.required && field.type !== "boolean" ? "Needed" : null;
  if (field.type === "integer" && !Number.isInteger(Number(value))) return "A whole number";
  if (field.type === "number" && Number.isNaN(Number(value))) return "A number";
  if (typeof value === "number" && field.min !== null && value < Number(field.min)) return `At least ${field.min}`;
  if (typeof value === "number" && field.max !== null && value > Number(field.max)) return `At most ${field.max}`;
  if (field.type === "date" && !isDay(String(value))) return "Dates are year, month, day: 2026-01-31";
  if (field.pattern && typeof value === "string" && !fits(field.pattern, value))
    return `Must look like ${field.pattern}`;
  return null;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return true; // the server's own check decides where a pattern means nothing to the browser
  }
}
