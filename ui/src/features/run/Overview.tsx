import { useEffect, useRef, useState, type PointerEvent, type ReactElement, type ReactNode } from "react";

import type { RunDetail, TaskRun } from "@/api/types";
import { Failed, Loading } from "@/components/PanelState";
import type { Progress } from "@/graph/overlay";
import type { RunParams } from "./params";
import type { RerunChoice } from "./RerunDialog";
import { RunGraph } from "./RunGraph";
import { TimelinePanel } from "./TimelinePanel";
import { WhyPanel } from "./WhyPanel";

export interface OverviewProps {
  run: RunDetail;
  query: { isPending: boolean; isFetching: boolean; error: unknown; refetch(): unknown };
  tasks: readonly TaskRun[];
  progress: Readonly<Record<string, Progress>>;
  params: RunParams;
  selected: TaskRun | null;
  selectedKey: string | null;
  timeZone: string;
  log: ReactNode;
  set(params: Partial<RunParams>): void;
  onSelect(task: string | null): void;
  onLog(task: string): void;
  onRerun(choice: RerunChoice): void;
  onOpenRun(runId: string): void;
}

/** Graph over timeline over log, and the answer beside them; all share one selection. */
export function Overview(props: OverviewProps): ReactElement {
  const { run, query, tasks, params, selected, selectedKey, onSelect, set } = props;
  const graph = useHeightKept("seaway-run-graph", Math.max(212, Math.round(window.innerHeight * 0.3)));
  const timeline = useHeightKept("seaway-run-timeline", 208);
  return (
    <div className="run-grid">
      <div
        className="run-left"
        style={{ gridTemplateRows: `${graph.height}px ${timeline.height}px minmax(140px, 1fr)` }}
      >
        <div className="run-part">
          <RunGraph
            run={run}
            tasks={tasks}
            progress={props.progress}
            selected={selected}
            onSelect={onSelect}
            onOpenRun={props.onOpenRun}
          />
        </div>
        <div className="run-part">
          <Splitter kept={graph} label="Height of the graph" />
          {query.error && tasks.length === 0 ? (
            <Failed what="the tasks" error={query.error} onRetry={() => void query.refetch()} />
          ) : null}
          {query.isPending && tasks.length === 0 ? (
            <Loading what="the tasks" rows={6} rowHeight={24} />
          ) : (
            <TimelinePanel
              run={run}
              tasks={tasks}
              params={params}
              timeZone={props.timeZone}
              selected={selectedKey}
              isSettling={query.isFetching}
              set={set}
            />
          )}
        </div>
        <div className="run-part">
          <Splitter kept={timeline} label="Height of the timeline" />
          {props.log}
        </div>
      </div>
      <WhyPanel
        run={run}
        tasks={tasks}
        selected={selected}
        onSelect={onSelect}
        onLog={props.onLog}
        onRerun={props.onRerun}
      />
    </div>
  );
}

interface Kept {
  height: number;
  setHeight(height: number): void;
}

const LEAST = 96;

function useHeightKept(key: string, usual: number): Kept {
  const [height, setHeight] = useState(() => Number(localStorage.getItem(key)) || usual);
  useEffect(() => {
    if (height !== usual) localStorage.setItem(key, String(height));
  }, [key, height, usual]);
  return { height, setHeight: (next) => setHeight(Math.max(LEAST, Math.min(next, window.innerHeight - 320))) };
}

/** A line between two parts that is dragged, or moved by arrow keys. */
function Splitter({ kept, label }: { kept: Kept; label: string }): ReactElement {
  const from = useRef<{ y: number; height: number } | null>(null);
  return (
    <div
      className="run-splitter"
      role="separator"
      aria-orientation="horizontal"
      aria-label={label}
      aria-valuenow={kept.height}
      aria-valuemin={LEAST}
      tabIndex={0}
      onPointerDown={(event: PointerEvent) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { y: event.clientY, height: kept.height };
      }}
      onPointerMove={(event) => from.current && kept.setHeight(from.current.height + event.clientY - from.current.y)}
      onPointerUp={() => (from.current = null)}
      onKeyDown={(event) => {
        const step = event.key === "ArrowDown" ? 16 : event.key === "ArrowUp" ? -16 : 0;
        if (step === 0) return;
        event.preventDefault();
        kept.setHeight(kept.height + step);
      }}
    />
  );
}
