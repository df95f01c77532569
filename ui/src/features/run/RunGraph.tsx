import { useMemo, useState, type ReactElement } from "react";

import type { RunDetail, TaskRun } from "@/api/types";
import { useNow } from "@/components/clock";
import { Empty } from "@/components/PanelState";
import { Icon } from "@/components/Icon";
import { Canvas } from "@/features/canvas/Canvas";
import { useLayout } from "@/features/canvas/useLayout";
import { toModel, type GraphModel } from "@/graph/model";
import { overlayOf, type Progress } from "@/graph/overlay";
import { findTask, type SourceGraph } from "@/graph/source";
import { isFinal } from "@/timeline/tasks";
import { sayCount } from "@/components/format";
import { TaskHover } from "./TaskHover";
import { around, besideMain, MOST_WHOLE } from "./graphPlace";

/** Only the zoom floats here, at the lower left. */
const PADDING = { top: 20, bottom: 20, left: 24, right: 24 };

export interface RunGraphProps {
  run: RunDetail;
  tasks: readonly TaskRun[];
  progress: Readonly<Record<string, Progress>>;
  selected: TaskRun | null;
  onSelect(task: string | null): void;
  onOpenRun(runId: string): void;
}

/** The workflow as it was when this run began, with what became of each task. */
export function RunGraph({ run, tasks, progress, selected, onSelect, onOpenRun }: RunGraphProps): ReactElement {
  const graph = run.graph as SourceGraph;
  const [scope, setScope] = useState<string | null>(null);
  const whole = useMemo(() => toModel(graph, scope), [graph, scope]);
  const centre =
    selected === null ? null : (whole.nodes.find((node) => node.task.path === topPath(selected, scope))?.key ?? null);
  const pivot = whole.nodes.length > MOST_WHOLE ? centre : null;
  const { model, isPart } = useMemo(() => around(whole, pivot), [whole, pivot]);
  const places = useMemo(() => besideMain(model), [model]);
  const layout = useLayout(model, places);
  const runs = useMemo(() => runsOfNodes(model, tasks, selected), [model, tasks, selected]);
  const isLive = Object.values(runs).some((task) => !isFinal(task.state));
  const now = useNow(isLive ? 1 : 60).getTime();
  const overlay = useMemo(() => overlayOf(model, runs, now, progress), [model, runs, now, progress]);
  const chosen = model.nodes.find((node) => selected !== null && node.task.path === topPath(selected, scope));
  const open = (key: string) => {
    const task = findTask(graph, key);
    if (task?.kind === "tasks") setScope(key);
    const child = runs[key]?.child_run;
    if (child) onOpenRun(child);
  };
  if (model.nodes.length === 0)
    return <Empty title="No graph is kept of this run">Its revision could not be read.</Empty>;
  return (
    <div className="run-graph" role="group" aria-label="Graph of the run">
      <TaskHover attribute="data-task" find={(key) => runs[key] ?? null}>
        <Canvas
          label="Graph of the run"
          model={model}
          layout={layout}
          overlay={overlay}
          padding={PADDING}
          view={`${run.run_id}/${scope ?? ""}/${isPart ? centre : ""}`}
          selection={{ nodes: chosen ? [chosen.key] : [], edges: [] }}
          onSelect={(selection) => {
            const key = selection.nodes[0];
            const task = key === undefined ? null : runs[key];
            onSelect(task?.task ?? (key ? (findTask(graph, key)?.path ?? null) : null));
          }}
          onOpen={open}
        >
          {scope === null ? null : (
            <button type="button" className="btn s run-graph-back" onClick={() => setScope(null)}>
              <Icon name="left" size={14} />
              Whole workflow
            </button>
          )}
        </Canvas>
      </TaskHover>
      {isPart ? (
        <p className="run-graph-part t3 sm">
          {sayCount(whole.nodes.length)} tasks; these are around {selected?.task ?? "the first"}.
        </p>
      ) : null}
      <ul className="vh" aria-label="Tasks and their states">
        {model.nodes.map((node) => (
          <li key={node.key}>
            <button type="button" onClick={() => onSelect(runs[node.key]?.task ?? node.task.path)}>
              {node.task.id}, {runs[node.key]?.state.replace("_", " ") ?? "not known"}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The path of the node that stands for a task: an item by its foreach, what is inside a group by the group. */
function topPath(task: TaskRun, scope: string | null): string {
  const depth = scope === null ? 1 : scope.split("/").length + 1;
  return task.path.split(/[/.]/).slice(0, depth).join("/");
}

/** The task run to show on each node; inside of a foreach over a group that of the selected item, else of the first. */
function runsOfNodes(model: GraphModel, tasks: readonly TaskRun[], selected: TaskRun | null): Record<string, TaskRun> {
  const byPath = new Map<string, TaskRun[]>();
  for (const task of tasks) {
    const path = task.path.replaceAll(".", "/");
    const list = byPath.get(path);
    if (list) list.push(task);
    else byPath.set(path, [task]);
  }
  const runs: Record<string, TaskRun> = {};
  for (const node of model.nodes) {
    const found = byPath.get(node.task.path) ?? [];
    const beside = found.find(
      (task) => selected !== null && selected.task.startsWith(task.parent ?? "") && task.parent,
    );
    const one = beside ?? found[0];
    if (one) runs[node.key] = one;
  }
  return runs;
}
