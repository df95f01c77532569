import { type ReactElement, useState } from "react";

import { Icon } from "@/components/Icon";
import { MapField } from "@/form/MapField";
import type { FieldSpec } from "@/form/schema";

/** What the API says in place of a secret that is set; sent back, the secret stays. */
export const SET = "••••••••";

export interface SecretFieldProps {
  id: string;
  field: FieldSpec;
  value: unknown;
  isBad: boolean;
  onChange: (value: unknown) => void;
}

/** Set, replace, take away; what is set is never shown. */
export function SecretField(props: SecretFieldProps): ReactElement {
  const { field, value, onChange } = props;
  const [isReplacing, setReplacing] = useState(false);
  if (value === null) return <Leaving label={field.label} onUndo={() => onChange(SET)} />;
  if (value === SET && !isReplacing)
    return (
      <span className="in sealed">
        <Icon name="lock" size={14} />
        <span className="grow">Set</span>
        <button
          type="button"
          className="btn g s"
          aria-label={`Replace ${field.label}`}
          onClick={() => {
            setReplacing(true);
            onChange(undefined);
          }}
        >
          Replace
        </button>
        <button type="button" className="btn g s" aria-label={`Clear ${field.label}`} onClick={() => onChange(null)}>
          Clear
        </button>
      </span>
    );
  const keep = () => {
    setReplacing(false);
    onChange(SET);
  };
  return (
    <span className="secret-entry">
      <Entry {...props} value={value === SET ? undefined : value} isFresh={isReplacing} />
      {isReplacing ? (
        <button type="button" className="btn g s" onClick={keep}>
          Keep the old one
        </button>
      ) : null}
    </span>
  );
}

function Leaving({ label, onUndo }: { label: string; onUndo: () => void }): ReactElement {
  return (
    <span className="in sealed">
      <span className="grow t2">Goes when you save</span>
      <button type="button" className="btn g s" aria-label={`Keep ${label}`} onClick={onUndo}>
        Undo
      </button>
    </span>
  );
}

function Entry(props: SecretFieldProps & { isFresh: boolean }): ReactElement {
  const { id, field, value, isBad, isFresh, onChange } = props;
  const text = typeof value === "string" ? value : "";
  const keep = (typed: string) => onChange(typed === "" ? undefined : typed);
  if (field.secretKind === "map") return <MapField label={field.label} value={value} onChange={onChange} />;
  if (field.secretKind === "text") return <SecretText id={id} label={field.label} value={text} onChange={keep} />;
  return <SecretLine id={id} label={field.label} value={text} isBad={isBad} isFocused={isFresh} onChange={keep} />;
}

interface EntryProps {
  id: string;
  label: string;
  value: string;
  onChange: (typed: string) => void;
}

/** One line in dots, to be looked at while it is typed. */
export function SecretLine({
  id,
  label,
  value,
  isBad = false,
  isFocused = false,
  onChange,
}: EntryProps & { isBad?: boolean; isFocused?: boolean }): ReactElement {
  const [isSeen, setSeen] = useState(false);
  return (
    <span className={isBad ? "in bad grow" : "in grow"}>
      <input
        id={id}
        className="plain"
        aria-label={label}
        aria-invalid={isBad || undefined}
        type={isSeen ? "text" : "password"}
        autoComplete="new-password"
        spellCheck={false}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever pressed Replace goes on here
        autoFocus={isFocused}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {value ? (
        <button
          type="button"
          className="fx"
          aria-pressed={isSeen}
          aria-label={isSeen ? "Hide what is typed" : "Show what is typed"}
          onClick={() => setSeen(!isSeen)}
        >
          <Icon name="eye" size={14} />
        </button>
      ) : null}
    </span>
  );
}

/** A key file, pasted or read from the disk. */
export function SecretText({ id, label, value, onChange }: EntryProps): ReactElement {
  return (
    <span className="secret-text">
      <textarea
        id={id}
        aria-label={label}
        className="mono"
        rows={4}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <label className="link sm">
        Read it from a file
        <input
          type="file"
          className="vh"
          onChange={(event) => void event.currentTarget.files?.[0]?.text().then(onChange)}
        />
      </label>
    </span>
  );
}
