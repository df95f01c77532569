import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import type { RunDetail, TaskRun } from "@/api/types";
import { CopyId } from "@/components/CopyId";
import { sayDuration } from "@/components/format";
import { Empty, Panel } from "@/components/PanelState";
import { StateChip } from "@/components/StateChip";
import { StateIcon } from "@/components/StateIcon";
import { When } from "@/components/When";
import { useAttempts } from "./queries";
import type { Attempt } from "./types";
import { shortRevision } from "./words";

export interface AttemptsTabProps {
  run: RunDetail;
  tasks: readonly TaskRun[];
  selected: TaskRun | null;
  onSelect(task: string): void;
  onLog(task: string, attempt: number): void;
}

/** Each try of the chosen task with its reason, and what of the workflow changed since the run. */
export function AttemptsTab(props: AttemptsTabProps): ReactElement {
  const { run, tasks, selected, onSelect } = props;
  return (
    <div className="run-attempts">
      <section className="card">
        <div className="hd">
          <h2>Attempts of {selected?.task ?? "a task"}</h2>
          <span className="grow" />
          <TaskChoice tasks={tasks} selected={selected} onSelect={onSelect} />
        </div>
        {selected ? (
          <AttemptList {...props} task={selected} />
        ) : (
          <Empty title="No task is chosen">Choose one to see each of its attempts.</Empty>
        )}
      </section>
      <RevisionCard run={run} />
    </div>
  );
}

function TaskChoice({
  tasks,
  selected,
  onSelect,
}: {
  tasks: readonly TaskRun[];
  selected: TaskRun | null;
  onSelect(task: string): void;
}): ReactElement {
  const retried = tasks.filter((task) => task.attempt > 1 && task !== selected).slice(0, 4);
  return (
    <>
      {retried.map((task) => (
        <button key={task.task} type="button" className="btn g s" onClick={() => onSelect(task.task)}>
          <StateIcon state={task.state} size={12} />
          {task.task}, {task.attempt} attempts
        </button>
      ))}
    </>
  );
}

function AttemptList({ run, task, onLog }: AttemptsTabProps & { task: TaskRun }): ReactElement {
  const attempts = useAttempts(run.run_id, task.task);
  return (
    <Panel query={attempts} what="the attempts" rows={2}>
      {(data) =>
        data.items.length === 0 ? (
          <Empty title="No attempt was made">{task.reason ?? ""}</Empty>
        ) : (
          <table className="list attempts-list">
            <thead>
              <tr>
                <th style={{ width: 84 }}>Attempt</th>
                <th style={{ width: 140 }}>State</th>
                <th>Reason</th>
                <th style={{ width: 120 }}>Started</th>
                <th className="r" style={{ width: 90 }}>
                  Took
                </th>
                <th className="r" style={{ width: 84 }}>
                  Exit code
                </th>
                <th style={{ width: 132 }}>Log</th>
              </tr>
            </thead>
            <tbody>
              {[...data.items]
                .sort((a, b) => b.attempt - a.attempt)
                .map((one) => (
                  <AttemptRow
                    key={one.attempt_id ?? one.attempt}
                    one={one}
                    onLog={() => onLog(task.task, one.attempt)}
                  />
                ))}
            </tbody>
          </table>
        )
      }
    </Panel>
  );
}

function AttemptRow({ one, onLog }: { one: Attempt; onLog(): void }): ReactElement {
  const said = one.error?.message ?? one.reason;
  return (
    <tr>
      <td className="num">
        {one.attempt}
        {one.is_current ? <span className="t3"> newest</span> : null}
      </td>
      <td>
        <StateChip state={one.state} />
      </td>
      <td title={said}>{said}</td>
      <td>
        <When at={one.started_at} none="not begun" />
      </td>
      <td className="r num">{one.seconds === null ? "" : sayDuration(one.seconds)}</td>
      <td className="r num">{one.exit_code ?? ""}</td>
      <td className="r">
        {one.has_log ? (
          <button type="button" className="btn g s" onClick={onLog}>
            Open its log
          </button>
        ) : null}
      </td>
    </tr>
  );
}

interface Difference {
  unified: string;
  semantic: { kind: string; path: string; sentence: string }[];
}

/** Which content ran, and how the workflow's newest content differs. */
function RevisionCard({ run }: { run: RunDetail }): ReactElement {
  const project = useProject();
  const path = `/workflows/${encodeURIComponent(run.workflow)}`;
  const newest = useQuery({
    queryKey: ["project", project, "workflow", run.workflow],
    queryFn: ({ signal }) => api.get<{ active_revision: string | null }>(inProject(path, project), undefined, signal),
    enabled: run.revision_changed,
  });
  const to = newest.data?.active_revision ?? null;
  const diff = useQuery({
    queryKey: ["project", project, "diff", run.workflow, run.revision, to],
    queryFn: ({ signal }) =>
      api.get<Difference>(inProject(`${path}/diff`, project), { from: run.revision, to }, signal),
    enabled: run.revision_changed && to !== null,
  });
  return (
    <section className="card">
      <div className="hd">
        <h2>Revision</h2>
        <CopyId value={run.revision} short={shortRevision(run.revision)} what="revision" />
      </div>
      {run.revision_changed ? (
        <Panel query={diff} what="the difference" rows={4} rowHeight={20}>
          {(data) => <DiffOf diff={data} />}
        </Panel>
      ) : (
        <p className="t2 pad">The workflow is today as it was when this run began.</p>
      )}
    </section>
  );
}

function DiffOf({ diff }: { diff: Difference }): ReactElement {
  return (
    <>
      {diff.semantic.length > 0 ? (
        <ul className="diff-said">
          {diff.semantic.map((change) => (
            <li key={`${change.path}${change.sentence}`}>{change.sentence}</li>
          ))}
        </ul>
      ) : null}
      {diff.unified ? (
        <pre className="diff">
          {diff.unified.split("\n").map((line, at) => (
            <span key={at} className={classOfLine(line)}>
              {line}
              {"\n"}
            </span>
          ))}
        </pre>
      ) : (
        <p className="t2 pad">
          The text is the same. Something else that counts for the revision changed, such as the defaults of the
          project.
        </p>
      )}
    </>
  );
}

function classOfLine(line: string): string {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")) return "diff-head";
  if (line.startsWith("+")) return "diff-in";
  return line.startsWith("-") ? "diff-out" : "";
}
