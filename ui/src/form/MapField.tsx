import { useState, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { ExpressionInput } from "@/form/ExpressionInput";
import { TextField } from "@/form/TextField";

export interface MapFieldProps {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  nameWord?: string;
}

/** Names with values, one line a pair. */
export function MapField({ label, value, onChange, nameWord = "name" }: MapFieldProps): ReactElement {
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [isAdding, setAdding] = useState(false);
  const keep = (next: [string, unknown][]) => onChange(next.length === 0 ? undefined : Object.fromEntries(next));
  return (
    <div className="list" role="group" aria-label={label}>
      {entries.map(([name, each], at) => (
        <div key={name} className="row list-row">
          <div className="map-name">
            <TextField
              label={`${label}, ${nameWord} ${at + 1}`}
              value={name}
              isMono
              onCommit={(to) => keep(entries.map((entry, place) => (place === at && to ? [to, entry[1]] : entry)))}
            />
          </div>
          <div className="grow">
            <ExpressionInput
              label={`${label}, value of ${name}`}
              value={typeof each === "string" ? each : JSON.stringify(each)}
              onCommit={(text) =>
                keep(entries.map((entry, place) => (place === at ? [name, typed(text, entry[1])] : entry)))
              }
            />
          </div>
          <IconButton label={`Remove ${name}`} onClick={() => keep(entries.filter((_, place) => place !== at))}>
            <Icon name="close" size={14} />
          </IconButton>
        </div>
      ))}
      {isAdding ? (
        <TextField
          label={`${label}, new ${nameWord}`}
          value=""
          placeholder={nameWord}
          isMono
          onCommit={(name) => {
            setAdding(false);
            if (name) keep([...entries, [name, ""]]);
          }}
        />
      ) : (
        <button type="button" className="btn g s fold-more" onClick={() => setAdding(true)}>
          <Icon name="plus" size={14} />
          Add
        </button>
      )}
    </div>
  );
}

/** A value that was no text stays none where the new writing allows it. */
function typed(text: string, before: unknown): unknown {
  if (typeof before === "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
