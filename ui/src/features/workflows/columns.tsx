import { Link } from "@tanstack/react-router";

import type { WorkflowSummary } from "@/api/types";
import type { Column } from "@/components/DataTable";
import { sayAbout, sayPercent } from "@/components/format";
import { RunDots } from "@/components/StateChip";

import { NextCell, OwnerCell, PauseSwitch, StateCell } from "./cells";

export const columns: Column<WorkflowSummary>[] = [
  {
    id: "name",
    head: "Workflow",
    width: "minmax(210px, 2.2fr)",
    sortKey: "name",
    cell: (row) => (
      <>
        <Link to="/workflows/$id" params={{ id: row.id }} className="b" title={row.id}>
          {row.name || row.id}
        </Link>
        <small title={row.description ?? undefined}>{row.description || row.file || " "}</small>
      </>
    ),
  },
  {
    id: "runs",
    head: "Last 8 runs",
    width: "124px",
    cell: (row) => (
      <RunDots
        runs={row.last_runs}
        renderRun={(run, dot) => (
          <Link to="/runs/$runId" params={{ runId: run.run_id }} aria-label={`Run, ${run.state}`}>
            {dot}
          </Link>
        )}
      />
    ),
  },
  {
    id: "state",
    head: "State",
    width: "minmax(132px, 1fr)",
    sortKey: "state",
    cell: (row) => <StateCell row={row} />,
  },
  { id: "next", head: "Next", width: "minmax(116px, 0.7fr)", sortKey: "next", cell: (row) => <NextCell row={row} /> },
  {
    id: "success",
    head: <span title="Of the last 30 runs that ended, how many succeeded">Success</span>,
    width: "88px",
    isRight: true,
    sortKey: "success",
    cell: (row) =>
      row.success_rate === null ? (
        <span className="t3">no runs</span>
      ) : (
        <span className={row.success_rate < 0.95 ? "num low" : "num"}>{sayPercent(row.success_rate)}</span>
      ),
  },
  {
    id: "median",
    head: "Usual time",
    width: "104px",
    isRight: true,
    sortKey: "median",
    cell: (row) => <span className="num">{row.median_s === null ? "" : sayAbout(row.median_s)}</span>,
  },
  { id: "on", head: "Triggers", width: "84px", cell: (row) => <PauseSwitch row={row} /> },
  {
    id: "owner",
    head: "Owner",
    width: "minmax(120px, 0.9fr)",
    sortKey: "owner",
    cell: (row) => <OwnerCell row={row} />,
  },
];
