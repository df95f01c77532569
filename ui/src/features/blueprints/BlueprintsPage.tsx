import { Button, Drawer, Select } from "@mantine/core";
import { type ReactElement, useCallback, useRef } from "react";

import { useBlueprints } from "@/api/queries";
import type { BlueprintSummary } from "@/api/types";
import { useAction } from "@/app/actions";
import { useUrl } from "@/app/useUrl";
import { BrokenFiles } from "@/components/BrokenFiles";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Empty, Panel } from "@/components/PanelState";
import { SearchField } from "@/components/SearchField";

import { BlueprintSheet } from "./BlueprintSheet";
import { categoriesOf, groupBlueprints, iconOf } from "./gallery";
import "./blueprints.css";

/** All ready-made tasks: what they do, how their form looks, who uses them. */
export function BlueprintsPage(): ReactElement {
  const query = useBlueprints();
  const [url, setUrl] = useUrl();
  const chosen = url["name"];
  return (
    <Page title="Blueprints" isFlush>
      <Panel query={query} what="the blueprints" rows={8} rowHeight={64}>
        {(all) => <Gallery all={all} />}
      </Panel>
      <Drawer
        opened={chosen !== undefined}
        onClose={() => setUrl({ name: "" })}
        position="right"
        size={640}
        title="Blueprint"
        padding="xl"
      >
        {chosen ? <BlueprintSheet key={chosen} name={chosen} /> : null}
      </Drawer>
    </Page>
  );
}

function Gallery({ all }: { all: BlueprintSummary[] }): ReactElement {
  const [url, setUrl] = useUrl();
  const field = useRef<HTMLInputElement>(null);
  useAction({ id: "find", title: "Find on this page", group: "Page", key: "/", run: () => field.current?.focus() });
  const find = useCallback((words: string) => setUrl({ search: words }), [setUrl]);
  const search = url["search"] ?? "";
  const category = url["category"] ?? "";
  const groups = groupBlueprints(all, search, category);
  const count = groups.reduce((sum, group) => sum + group.items.length, 0);
  return (
    <>
      <div className="fbar">
        <SearchField
          field={field}
          label="Find a blueprint"
          placeholder="What it does, or a system"
          value={search}
          onChange={find}
        />
        <Select
          aria-label="Category"
          placeholder="Any category"
          data={categoriesOf(all)}
          value={category || null}
          clearable
          w={180}
          onChange={(name) => setUrl({ category: name ?? "" })}
        />
        <span className="grow" />
        <span className="sm t3">{plural(count, "blueprint")}</span>
      </div>
      <div className="bp-scroll">
        <BrokenFiles />
        {groups.map((group) => (
          <section key={group.category} aria-label={group.category}>
            <h2>{group.category}</h2>
            <div className="bp-grid">
              {group.items.map((one) => (
                <Card key={one.name} one={one} onOpen={() => setUrl({ name: one.name }, { push: true })} />
              ))}
            </div>
          </section>
        ))}
        {groups.length === 0 ? (
          <Empty
            title="No blueprint matches"
            action={<Button onClick={() => setUrl({ search: "", category: "" })}>Clear the filter</Button>}
          >
            Looked for <span className="mono">{[search, category].filter(Boolean).join(", ")}</span>. A Python function
            in <code className="mono">blueprints/</code> of the project becomes one.
          </Empty>
        ) : null}
      </div>
    </>
  );
}

function Card({ one, onOpen }: { one: BlueprintSummary; onOpen: () => void }): ReactElement {
  return (
    <button type="button" className="bp-card" onClick={onOpen}>
      <span className="bp-glyph">
        <Icon name={iconOf(one)} />
      </span>
      <span className="bp-words">
        <span className="bp-title">
          <b className="b">{one.title}</b>
          <span className="mono t3 cut">{one.name}</span>
        </span>
        <span className="bp-about t2 sm">{one.description}</span>
        <span className="bp-tags">
          {one.waits ? <span className="tag">waits without a worker</span> : null}
          {one.connection_types.filter(Boolean).map((type) => (
            <span key={type} className="tag">
              {type}
            </span>
          ))}
          {one.used_in.length > 0 ? (
            <span className="sm t3">used in {plural(one.used_in.length, "workflow")}</span>
          ) : null}
        </span>
      </span>
    </button>
  );
}
