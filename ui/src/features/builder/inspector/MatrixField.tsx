import type { ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { ListField } from "@/form/ListField";
import { TextField } from "@/form/TextField";
import { freeName } from "@/graph/names";

export interface MatrixFieldProps {
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
}

/** Lists of which every combination is an item: one block for each. */
export function MatrixField({ value, onChange }: MatrixFieldProps): ReactElement {
  const axes = Object.entries(value);
  const keep = (next: [string, unknown][]) => onChange(Object.fromEntries(next));
  return (
    <div role="group" aria-label="Matrix">
      {axes.map(([name, items]) => (
        <div key={name} className="check">
          <div className="row">
            <TextField
              label={`Name of the list ${name}`}
              value={name}
              isMono
              onCommit={(text) =>
                text && text !== name ? keep(axes.map(([each, own]) => [each === name ? text : each, own])) : undefined
              }
            />
            <IconButton
              label={`Remove the list ${name}`}
              disabled={axes.length < 2}
              onClick={() => keep(axes.filter(([each]) => each !== name))}
            >
              <Icon name="close" size={14} />
            </IconButton>
          </div>
          <ListField
            label={`Items of ${name}`}
            value={items}
            onChange={(next) => keep(axes.map(([each, own]) => [each, each === name ? (next ?? []) : own]))}
          />
        </div>
      ))}
      <button
        type="button"
        className="btn s fold-more"
        onClick={() => keep([...axes, [freeName("more", new Set(axes.map(([name]) => name))), ["a", "b"]]])}
      >
        <Icon name="plus" size={14} />
        Add a list
      </button>
      <p className="sm t3">Every combination is an item, such as {`{{ item.${axes[0]?.[0] ?? "region"} }}`}.</p>
    </div>
  );
}
