import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";

import type { RunDetail, TaskRun } from "@/api/types";
import { CopyId } from "@/components/CopyId";
import { sayAbout, sayCount } from "@/components/format";
import { Icon } from "@/components/Icon";
import { StateIcon, stateWord } from "@/components/StateIcon";
import { Duration, ExactTimes } from "@/components/When";
import { standingOf, sublineOf } from "./sentence";
import { countStates } from "./tasks";
import { triggerIcon } from "./triggers";
import { sayLogical, sayStart, shortRevision, zoneCity } from "./words";

export function RunHeader({ run, tasks }: { run: RunDetail; tasks: readonly TaskRun[] }): ReactElement {
  const { state, title } = standingOf(run, tasks);
  const subline = sublineOf(run);
  return (
    <header className="run-head">
      <div className="run-title">
        <StateIcon state={state} size={20} isTurning />
        <h2 className="run-sentence">{title}</h2>
        <span className="t2 cut" title={subline}>
          {subline}
        </span>
      </div>
      <dl className="facts">
        <Fact name="Logical date">
          <LogicalDate run={run} />
        </Fact>
        <Fact name={run.started_at ? "Started" : "Created"}>
          <StartTime at={run.started_at ?? run.created_at} zone={run.timezone ?? "UTC"} />
        </Fact>
        <Fact name={run.ended_at ? "Took" : "Running for"}>
          {run.started_at ? (
            <Duration from={run.started_at} to={run.ended_at} />
          ) : (
            <span className="t3">not begun</span>
          )}
          {run.usual_s !== null ? <span className="run-aside">usually {sayAbout(run.usual_s)}</span> : null}
        </Fact>
        {run.late ? (
          <Fact name="Deadline">
            <span className="tag warn" title={run.late}>
              {run.late}
            </span>
          </Fact>
        ) : null}
        <Fact name="Started by">
          <StartedBy run={run} />
        </Fact>
        <Fact name="Revision">
          <CopyId value={run.revision} short={shortRevision(run.revision)} what="revision" />
          {run.revision_changed ? <RevisionMark /> : null}
        </Fact>
        <Fact name="Tasks">
          <StateCounts tasks={tasks} run={run} />
        </Fact>
        <Fact name="Run">
          <CopyId value={run.run_id} short={run.short_id} what="run id" />
        </Fact>
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}

function LogicalDate({ run }: { run: RunDetail }): ReactElement {
  const zone = run.timezone ?? "UTC";
  if (!run.logical_date) return <span className="t3">none</span>;
  return (
    <Tooltip
      label={
        <>
          <div>the slice from</div>
          <ExactTimes at={new Date(run.interval_start ?? run.logical_date)} zone={zone} />
          {run.interval_end ? (
            <>
              <div>to</div>
              <ExactTimes at={new Date(run.interval_end)} zone={zone} />
            </>
          ) : null}
        </>
      }
    >
      <time dateTime={run.logical_date}>{sayLogical(run.logical_date, zone)}</time>
    </Tooltip>
  );
}

function StartTime({ at, zone }: { at: string; zone: string }): ReactElement {
  return (
    <Tooltip label={<ExactTimes at={new Date(at)} zone={zone} />}>
      <time dateTime={at}>
        {sayStart(at, zone)} <span className="run-aside">{zoneCity(zone)}</span>
      </time>
    </Tooltip>
  );
}

function StartedBy({ run }: { run: RunDetail }): ReactElement {
  const trigger = run.trigger as RunDetail["trigger"] & { actor?: string };
  const icon = <Icon name={triggerIcon(trigger.kind)} size={14} label={trigger.kind} />;
  if (run.rerun_of) {
    return (
      <>
        {icon}
        <Link to="/runs/$runId" params={{ runId: run.rerun_of }} className="link">
          rerun of {run.rerun_of.slice(-8)}
        </Link>
        {trigger.actor ? <span className="run-aside">by {trigger.actor}</span> : null}
      </>
    );
  }
  if (run.parent_run) {
    return (
      <>
        {icon}
        <Link to="/runs/$runId" params={{ runId: run.parent_run }} className="link">
          run {run.parent_run.slice(-8)}
        </Link>
      </>
    );
  }
  return (
    <>
      {icon}
      {trigger.name || trigger.actor || (trigger.kind === "manual" ? "by hand" : trigger.kind)}
    </>
  );
}

function RevisionMark(): ReactElement {
  return (
    <Tooltip label="The workflow was saved again since. Attempts and revision shows the difference.">
      <span className="tag">changed since</span>
    </Tooltip>
  );
}

function StateCounts({ tasks, run }: { tasks: readonly TaskRun[]; run: RunDetail }): ReactElement {
  const counts = tasks.length > 0 ? countStates(tasks) : (Object.entries(run.counts) as ReturnType<typeof countStates>);
  return (
    <span className="run-counts">
      {counts.map(([state, count]) => (
        <Tooltip key={state} label={`${sayCount(count)} ${stateWord(state).toLowerCase()}`}>
          <span>
            <StateIcon state={state} size={14} />
            {sayCount(count)}
          </span>
        </Tooltip>
      ))}
    </span>
  );
}
