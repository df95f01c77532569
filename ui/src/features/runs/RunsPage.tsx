import { Button, Checkbox } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState, type ReactElement } from "react";

import { useRuns, useWorkflows } from "@/api/queries";
import { useProjectZone } from "@/api/session";
import type { RunSummary } from "@/api/types";
import { DataTable, type Column } from "@/components/DataTable";
import { plural, sayAbout, sayDate } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Empty, Failed, Loading } from "@/components/PanelState";
import { StateIcon } from "@/components/StateIcon";
import { Duration, When } from "@/components/When";
import { useNow } from "@/components/clock";
import { firstLine } from "@/features/run/sentence";
import { triggerIcon } from "@/features/run/triggers";
import { sayLogical } from "@/features/run/words";
import { isFinal } from "@/timeline/tasks";
import { Filters, Views } from "./Filters";
import { isFiltered, readFilters, toQuery, writeFilters, type RunFilters } from "./filters";
import { SelectionBar } from "./SelectionBar";
import { sayLate, standingOf } from "./standing";
import { steadyTop } from "./steady";
import { useSelection, type Selection } from "./useSelection";
import "./runs.css";

export function RunsPage(): ReactElement {
  const { filters, set } = useFilters();
  const query = useMemo(() => toQuery(filters), [filters]);
  const runs = useRuns(query);
  const all = useMemo(() => runs.data?.pages.flatMap((page) => page.items) ?? [], [runs.data]);
  const steady = useSteady(all, JSON.stringify(query));
  const selection = useSelection(steady.shown.map((run) => run.run_id));
  return (
    <Page
      isFlush
      title="Runs"
      head={
        <>
          <Views view={filters.view} onView={(view) => set({ view })} />
          {selection.chosen.size > 0 ? (
            <SelectionBar
              runs={steady.shown.filter((run) => selection.chosen.has(run.run_id))}
              onClear={selection.clear}
            />
          ) : (
            <Filters filters={filters} set={set} waiting={steady.waiting} onShowWaiting={steady.accept} />
          )}
        </>
      }
    >
      {runs.data === undefined && runs.error ? (
        <Failed what="the runs" error={runs.error} onRetry={() => void runs.refetch()} />
      ) : null}
      {runs.isPending ? <Loading what="the runs" rows={12} rowHeight={48} /> : null}
      {runs.data !== undefined && all.length === 0 ? <NoRuns filters={filters} onClear={() => set(NOTHING)} /> : null}
      {steady.shown.length > 0 ? (
        <RunTable
          runs={steady.shown}
          selection={selection}
          hasMore={runs.hasNextPage}
          isLoadingMore={runs.isFetchingNextPage}
          onMore={() => void runs.fetchNextPage()}
          onPointer={steady.hold}
        />
      ) : null}
    </Page>
  );
}

const NOTHING: RunFilters = { view: "all", workflow: null, trigger: null, from: null, to: null, search: "" };

function useFilters(): { filters: RunFilters; set: (filters: Partial<RunFilters>) => void } {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const text = JSON.stringify(search);
  const filters = useMemo(() => readFilters(JSON.parse(text) as Record<string, string | undefined>), [text]);
  const set = useCallback(
    (change: Partial<RunFilters>) => {
      const said = writeFilters(change);
      const next = (old: Record<string, unknown>) => ({ ...old, ...said }) as never;
      void navigate({ to: ".", search: next, replace: "search" in change, resetScroll: false });
    },
    [navigate],
  );
  return { filters, set };
}

/** New runs appear at once while nobody points at the table; else they wait for a click. */
function useSteady(all: readonly RunSummary[], signature: string) {
  const [held, setHeld] = useState<{ first: string | null; signature: string } | null>(null);
  const first = held !== null && held.signature === signature ? held.first : null;
  const steady = steadyTop(all, (run) => run.run_id, first);
  const hold = useCallback(
    (isPointed: boolean) => setHeld(isPointed ? { first: all[0]?.run_id ?? null, signature } : null),
    [all, signature],
  );
  return { ...steady, hold, accept: () => hold(true) };
}

function NoRuns({ filters, onClear }: { filters: RunFilters; onClear(): void }): ReactElement {
  if (isFiltered(filters)) {
    return (
      <Empty
        title={filters.search ? `No run matches ${filters.search}` : "No run matches"}
        action={<Button onClick={onClear}>Clear the filter</Button>}
      >
        Nothing that ran has all of what the filter asks for.
      </Empty>
    );
  }
  return (
    <Empty
      title="No runs yet"
      action={
        <Link to="/workflows" className="btn p">
          Go to the workflows
        </Link>
      }
    >
      Each time a workflow runs it is listed here, with what it did and how long it took.
    </Empty>
  );
}

interface RunTableProps {
  runs: RunSummary[];
  selection: Selection;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore(): void;
  onPointer(isPointed: boolean): void;
}

function RunTable({ runs, selection, hasMore, isLoadingMore, onMore, onPointer }: RunTableProps): ReactElement {
  const navigate = useNavigate();
  const zone = useProjectZone();
  const now = useNow(60);
  const usual = useUsual();
  const columns = useMemo(() => columnsOf(selection, usual), [selection, usual]);
  const frame = useRef<HTMLDivElement>(null);
  const last = runs[runs.length - 1];
  return (
    <div
      className="runs-table"
      ref={frame}
      data-choosing={selection.chosen.size > 0 || undefined}
      onPointerEnter={() => onPointer(true)}
      onPointerLeave={() => onPointer(false)}
    >
      <DataTable
        label="Runs, newest first"
        rows={runs}
        columns={columns}
        rowKey={(run) => run.run_id}
        rowHeight={48}
        onOpen={(run) => void navigate({ to: "/runs/$runId", params: { runId: run.run_id } })}
        foot={
          <div className="runs-foot t3 sm">
            {plural(runs.length, "run")}
            {last ? `, back to ${sayDate(new Date(last.created_at), now, zone)}` : ""}
            {hasMore ? (
              <Button size="xs" loading={isLoadingMore} onClick={onMore}>
                Load 100 more
              </Button>
            ) : (
              ". That is all of them."
            )}
          </div>
        }
      />
    </div>
  );
}

/** How long a workflow usually takes, by its id. */
function useUsual(): ReadonlyMap<string, number> {
  const workflows = useWorkflows();
  return useMemo(() => {
    const all = workflows.data?.pages.flatMap((page) => page.items) ?? [];
    return new Map(all.flatMap((one) => (one.median_s === null ? [] : [[one.id, one.median_s] as const])));
  }, [workflows.data]);
}

function columnsOf(selection: Selection, usual: ReadonlyMap<string, number>): Column<RunSummary>[] {
  return [
    {
      id: "choose",
      head: <span className="vh">Chosen</span>,
      width: "28px",
      phone: "28px",
      cell: (run) => <Choose run={run} selection={selection} />,
    },
    {
      id: "state",
      head: "State",
      width: "minmax(240px, 2.4fr)",
      phone: "minmax(0, 1.6fr)",
      cell: (run) => <Standing run={run} />,
    },
    {
      id: "workflow",
      head: "Workflow",
      width: "minmax(140px, 1.2fr)",
      phone: "minmax(0, 1fr)",
      cell: (run) => (
        <Link to="/workflows/$id" params={{ id: run.workflow }} className="b runs-link">
          {run.name}
        </Link>
      ),
    },
    {
      id: "logical",
      head: "Logical date",
      width: "154px",
      cell: (run) => (
        <span className="num">{run.logical_date ? sayLogical(run.logical_date, run.timezone ?? "UTC") : ""}</span>
      ),
    },
    {
      id: "started",
      head: "Started",
      width: "130px",
      phone: "80px",
      cell: (run) => <When at={run.started_at ?? run.created_at} zone={run.timezone} />,
    },
    {
      id: "took",
      head: "Took, against usual",
      width: "150px",
      cell: (run) => <Took run={run} usual={usual.get(run.workflow) ?? null} />,
    },
    { id: "trigger", head: "Started by", width: "minmax(110px, 150px)", cell: (run) => <TriggerOf run={run} /> },
    { id: "id", head: "Run", width: "84px", cell: (run) => <span className="mono t3">{run.short_id}</span> },
  ];
}

function Choose({ run, selection }: { run: RunSummary; selection: Selection }): ReactElement {
  return (
    <Checkbox
      size="xs"
      className="runs-choose"
      aria-label={`Choose run ${run.short_id} of ${run.name}`}
      checked={selection.chosen.has(run.run_id)}
      onChange={(event) => selection.toggle(run.run_id, (event.nativeEvent as unknown as MouseEvent).shiftKey)}
    />
  );
}

function Standing({ run }: { run: RunSummary }): ReactElement {
  const isAsking = run.state === "running" && Boolean(run.waits_for);
  const said = isAsking ? `${run.waits_for} asks a person` : firstLine(run.error ?? run.reason);
  const title = standingOf(run);
  return (
    <span className="runs-standing">
      <StateIcon state={isAsking ? "awaiting_input" : run.state} size={16} isDecoration isTurning />
      <span className="two">
        <span className="row">
          <Link to="/runs/$runId" params={{ runId: run.run_id }} className="runs-link">
            {title}
          </Link>
          <LateTag run={run} />
        </span>
        <small title={said}>{said || " "}</small>
      </span>
    </span>
  );
}

function LateTag({ run }: { run: RunSummary }): ReactElement | null {
  const said = sayLate(run.late_tasks);
  return said ? (
    <span className="tag warn" title={said}>
      Late
    </span>
  ) : null;
}

/** The time taken, and a bar that is full where it took as long as usual; longer ones are marked. */
function Took({ run, usual }: { run: RunSummary; usual: number | null }): ReactElement {
  const now = useNow(isFinal(run.state) ? 60 : 1).getTime();
  if (!run.started_at) return <span className="t3">not begun</span>;
  const seconds = ((run.ended_at ? Date.parse(run.ended_at) : now) - Date.parse(run.started_at)) / 1000;
  const share = usual ? seconds / usual : null;
  return (
    <span className="runs-took" title={usual ? `usually ${sayAbout(usual)}` : undefined}>
      <Duration from={run.started_at} to={run.ended_at} />
      {share === null ? null : (
        <span
          className={`bar s-${share > 1.5 ? "up_for_retry" : run.state}`}
          role="img"
          aria-label={`${Math.round(share * 100)} % of the usual time`}
        >
          <i style={{ width: `${Math.min(100, share * 66)}%` }} />
          <b aria-hidden="true" />
        </span>
      )}
    </span>
  );
}

function TriggerOf({ run }: { run: RunSummary }): ReactElement {
  const said = run.rerun_of
    ? "rerun"
    : run.trigger.name || (run.trigger.kind === "manual" ? "by hand" : run.trigger.kind);
  return (
    <span className="row" title={run.rerun_of ? `rerun of ${run.rerun_of}` : run.trigger.kind}>
      <Icon name={triggerIcon(run.rerun_of ? "rerun" : run.trigger.kind)} size={14} />
      <span className="cut">{said}</span>
    </span>
  );
}
