import { useState, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { isExpression } from "@/form/checks";
import { ExpressionInput } from "@/form/ExpressionInput";

export interface ListFieldProps {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  isOneOrMany?: boolean;
  placeholder?: string;
  /** Another editor for an item than text that may be an expression. */
  editor?: (item: ItemProps) => ReactElement;
}

export interface ItemProps {
  label: string;
  value: string;
  onCommit: (text: string) => void;
}

/** One line an item; a value that stands alone stays alone until a second one comes. */
export function ListField({ label, value, onChange, isOneOrMany, placeholder, editor }: ListFieldProps): ReactElement {
  const items = toItems(value);
  const [isAdding, setAdding] = useState(false);
  const keep = (next: unknown[]) => {
    setAdding(false);
    if (next.length === 0) return onChange(undefined);
    onChange(isOneOrMany && next.length === 1 && !Array.isArray(value) ? next[0] : next);
  };
  const edited = (item: ItemProps) =>
    editor && !isExpression(item.value) ? editor(item) : <ExpressionInput {...item} placeholder={placeholder ?? ""} />;
  const shown = isAdding || items.length === 0 ? [...items, ""] : items;
  return (
    <div className="list" role="group" aria-label={label}>
      {shown.map((item, at) => (
        <div key={`${at}:${items.length}`} className="row list-row">
          <div className="grow">
            {edited({
              label: `${label}, item ${at + 1}`,
              value: typeof item === "string" ? item : JSON.stringify(item),
              onCommit: (text) => keep(replaced(items, at, text)),
            })}
          </div>
          {at < items.length ? (
            <IconButton label={`Remove item ${at + 1}`} onClick={() => keep(items.filter((_, each) => each !== at))}>
              <Icon name="close" size={14} />
            </IconButton>
          ) : null}
        </div>
      ))}
      {items.length > 0 && !isAdding ? (
        <button type="button" className="btn g s fold-more" onClick={() => setAdding(true)}>
          <Icon name="plus" size={14} />
          Add
        </button>
      ) : null}
    </div>
  );
}

function toItems(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === "" ? [] : [value];
}

/** Numbers and booleans of a list stay what they are when they are written again. */
function replaced(items: unknown[], at: number, text: string): unknown[] {
  if (text === "") return items.filter((_, each) => each !== at);
  const before = items[at];
  const isTyped = typeof before === "number" || typeof before === "boolean";
  const value = isTyped && /^(-?\d+(\.\d+)?|true|false)$/.test(text) ? (JSON.parse(text) as unknown) : text;
  return at < items.length ? items.map((item, each) => (each === at ? value : item)) : [...items, value];
}
