import { SegmentedControl, Select, Switch } from "@mantine/core";
import type { ReactElement } from "react";

import { CodeField } from "@/form/CodeField";
import { jsonProblem } from "@/form/checks";
import { ChoiceField } from "@/form/ChoiceField";
import { ConnectionPicker } from "@/form/ConnectionPicker";
import { ExpressionInput } from "@/form/ExpressionInput";
import { ListField } from "@/form/ListField";
import { MapField } from "@/form/MapField";
import type { FieldSpec } from "@/form/schema";
import { SecretField } from "@/form/SecretField";
import { TextField } from "@/form/TextField";

export interface FieldEditorProps {
  id: string;
  field: FieldSpec;
  value: unknown;
  isBad: boolean;
  onChange: (value: unknown) => void;
}

/** Whether the field can be turned into an expression; text fields hold them as they are. */
export function takesExpressions(field: FieldSpec): boolean {
  return ["number", "integer", "boolean", "select", "choice", "connection", "list", "map", "json"].includes(
    field.widget,
  );
}

const FEW = 4;

export function FieldEditor({ id, field, value, isBad, onChange }: FieldEditorProps): ReactElement {
  const clear = (text: string) => onChange(text === "" ? undefined : text);
  const text = value === undefined || value === null ? "" : String(value);
  const fallback = shownDefault(field);
  switch (field.widget) {
    case "boolean":
      return (
        <Switch
          id={id}
          checked={value === undefined ? field.default === true : value === true}
          onChange={(event) =>
            onChange(event.currentTarget.checked === (field.default === true) ? undefined : event.currentTarget.checked)
          }
          label={yesNo(value, field)}
        />
      );
    case "select":
      return <Choice id={id} field={field} value={value} onChange={onChange} />;
    case "integer":
    case "number":
      return (
        <TextField
          id={id}
          label={field.label}
          value={text}
          placeholder={fallback}
          isBad={isBad}
          isNumber
          onCommit={(written) => onChange(written === "" ? undefined : toNumber(written))}
        />
      );
    case "duration":
    case "size":
      return (
        <TextField
          id={id}
          label={field.label}
          value={text}
          placeholder={fallback || (field.widget === "size" ? "512MiB" : "30s")}
          isBad={isBad}
          onCommit={clear}
        />
      );
    case "list":
      return (
        <ListField
          label={field.label}
          value={value}
          isOneOrMany={field.isOneOrMany}
          placeholder={field.placeholder}
          onChange={onChange}
          editor={
            field.dependsOn
              ? (item) => (
                  <ChoiceField
                    {...item}
                    id={`${id}-${item.label.replace(/\W+/g, "-")}`}
                    field={{ ...field, label: item.label }}
                    isBad={isBad}
                    placeholder={field.placeholder}
                  />
                )
              : undefined
          }
        />
      );
    case "map":
      return <MapField label={field.label} value={value} onChange={onChange} />;
    case "connection":
    case "channel":
      return (
        <ConnectionPicker
          id={id}
          kind={field.widget}
          types={field.types}
          value={value}
          isRequired={field.isRequired}
          isBad={isBad}
          onChange={onChange}
        />
      );
    case "choice":
      return <ChoiceField id={id} field={field} value={text} isBad={isBad} placeholder={fallback} onCommit={clear} />;
    case "secret":
      return <SecretField id={id} field={field} value={value} isBad={isBad} onChange={onChange} />;
    case "code":
      return <CodeField id={id} label={field.label} value={text} language={field.language} onCommit={clear} />;
    case "json":
      return <JsonField id={id} field={field} value={value} onChange={onChange} />;
    default:
      return field.isRaw ? (
        <TextField id={id} label={field.label} value={text} placeholder={fallback} isBad={isBad} onCommit={clear} />
      ) : (
        <ExpressionInput
          id={id}
          label={field.label}
          value={text}
          placeholder={fallback}
          isBad={isBad}
          onCommit={clear}
        />
      );
  }
}

function yesNo(value: unknown, field: FieldSpec): string {
  return (value === undefined ? field.default === true : value === true) ? "Yes" : "No";
}

function shownDefault(field: FieldSpec): string {
  const { default: fallback, placeholder } = field;
  if (fallback === undefined || fallback === null || fallback === "") return placeholder;
  return typeof fallback === "object" ? JSON.stringify(fallback) : String(fallback);
}

function toNumber(written: string): number | string {
  const value = Number(written);
  return Number.isNaN(value) ? written : value;
}

function Choice({ id, field, value, onChange }: Omit<FieldEditorProps, "isBad">): ReactElement {
  const now = value === undefined ? field.default : value;
  const pick = (said: string | null) => {
    const option = field.options.find((each) => String(each.value) === said);
    onChange(option === undefined || option.value === field.default ? undefined : option.value);
  };
  const data = field.options.map((option) => ({ value: String(option.value), label: option.label }));
  const isShort = data.length <= FEW && data.reduce((sum, each) => sum + each.label.length, 0) < 34;
  if (isShort && now !== undefined)
    return (
      <SegmentedControl
        id={id}
        size="xs"
        fullWidth={false}
        data={data}
        value={String(now)}
        onChange={pick}
        aria-label={field.label}
      />
    );
  return (
    <Select
      id={id}
      data={data}
      value={now === undefined || now === null ? null : String(now)}
      onChange={pick}
      clearable={!field.isRequired}
      placeholder="Choose"
      aria-label={field.label}
    />
  );
}

function JsonField({ id, field, value, onChange }: Omit<FieldEditorProps, "isBad">): ReactElement {
  const text = value === undefined ? "" : JSON.stringify(value, null, 2);
  const commit = (written: string) => {
    if (written.trim() === "") onChange(undefined);
    else if (jsonProblem(written) === "") onChange(JSON.parse(written));
  };
  return <CodeField id={id} label={field.label} value={text} language="json" rows={3} onCommit={commit} />;
}
