import { TextInput } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { type ConnectionType, useConnectionTypes } from "@/api/connections";
import { Icon } from "@/components/Icon";
import { Empty, Panel } from "@/components/PanelState";
import { Said } from "@/components/Said";

import { groupTypes, typeIcon } from "./types";

/** Choose a system; `only` are the types that fit, where something asks for them. */
export function TypeGallery({
  only,
  onChoose,
}: {
  only: readonly string[];
  onChoose: (type: string) => void;
}): ReactElement {
  const query = useConnectionTypes();
  const [search, setSearch] = useState("");
  return (
    <div className="types">
      <TextInput
        aria-label="Find a system"
        placeholder="A system, such as PostgreSQL or S3"
        leftSection={<Icon name="search" size={14} />}
        data-autofocus
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Panel query={query} what="the systems" rows={6} rowHeight={48}>
        {(all) => (
          <Groups
            all={all.filter((one) => only.length === 0 || only.includes("") || only.includes(one.type))}
            search={search}
            onChoose={onChoose}
          />
        )}
      </Panel>
    </div>
  );
}

function Groups({
  all,
  search,
  onChoose,
}: {
  all: ConnectionType[];
  search: string;
  onChoose: (type: string) => void;
}): ReactElement {
  const groups = groupTypes(all, search);
  if (groups.length === 0)
    return (
      <Empty title="No system matches">
        Looked for <span className="mono">{search}</span>. Any web API is reached with “HTTP API”.
      </Empty>
    );
  return (
    <>
      {groups.map((group) => (
        <section key={group.category} aria-label={group.category}>
          <h2>{group.category}</h2>
          <div className="types-grid">
            {group.items.map((one) => (
              <button key={one.type} type="button" className="type-card" onClick={() => onChoose(one.type)}>
                <span className="type-glyph">
                  <Icon name={typeIcon(one.type, one.category)} />
                </span>
                <span className="type-words">
                  <b className="b">{one.title}</b>
                  <span className="t2 sm type-about">
                    <Said text={one.description} />
                  </span>
                </span>
              </button>
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
