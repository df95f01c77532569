import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useEffect, useMemo, useRef } from "react";

import { useSession, useWorkflows } from "@/api/queries";
import { useMay } from "@/api/session";
import type { WorkflowSummary } from "@/api/types";
import { useAction } from "@/app/actions";
import { showDialog } from "@/app/dialogs";
import { useUrl } from "@/app/useUrl";
import { DataTable } from "@/components/DataTable";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Empty, Panel } from "@/components/PanelState";

import { RowActions } from "./cells";
import { columns } from "./columns";
import { FilterBar } from "./FilterBar";
import { type Filter, type View, chooseRows, isIn, views } from "./rows";
import "./workflows.css";

function readFilter(url: Record<string, string | undefined>): Filter {
  return {
    view: views.find((view) => view.id === url["view"])?.id ?? "all",
    search: url["search"] ?? "",
    tag: url["tag"] ?? "",
    owner: url["owner"] ?? "",
    sort: url["sort"] ?? "state",
  };
}

export function WorkflowsPage(): ReactElement {
  const query = useWorkflows();
  const editor = useMay("editor");
  const user = useSession().data?.user;
  const [url] = useUrl();
  const filter = readFilter(url);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    // Worst first, counts and search are about all of them, so all of them come, a thousand at a time.
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const all = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const me = useMemo(() => [user?.name ?? "", user?.email ?? ""].filter(Boolean), [user]);
  return (
    <Page
      title="Workflows"
      isFlush
      actions={
        <Button
          size="xs"
          variant="filled"
          leftSection={<Icon name="plus" size={14} />}
          rightSection={<kbd className="on-accent">C</kbd>}
          disabled={!editor.may}
          title={editor.why ?? undefined}
          onClick={() => showDialog({ kind: "new-workflow" })}
        >
          New workflow
        </Button>
      }
      head={<ViewTabs all={all} me={me} chosen={filter.view} />}
    >
      <Panel query={{ ...query, data: all }} what="the workflows" rows={12} rowHeight={48}>
        {(rows) => <Listing rows={rows} filter={filter} me={me} />}
      </Panel>
    </Page>
  );
}

function ViewTabs({
  all,
  me,
  chosen,
}: {
  all: WorkflowSummary[] | undefined;
  me: string[];
  chosen: View;
}): ReactElement {
  return (
    <div className="tabs" role="tablist" aria-label="Which workflows">
      {views.map(({ id, word }) => {
        const count = (all ?? []).filter((row) => isIn(id, row, me)).length;
        return (
          <Link
            key={id}
            to="/workflows"
            search={(old) => ({ ...old, view: id === "all" ? undefined : id })}
            role="tab"
            aria-selected={chosen === id}
          >
            {word}
            {all ? <span className={id === "attention" && count > 0 ? "n bad" : "n"}>{count}</span> : null}
          </Link>
        );
      })}
    </div>
  );
}

interface ListingProps {
  rows: WorkflowSummary[];
  filter: Filter;
  me: string[];
}

function Listing({ rows, filter, me }: ListingProps): ReactElement {
  const [, setUrl] = useUrl();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useAction({ id: "find", title: "Find on this page", group: "Page", key: "/", run: () => field.current?.focus() });
  const shown = useMemo(() => chooseRows(rows, filter, me), [rows, filter, me]);
  if (rows.length === 0) return <FirstUse />;
  return (
    <>
      <FilterBar rows={rows} filter={filter} field={field} />
      {shown.length === 0 ? (
        <NoMatch filter={filter} onClear={() => setUrl({ search: "", tag: "", owner: "", view: "" })} />
      ) : (
        <DataTable
          label="Workflows"
          rows={shown}
          columns={columns}
          rowKey={(row) => row.id}
          rowHeight={48}
          sort={filter.sort}
          onSort={(sort) => setUrl({ sort })}
          onOpen={(row) => void navigate({ to: "/workflows/$id", params: { id: row.id } })}
          rowActions={(row) => <RowActions row={row} />}
          foot={<div className="t3 sm list-foot">{plural(shown.length, "workflow")}</div>}
        />
      )}
    </>
  );
}

function FirstUse(): ReactElement {
  const editor = useMay("editor");
  return (
    <Empty
      title="No workflows yet"
      action={
        <>
          <Button
            variant="filled"
            disabled={!editor.may}
            title={editor.why ?? undefined}
            onClick={() => showDialog({ kind: "new-workflow" })}
          >
            Make a workflow
          </Button>
          <Link to="/blueprints" className="link sm">
            See the blueprints
          </Link>
        </>
      }
    >
      A workflow is a list of steps with a time to run. Start from a template, or open{" "}
      <code className="mono">workflows/</code> in your editor.
    </Empty>
  );
}

function NoMatch({ filter, onClear }: { filter: Filter; onClear: () => void }): ReactElement {
  const words = [filter.search, filter.tag && `tag ${filter.tag}`, filter.owner && `owner ${filter.owner}`].filter(
    Boolean,
  );
  const view = views.find((one) => one.id === filter.view && one.id !== "all")?.word.toLowerCase();
  return (
    <Empty title="No workflow matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
      {words.length > 0 ? (
        <>
          Looked for <span className="mono">{words.join(", ")}</span>
          {view ? ` among ${view}` : ""}.
        </>
      ) : (
        `None is in the view "${view ?? "all"}".`
      )}
    </Empty>
  );
}
