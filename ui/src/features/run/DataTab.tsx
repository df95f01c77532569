import type { ReactElement } from "react";

import type { Json, RunDetail, TaskRun } from "@/api/types";
import { sayBytes } from "@/components/format";
import { Empty, Panel } from "@/components/PanelState";
import { StateIcon } from "@/components/StateIcon";
import { AssetsCard } from "./AssetsCard";
import { JsonTree } from "./JsonTree";
import { useOutputs } from "./queries";

export interface DataTabProps {
  run: RunDetail;
  tasks: readonly TaskRun[];
  selected: TaskRun | null;
  onSelect(task: string): void;
}

/** What went in, what came out: of the run, and of the chosen task. */
export function DataTab({ run, tasks, selected, onSelect }: DataTabProps): ReactElement {
  const done = tasks.filter((task) => task.state === "success");
  return (
    <div className="run-data">
      <section className="card">
        <div className="hd">
          <h2>Inputs of the run</h2>
        </div>
        <Values value={run.inputs} none="This workflow takes no inputs." />
      </section>
      <section className="card">
        <div className="hd">
          <h2>Outputs of the run</h2>
        </div>
        <Values
          value={run.outputs ?? {}}
          none={run.ended_at ? "This workflow declares no outputs." : "They are known once the run has succeeded."}
        />
      </section>
      <AssetsCard runId={run.run_id} />
      <section className="card run-data-tasks">
        <div className="hd">
          <h2>Outputs of tasks</h2>
        </div>
        {done.length === 0 ? (
          <Empty title="No task has succeeded yet">Outputs of a task are known when it succeeds.</Empty>
        ) : (
          <div className="run-data-split">
            <ul>
              {done.slice(0, 500).map((task) => (
                <li key={task.task}>
                  <button
                    type="button"
                    className="why-task"
                    aria-pressed={task.task === selected?.task}
                    onClick={() => onSelect(task.task)}
                  >
                    <StateIcon state={task.state} size={14} isDecoration />
                    <span className="cut">{task.task}</span>
                  </button>
                </li>
              ))}
            </ul>
            {selected && selected.state === "success" ? (
              <TaskValues key={selected.task} runId={run.run_id} task={selected.task} />
            ) : (
              <Empty title="Choose a task">Its outputs are shown here.</Empty>
            )}
          </div>
        )}
      </section>
    </div>
  );
}

function TaskValues({ runId, task }: { runId: string; task: string }): ReactElement {
  const outputs = useOutputs(runId, task);
  return (
    <div className="run-data-values">
      <Panel query={outputs} what={`the outputs of ${task}`} rows={4} rowHeight={24}>
        {(data) => (
          <>
            <Values value={data.outputs} none={`${task} has no outputs.`} />
            {data.is_cut ? <p className="t3 sm pad">Only the beginning of {sayBytes(data.size_bytes)}.</p> : null}
          </>
        )}
      </Panel>
    </div>
  );
}

function Values({ value, none }: { value: Json; none: string }): ReactElement {
  const isEmpty = value === null || (typeof value === "object" && Object.keys(value).length === 0);
  if (isEmpty) return <p className="t3 pad">{none}</p>;
  return (
    <div className="json" role="tree">
      <JsonTree value={value} depth={0} />
    </div>
  );
}
