import { Select } from "@mantine/core";
import { type ReactElement, Suspense, lazy, useState } from "react";

import { useConnectionTypes } from "@/api/connections";
import { useConnections } from "@/api/queries";
import { useMay } from "@/api/session";
import { Icon } from "@/components/Icon";
import { StateIcon } from "@/components/StateIcon";
import { typeIcon } from "@/features/connections/types";
import { TextField } from "@/form/TextField";

export interface ConnectionPickerProps {
  id?: string;
  kind: "connection" | "channel";
  types: readonly string[];
  value: unknown;
  isRequired: boolean;
  isBad: boolean;
  onChange: (value: unknown) => void;
}

/** Loaded when somebody makes one: most forms only choose. */
const ConnectionSheet = lazy(async () => ({
  default: (await import("@/features/connections/ConnectionSheet")).ConnectionSheet,
}));

/** The project's connections of a fitting type, or the names of channels. */
export function ConnectionPicker(props: ConnectionPickerProps): ReactElement {
  const { id, kind, value, isBad, onChange } = props;
  if (kind === "connection") return <Choice {...props} />;
  const text = Array.isArray(value) ? value.join(", ") : typeof value === "string" ? value : "";
  return (
    <TextField
      id={id}
      label="Channel"
      value={text}
      isBad={isBad}
      placeholder="data-team"
      onCommit={(written) => onChange(toChannels(written))}
    />
  );
}

/** Each with its type and its last test; a new one is made beside the form, which stays as it is. */
function Choice({ id, types, value, isRequired, isBad, onChange }: ConnectionPickerProps): ReactElement {
  const { data: connections } = useConnections();
  const { data: known } = useConnectionTypes();
  const editor = useMay("editor");
  const [isMaking, setMaking] = useState(false);
  const now = typeof value === "string" && value !== "" ? value : null;
  const fitting = (connections ?? []).filter(
    (each) => types.length === 0 || types.includes("") || types.includes(each.type),
  );
  const data = fitting.map((each) => ({ value: each.name, label: each.name }));
  const isMissing = now !== null && connections !== undefined && !connections.some((each) => each.name === now);
  if (now && !data.some((each) => each.value === now)) data.push({ value: now, label: now });
  const iconOf = (name: string | null) => {
    const type = connections?.find((each) => each.name === name)?.type ?? "";
    return typeIcon(type, known?.find((each) => each.type === type)?.category);
  };
  return (
    <>
      <span className="picker">
        <Select
          id={id}
          data={data}
          value={now}
          onChange={(name) => onChange(name ?? undefined)}
          clearable={!isRequired}
          searchable={data.length > 8}
          placeholder={data.length === 0 ? `No ${types.join(" or ")} connection` : "Choose a connection"}
          error={isBad || isMissing}
          aria-label="Connection"
          leftSection={<Icon name={isMissing ? "alert" : iconOf(now)} size={14} />}
          renderOption={({ option }) => <Option name={option.value} icon={iconOf(option.value)} />}
          nothingFoundMessage="No connection matches"
        />
        <button
          type="button"
          className="btn s"
          disabled={!editor.may}
          title={editor.why ?? undefined}
          onClick={() => setMaking(true)}
        >
          <Icon name="plus" size={14} />
          New
          <span className="vh">connection</span>
        </button>
      </span>
      {isMissing && !isBad ? (
        <div className="err" role="alert">
          <Icon name="alert" size={12} />
          <span>There is no connection {now} in this project. Make it, or choose another.</span>
        </div>
      ) : null}
      {isMaking ? (
        <Suspense fallback={null}>
          <ConnectionSheet
            name=""
            types={types}
            onSaved={(made) => {
              setMaking(false);
              onChange(made);
            }}
            onClose={() => setMaking(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

function Option({ name, icon }: { name: string; icon: ReturnType<typeof typeIcon> }): ReactElement {
  const row = useConnections().data?.find((each) => each.name === name);
  return (
    <span className="row">
      <Icon name={icon} size={14} />
      {name}
      <span className="t3 sm">{row ? row.title || row.type : "not in this project"}</span>
      {row?.last_check ? <StateIcon state={row.last_check.is_ok ? "success" : "failed"} size={12} /> : null}
    </span>
  );
}

function toChannels(written: string): unknown {
  const names = written
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) return undefined;
  return names.length === 1 ? names[0] : names;
}
