import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import type { LastRun, State } from "@/api/types";
import { sayCount, sayDuration } from "@/components/format";
import { StateIcon, stateWord } from "@/components/StateIcon";

export function StateChip({ state, word }: { state: State; word?: string }): ReactElement {
  return (
    <span className={`chip s-${state}`}>
      <StateIcon state={state} size={14} isDecoration />
      {word ?? stateWord(state)}
    </span>
  );
}

/** The last runs as dots, newest right; each says date, state and time taken, and leads to its run. */
export function RunDots({
  runs,
  total = 8,
  renderRun,
}: {
  runs: LastRun[];
  total?: number;
  renderRun: (run: LastRun, dot: ReactElement) => ReactElement;
}): ReactElement {
  const good = runs.filter((run) => run.state === "success").length;
  return (
    <span className="dots" role="group" aria-label={`last ${runs.length} runs, ${good} succeeded`}>
      {Array.from({ length: Math.max(0, total - runs.length) }, (_, index) => (
        <i key={index} className="none" aria-hidden />
      ))}
      {runs.map((run) => (
        <Tooltip key={run.run_id} label={<DotTip run={run} />}>
          {renderRun(run, <i className={`s-${run.state}`} aria-hidden />)}
        </Tooltip>
      ))}
    </span>
  );
}

function DotTip({ run }: { run: LastRun }): ReactElement {
  const at = run.started_at ? new Date(run.started_at).toLocaleString("en-GB") : "not started";
  return (
    <span className="num">
      {stateWord(run.state)}, {at}
      {run.seconds === null ? "" : `, ${sayDuration(run.seconds)}`}
    </span>
  );
}

const barOrder: State[] = [
  "success",
  "running",
  "deferred",
  "awaiting_input",
  "up_for_retry",
  "failed",
  "timed_out",
  "crashed",
  "upstream_failed",
  "cancelled",
  "skipped",
  "queued",
  "pending",
];

/** Many items as one bar, split by state; its parts are said in the label, so colour is not the only sign. */
export function StateBar({
  counts,
  total,
  height = 4,
}: {
  counts: Partial<Record<State, number>>;
  total?: number;
  height?: number;
}): ReactElement {
  const parts = barOrder.flatMap((state) => (counts[state] ? [{ state, count: counts[state] }] : []));
  const all = total ?? parts.reduce((sum, part) => sum + part.count, 0);
  const said = parts.map((part) => `${sayCount(part.count)} ${stateWord(part.state).toLowerCase()}`).join(", ");
  return (
    <Tooltip label={said || "nothing yet"}>
      <span className="bar" role="img" aria-label={said || "nothing yet"} style={{ height }}>
        {parts
          .filter((part) => part.state !== "pending" && part.state !== "queued")
          .map((part) => (
            <i
              key={part.state}
              className={`s-${part.state}`}
              style={{ width: `${(100 * part.count) / (all || 1)}%` }}
            />
          ))}
      </span>
    </Tooltip>
  );
}
