import { useState, type ReactElement } from "react";

import { Icon, isIconName } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useBuilder } from "@/features/builder/context";
import { ChecksTab } from "@/features/builder/inspector/ChecksTab";
import { DocsTab } from "@/features/builder/inspector/DocsTab";
import { FlowTab } from "@/features/builder/inspector/FlowTab";
import { LimitsTab } from "@/features/builder/inspector/LimitsTab";
import { OutputsTab } from "@/features/builder/inspector/OutputsTab";
import { TaskName } from "@/features/builder/inspector/TaskName";
import { WhatTab } from "@/features/builder/inspector/WhatTab";
import { WorkflowTab } from "@/features/builder/inspector/WorkflowTab";
import { problemsOfFields } from "@/features/builder/inspector/problems";
import { useBlueprint } from "@/features/builder/useBlueprint";
import { useExpressionHelp } from "@/features/builder/useExpressionHelp";
import { Expressions, FieldProblems } from "@/form/expression-context";
import { removeSelected } from "@/graph/commands";
import { NOTHING } from "@/graph/selection";
import { taskKey, type GraphTask } from "@/graph/source";
import { iconOf } from "@/graph/style";

type TabName = "inputs" | "flow" | "limits" | "checks" | "outputs" | "docs";

/** The form beside the canvas: of the selected task, or of the workflow where nothing is selected. */
export function Inspector({
  onClose,
  onTest,
}: {
  onClose: () => void;
  onTest: (task: GraphTask) => void;
}): ReactElement {
  const { task, selection } = useBuilder();
  return (
    <aside className="insp" aria-label="Inspector">
      {task ? (
        <TaskInspector key={taskKey(task)} task={task} onTest={onTest} onClose={onClose} />
      ) : selection.nodes.length > 1 ? (
        <Several />
      ) : (
        <WorkflowTab onClose={onClose} />
      )}
    </aside>
  );
}

function Several(): ReactElement {
  const { selection, act, isReadOnly } = useBuilder();
  return (
    <div className="form">
      <div className="b">{selection.nodes.length} tasks are selected</div>
      <p className="t2">Drag moves them together. Copy takes them as YAML.</p>
      <div className="row">
        <button
          type="button"
          className="btn s"
          disabled={isReadOnly}
          onClick={() => void act(removeSelected(selection.nodes, []))}
        >
          <Icon name="trash" size={14} />
          Delete {selection.nodes.length} tasks
        </button>
      </div>
    </div>
  );
}

function TaskInspector({
  task,
  onTest,
  onClose,
}: {
  task: GraphTask;
  onTest: (task: GraphTask) => void;
  onClose: () => void;
}): ReactElement {
  const { workflow, draft, state, act, select, isReadOnly } = useBuilder();
  const [tab, setTab] = useState<TabName>("inputs");
  const help = useExpressionHelp(workflow, draft, task.path, task.section);
  const problems = problemsOfFields(state.problems, task, state.checkedText === state.text);
  const icon = iconOf(task);
  const tabs = tabsOf(task);
  return (
    <Expressions.Provider value={help}>
      <FieldProblems.Provider value={problems}>
        <div className="hd">
          <span className="ic">
            <Icon name={isIconName(icon) ? icon : "blueprints"} />
          </span>
          <div className="grow">
            <TaskName task={task} />
            <Subtitle task={task} />
          </div>
          {task.kind === "uses" ? (
            <IconButton
              label="Documentation of the blueprint"
              aria-pressed={tab === "docs"}
              onClick={() => setTab(tab === "docs" ? "inputs" : "docs")}
            >
              <Icon name="book" />
            </IconButton>
          ) : null}
          <IconButton label="Close the inspector, Esc" onClick={() => (select(NOTHING), onClose())}>
            <Icon name="close" />
          </IconButton>
        </div>
        <div className="tabs" role="tablist">
          {tabs.map(({ name, title, count }) => (
            <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setTab(name)}>
              {title}
              {count ? <span className="n">{count}</span> : null}
            </button>
          ))}
        </div>
        <fieldset className="form" disabled={isReadOnly} role="tabpanel">
          <TabBody tab={tab} task={task} />
        </fieldset>
        <div className="ft">
          <button type="button" className="btn s" onClick={() => onTest(task)}>
            <Icon name="play" size={14} />
            Test this task
          </button>
          <span className="grow" />
          <IconButton
            label={`Delete ${task.id}`}
            disabled={isReadOnly}
            onClick={() => void act(removeSelected([taskKey(task)], []))}
          >
            <Icon name="trash" />
          </IconButton>
        </div>
      </FieldProblems.Provider>
    </Expressions.Provider>
  );
}

function Subtitle({ task }: { task: GraphTask }): ReactElement {
  const { data } = useBlueprint(task.kind === "uses" ? task.uses : null);
  const words: Record<GraphTask["kind"], string> = {
    uses: [task.title, [task.uses, data?.version].filter(Boolean).join(" ")].filter(Boolean).join(", "),
    run: `Script, ${task.language ?? "bash"}`,
    workflow: "Sub-workflow",
    approval: "Approval, a person answers",
    switch: "Switch",
    tasks: "Group of tasks",
    unknown: "Does nothing yet",
  };
  return (
    <div className="sm t3 cut" title={words[task.kind]}>
      {words[task.kind]}
    </div>
  );
}

function tabsOf(task: GraphTask): { name: TabName; title: string; count?: number }[] {
  const edges = task.needs.length;
  return [
    { name: "inputs", title: task.kind === "run" ? "Script" : "Inputs" },
    { name: "flow", title: "Flow", count: edges },
    { name: "checks", title: "Checks", count: task.checks_count ?? 0 },
    { name: "limits", title: "Limits" },
    { name: "outputs", title: "Outputs" },
  ];
}

function TabBody({ tab, task }: { tab: TabName; task: GraphTask }): ReactElement {
  switch (tab) {
    case "inputs":
      return <WhatTab task={task} />;
    case "flow":
      return <FlowTab task={task} />;
    case "limits":
      return <LimitsTab task={task} />;
    case "checks":
      return <ChecksTab task={task} />;
    case "outputs":
      return <OutputsTab task={task} />;
    case "docs":
      return <DocsTab task={task} />;
  }
}
