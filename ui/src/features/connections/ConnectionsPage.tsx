import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useCallback, useRef, useState } from "react";

import { checkConnection, useConnectionTypes } from "@/api/connections";
import { useConnections } from "@/api/queries";
import { useMay } from "@/api/session";
import type { Connection } from "@/api/types";
import { useAction } from "@/app/actions";
import { useUrl } from "@/app/useUrl";
import { type Column, DataTable } from "@/components/DataTable";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Empty, Panel } from "@/components/PanelState";
import { SearchField } from "@/components/SearchField";
import { StateIcon } from "@/components/StateIcon";
import { UsedIn } from "@/components/UsedIn";
import { When } from "@/components/When";

import { ConnectionSheet } from "./ConnectionSheet";
import { typeIcon } from "./types";

const columns: Column<Connection>[] = [
  { id: "name", head: "Connection", width: "minmax(190px, 1.3fr)", cell: (row) => <Named row={row} /> },
  { id: "type", head: "Type", width: "minmax(110px, 0.8fr)", cell: (row) => <TypeOf row={row} /> },
  { id: "check", head: "Last test", width: "minmax(200px, 1.8fr)", cell: (row) => <LastTest row={row} /> },
  { id: "used", head: "Used in", width: "minmax(130px, 1.1fr)", cell: (row) => <UsedIn workflows={row.used_in} /> },
  { id: "source", head: "Set in", width: "minmax(110px, 0.8fr)", cell: (row) => <Place row={row} /> },
  { id: "changed", head: "Changed", width: "minmax(140px, 1fr)", cell: (row) => <Changed row={row} /> },
];

/** All connections of the project, from every place; one opens beside the list. */
export function ConnectionsPage(): ReactElement {
  const query = useConnections();
  const [url, setUrl] = useUrl();
  const isNew = url["new"] !== undefined;
  const open = url["name"] ?? "";
  return (
    <Page title="Connections" isFlush actions={<NewButton />}>
      <Panel query={query} what="the connections" rows={6} rowHeight={36}>
        {(rows) => (rows.length === 0 ? <First /> : <List rows={rows} />)}
      </Panel>
      {isNew || open ? (
        <ConnectionSheet
          key={open}
          name={open}
          onSaved={(name) => setUrl({ new: "", name })}
          onClose={() => setUrl({ new: "", name: "" })}
        />
      ) : null}
    </Page>
  );
}

function NewButton(): ReactElement {
  const [, setUrl] = useUrl();
  const editor = useMay("editor");
  const make = (): void => setUrl({ new: "1" }, { push: true });
  useAction({
    id: "new-connection",
    title: "New connection",
    group: "Page",
    icon: "plus",
    off: editor.may ? undefined : (editor.why ?? undefined),
    run: make,
  });
  return (
    <Button
      variant="filled"
      leftSection={<Icon name="plus" size={14} />}
      disabled={!editor.may}
      title={editor.why ?? undefined}
      onClick={make}
    >
      New connection
    </Button>
  );
}

function First(): ReactElement {
  return (
    <Empty
      title="No connections yet"
      action={
        <Link to="/blueprints" className="link">
          See what takes one
        </Link>
      }
    >
      A connection is how workflows reach a database, a bucket or a chat, under one name. Set it once here, test it, and
      every task can use it; what is secret is sealed and never shown again. It may also stand under{" "}
      <code className="mono">[connections.NAME]</code> in <code className="mono">seaway.toml</code>, or in{" "}
      <code className="mono">SEAWAY_CONNECTION_NAME</code> where the server runs.
    </Empty>
  );
}

function List({ rows }: { rows: Connection[] }): ReactElement {
  const [url, setUrl] = useUrl();
  const field = useRef<HTMLInputElement>(null);
  useAction({ id: "find", title: "Find on this page", group: "Page", key: "/", run: () => field.current?.focus() });
  const find = useCallback((words: string) => setUrl({ search: words }), [setUrl]);
  const search = url["search"] ?? "";
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const text = [row.name, row.type, row.title, row.description, row.place, ...row.used_in].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <>
      <div className="fbar">
        <SearchField
          field={field}
          label="Find a connection"
          placeholder="Name, system or workflow"
          value={search}
          onChange={find}
        />
        <span className="grow" />
        <span className="sm t3">{plural(found.length, "connection")}. What is secret is never shown.</span>
      </div>
      {found.length === 0 ? (
        <Empty
          title="No connection matches"
          action={<Button onClick={() => setUrl({ search: "" })}>Clear the filter</Button>}
        >
          Looked for <span className="mono">{search}</span>.
        </Empty>
      ) : (
        <DataTable
          label="Connections"
          rows={found}
          columns={columns}
          rowKey={(row) => row.name}
          onOpen={(row) => setUrl({ name: row.name }, { push: true })}
          rowActions={(row) => <TestButton name={row.name} />}
        />
      )}
    </>
  );
}

function Named({ row }: { row: Connection }): ReactElement {
  const types = useConnectionTypes().data;
  const category = types?.find((each) => each.type === row.type)?.category;
  return (
    <span className="row cut">
      <Icon name={typeIcon(row.type, category)} />
      <Link to="." search={(old) => ({ ...old, name: row.name })} className="b mono cut" title={row.description}>
        {row.name}
      </Link>
    </span>
  );
}

function TypeOf({ row }: { row: Connection }): ReactElement {
  return row.type ? <span className="cut">{row.title || row.type}</span> : <span className="t3">not known</span>;
}

function LastTest({ row }: { row: Connection }): ReactElement {
  const check = row.last_check;
  if (row.sign_in?.needs_person && !row.sign_in.is_signed_in) return <span className="t2">Nobody is signed in</span>;
  if (!check) return <span className="t3">not tested yet</span>;
  return (
    <span className="row cut" title={check.message}>
      <StateIcon state={check.is_ok ? "success" : "failed"} size={14} />
      <span className="cut">{check.is_ok ? "Works" : check.message}</span>
      <span className="t3 sm">
        <When at={check.at} />
      </span>
    </span>
  );
}

function Place({ row }: { row: Connection }): ReactElement {
  return (
    <span className={row.source === "store" ? "cut t2" : "cut mono t2"} title={row.place}>
      {row.place}
    </span>
  );
}

function Changed({ row }: { row: Connection }): ReactElement {
  if (!row.updated_at) return <span className="t3">in its file</span>;
  return (
    <span className="cut t2">
      <When at={row.updated_at} /> {row.updated_by ? `by ${row.updated_by}` : ""}
    </span>
  );
}

function TestButton({ name }: { name: string }): ReactElement {
  const operator = useMay("operator");
  const [isBusy, setBusy] = useState(false);
  return (
    <Button
      size="xs"
      loading={isBusy}
      disabled={!operator.may}
      title={operator.why ?? undefined}
      aria-label={`Test ${name}`}
      onClick={() => {
        setBusy(true);
        void checkConnection(name).finally(() => setBusy(false));
      }}
    >
      Test
    </Button>
  );
}
