import { Link } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from "react";

import { api } from "@/api/client";
import { useLogLines } from "@/api/live";
import { inProject } from "@/api/project";
import type { LogLine, TaskRun } from "@/api/types";
import { useBuilder } from "@/features/builder/context";
import type { GraphTask } from "@/graph/source";

const KEPT = 500;

/** The end of the log of the selected task, as it is printed. */
export function LogTail({ task }: { task: GraphTask | undefined }): ReactElement {
  const { run } = useBuilder();
  const shown = task ? run.tasks[task.path] : (failedFirst(Object.values(run.tasks)) ?? undefined);
  if (!run.run) return <div className="prob-body t3 sm">Nothing ran yet.</div>;
  if (!shown)
    return (
      <div className="prob-body t3 sm">
        {task ? `${task.id} is not part of this run.` : "Select a task to see its log."}
      </div>
    );
  if (shown.state === "pending" || shown.state === "queued")
    return <div className="prob-body t3 sm">{shown.reason || "It has not begun yet."}</div>;
  if (shown.has_log === false)
    return <div className="prob-body t3 sm">{shown.reason || `${shown.task} prints nothing itself.`}</div>;
  return <Lines key={`${run.run.run_id}/${shown.task}@${shown.attempt}`} runId={run.run.run_id} task={shown} />;
}

function failedFirst(tasks: TaskRun[]): TaskRun | undefined {
  return (
    tasks.find((each) => ["failed", "crashed", "timed_out"].includes(each.state)) ??
    tasks.find((each) => each.state === "running")
  );
}

function Lines({ runId, task }: { runId: string; task: TaskRun }): ReactElement {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const attempt = task.attempt || 1;
  const add = (more: readonly LogLine[]) =>
    setLines((before) => {
      const last = before[before.length - 1]?.n ?? -1;
      const fresh = more.filter((line) => line.n > last);
      return fresh.length > 0 ? [...before, ...fresh].slice(-KEPT) : before;
    });
  const load = () => {
    void api
      .get<{ lines: LogLine[] }>(inProject(`/runs/${runId}/log`), { task: task.task, attempt, tail: 200 })
      .then((found) => setLines((before) => (before.length > found.lines.length ? before : found.lines)))
      .catch(() => undefined); // no log yet; the stream brings it
  };
  useLogLines({ runId, task: task.task, attempt }, add, load);
  useEffect(load, [runId, task.task, attempt, task.state]);
  const count = lines.length;
  useLayoutEffect(() => {
    if (count > 0 && isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count]);
  return (
    <>
      <div
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by key
        tabIndex={0}
        className="tail code"
        ref={box}
        aria-label={`Log of ${task.task}`}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          isAtEnd.current = scrollTop + clientHeight > scrollHeight - 24;
        }}
      >
        {lines.map((line) => (
          <div key={line.n} className={line.stream === "err" || line.level === "error" ? "tl err" : "tl"}>
            {line.text}
          </div>
        ))}
        {lines.length === 0 ? <div className="tl t3">Nothing printed yet.</div> : null}
        {task.error && !lines.some((line) => line.text.includes(task.error?.message ?? "")) ? (
          <div className="tl fin">{task.error.message}</div>
        ) : null}
      </div>
      <Link to="/runs/$runId" params={{ runId }} search={{ task: task.task }} className="link sm tail-more">
        Open the whole log
      </Link>
    </>
  );
}
