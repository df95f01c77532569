import { Checkbox, MultiSelect, PasswordInput, Select, TagsInput, TextInput, Textarea } from "@mantine/core";
import { type ReactElement, type ReactNode, useState } from "react";

import { useConnections } from "@/api/queries";
import type { InputField, Json } from "@/api/types";

import { FileField } from "./FileField";
import { type Draft, readField } from "./inputs";

export interface InputsFormProps {
  fields: InputField[];
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Show what is wrong in fields that were not left yet: somebody tried to send the form. */
  isTried?: boolean;
  /** What the server said, by field. */
  refused?: Record<string, string>;
}

/** The typed inputs of a workflow or an approval: checked when a field is left, then on each key once it is wrong. */
export function InputsForm({ fields, draft, onChange, isTried, refused = {} }: InputsFormProps): ReactElement {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  return (
    <div style={{ display: "grid", gap: 14 }}>
      {fields.map((field) => {
        const read = readField(field, draft[field.name]);
        const isShown = isTried || left.has(field.name);
        const own = isShown && "error" in read ? read.error : undefined;
        return (
          <div key={field.name} onBlur={() => setLeft(new Set([...left, field.name]))}>
            <FieldControl
              field={field}
              value={draft[field.name] ?? null}
              error={own ?? refused[field.name]}
              onChange={(value) => onChange({ ...draft, [field.name]: value })}
            />
          </div>
        );
      })}
    </div>
  );
}

interface ControlProps {
  field: InputField;
  value: Json;
  error: string | undefined;
  onChange: (value: Json) => void;
}

function FieldControl({ field, value, error, onChange }: ControlProps): ReactElement {
  const common = {
    label: field.title || field.name,
    description: helpOf(field),
    withAsterisk: field.required,
    required: field.required,
    error,
    name: field.name,
  };
  const text = typeof value === "string" ? value : value === null ? "" : String(value);
  const placeholder = field.placeholder ?? undefined;
  const options = field.options.map((option) => ({
    value: String(option.value),
    label: option.label || String(option.value),
  }));
  const list = Array.isArray(value) ? value.map(String) : [];
  switch (field.type) {
    case "boolean":
      return (
        <Checkbox
          label={common.label}
          description={common.description}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "select":
      return (
        <Select
          {...common}
          data={options}
          value={text || null}
          searchable={options.length > 7}
          clearable={!field.required}
          onChange={(next) => onChange(next ?? "")}
        />
      );
    case "multiselect":
      return (
        <MultiSelect {...common} data={options} value={list} searchable={options.length > 7} onChange={onChange} />
      );
    case "list":
      return <TagsInput {...common} value={list} placeholder="Type one, then Enter" onChange={onChange} />;
    case "text":
    case "json":
      return (
        <Textarea
          {...common}
          value={text}
          placeholder={placeholder}
          autosize
          minRows={3}
          maxRows={14}
          styles={field.type === "json" ? { input: { fontFamily: "var(--mono)", fontSize: 12 } } : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "secret":
      return (
        <PasswordInput
          {...common}
          value={text}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "file":
      return <FileField field={field} help={common.description} value={value} error={error} onChange={onChange} />;
    case "connection":
      return <ConnectionField common={common} accept={field.accept} value={text} onChange={onChange} />;
    default:
      return (
        <TextInput
          {...common}
          value={text}
          placeholder={placeholder}
          inputMode={field.type === "integer" ? "numeric" : field.type === "number" ? "decimal" : undefined}
          styles={{ input: field.type === "date" || field.type === "datetime" ? { fontFamily: "var(--mono)" } : {} }}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function helpOf(field: InputField): ReactNode {
  if (!field.default_said) return field.description || undefined;
  return (
    <>
      {field.description ? `${field.description} ` : null}
      <span className="nowrap">
        From <code className="tpl">{field.default_said}</code>
      </span>
    </>
  );
}

interface ConnectionFieldProps {
  common: {
    label: string;
    description: ReactNode;
    withAsterisk: boolean;
    required: boolean;
    error: string | undefined;
  };
  accept: string[];
  value: string;
  onChange: (value: Json) => void;
}

function ConnectionField({ common, accept, value, onChange }: ConnectionFieldProps): ReactElement {
  const found = useConnections().data ?? [];
  const fitting = found.filter((one) => accept.length === 0 || accept.includes(one.type));
  return (
    <Select
      {...common}
      data={fitting.map((one) => ({ value: one.name, label: `${one.name} (${one.type})` }))}
      value={value || null}
      searchable
      nothingFoundMessage={`No connection of type ${accept.join(" or ")}`}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}
