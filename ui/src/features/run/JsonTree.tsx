import { useMemo, useState, type ReactElement } from "react";

import type { Json } from "@/api/types";
import { copyText } from "@/components/CopyId";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { tableOf, toCsv } from "./csv";

const MOST_CHILDREN = 200;

/** A JSON value that unfolds; each part can be copied as it is. */
export function JsonTree({ value, name, depth = 0 }: { value: Json; name?: string; depth?: number }): ReactElement {
  const isBranch = typeof value === "object" && value !== null;
  const [isOpen, setOpen] = useState(depth < 2);
  const [most, setMost] = useState(MOST_CHILDREN);
  const table = useMemo(() => tableOf(value), [value]);
  const children: [string, Json][] = !isBranch
    ? []
    : Array.isArray(value)
      ? value.map((one, at) => [String(at), one])
      : Object.entries(value);
  return (
    <div className="json-node" role="treeitem" aria-expanded={isBranch ? isOpen : undefined}>
      <div className="json-row" style={{ paddingLeft: depth * 16 }}>
        {isBranch && children.length > 0 ? (
          <button
            type="button"
            className={`gantt-toggle${isOpen ? " is-open" : ""}`}
            aria-label={isOpen ? "Fold" : "Unfold"}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="right" size={12} />
          </button>
        ) : (
          <i className="gantt-toggle" />
        )}
        {name === undefined ? null : <span className="json-key">{name}</span>}
        <Leaf value={value} count={children.length} />
        <button
          type="button"
          className="json-copy"
          aria-label={`Copy ${name ?? "all"}`}
          title="Copy"
          onClick={() => void copyText(typeof value === "string" ? value : JSON.stringify(value, null, 2))}
        >
          <Icon name="copy" size={12} />
        </button>
        {table ? (
          <button
            type="button"
            className="json-copy sm"
            aria-label={`Copy ${name ?? "all"} as CSV`}
            title="Copy as CSV"
            onClick={() => void copyText(toCsv(table))}
          >
            <Icon name="table" size={12} />
          </button>
        ) : null}
      </div>
      {isBranch && isOpen ? (
        <div role="group">
          {children.slice(0, most).map(([key, child]) => (
            <JsonTree key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {children.length > most ? (
            <button
              type="button"
              className="link json-more"
              style={{ marginLeft: (depth + 1) * 16 + 12 }}
              onClick={() => setMost(most + 1000)}
            >
              {plural(children.length - most, "more")}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Leaf({ value, count }: { value: Json; count: number }): ReactElement {
  if (Array.isArray(value)) return <span className="t3">{count === 0 ? "empty list" : plural(count, "item")}</span>;
  if (typeof value === "object" && value !== null)
    return <span className="t3">{count === 0 ? "empty" : plural(count, "name")}</span>;
  if (typeof value === "string") return <span className="json-string">{value === "" ? '""' : value}</span>;
  return <span className="json-number">{String(value)}</span>;
}
