import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { StateIcon, stateWord } from "@/components/StateIcon";
import { useBuilder } from "@/features/builder/context";
import { saidOf } from "@/features/builder/said";

const ENDED = ["success", "failed", "cancelled"];

/** Which run the canvas shows, and a way back to the draft. */
export function RunBar({ isStale }: { isStale: boolean }): ReactElement | null {
  const { run } = useBuilder();
  if (run.error) {
    return (
      <div className="float runbar" role="alert">
        <Icon name="alert" size={14} />
        <span>Could not run: {saidOf(run.error)}</span>
        <button type="button" className="btn s" onClick={run.clear}>
          Close
        </button>
      </div>
    );
  }
  if (!run.run) return null;
  const { run_id: runId, short_id: shortId, error } = run.run;
  // Tasks are told as they happen, the run itself a moment later.
  const hasBegun = Object.values(run.tasks).some((task) => task.started_at);
  const state = run.run.state === "queued" && hasBegun ? "running" : run.run.state;
  const isOver = ENDED.includes(state);
  return (
    <div className="float runbar" role="status" data-run-state={state}>
      <StateIcon state={state} size={14} isDecoration isTurning={state === "running"} />
      <span className="m">{stateWord(state)}</span>
      <Link to="/runs/$runId" params={{ runId }} className="link mono">
        {shortId}
      </Link>
      {error ? (
        <span className="t2 cut run-error" title={error}>
          {error}
        </span>
      ) : null}
      {isStale ? <span className="t2">Your draft is newer than this run.</span> : null}
      {isOver ? null : (
        <button type="button" className="btn g s" onClick={() => void run.cancel()}>
          Cancel the run
        </button>
      )}
      <button type="button" className="btn s" onClick={run.clear}>
        Show draft
      </button>
    </div>
  );
}
