import { SegmentedControl, Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useContext, type ReactElement } from "react";

import { useWorkflows } from "@/api/queries";
import { Icon } from "@/components/Icon";
import { Panel } from "@/components/PanelState";
import { useBuilder } from "@/features/builder/context";
import { ApprovalForm } from "@/features/builder/inspector/ApprovalForm";
import { SwitchForm } from "@/features/builder/inspector/SwitchForm";
import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { useBlueprint } from "@/features/builder/useBlueprint";
import { CodeField } from "@/form/CodeField";
import { FieldProblems } from "@/form/expression-context";
import { Field } from "@/form/Field";
import { ListField } from "@/form/ListField";
import { MapField } from "@/form/MapField";
import { SchemaForm } from "@/form/SchemaForm";
import { isRecord } from "@/graph/model";
import { taskKey, type GraphTask } from "@/graph/source";

/** What the task does: the form of its kind. */
export function WhatTab({ task }: { task: GraphTask }): ReactElement {
  switch (task.kind) {
    case "uses":
      return <BlueprintForm task={task} />;
    case "run":
      return <ScriptForm task={task} />;
    case "workflow":
      return <SubWorkflowForm task={task} />;
    case "approval":
      return <ApprovalForm task={task} />;
    case "switch":
      return <SwitchForm task={task} />;
    case "tasks":
      return <GroupForm task={task} />;
    case "unknown":
      return (
        <p className="t2">Give it one of `uses`, `run`, `workflow`, `approval`, `switch` or `tasks` in the YAML.</p>
      );
  }
}

function BlueprintForm({ task }: { task: GraphTask }): ReactElement {
  const query = useBlueprint(task.uses);
  const fields = useTaskFields(task);
  const values = fields.get("with");
  return (
    <Panel query={query} what={`the form of ${task.uses ?? ""}`} rows={5} rowHeight={52}>
      {(blueprint) => (
        <SchemaForm
          blueprint={blueprint.name}
          schema={blueprint.input_schema}
          values={isRecord(values) ? values : {}}
          onChange={(name, value) => fields.set(["with", name], value)}
        />
      )}
    </Panel>
  );
}

const LANGUAGES = ["bash", "python", "node"];

function ScriptForm({ task }: { task: GraphTask }): ReactElement {
  const fields = useTaskFields(task);
  const problems = useContext(FieldProblems);
  const language = fields.text("language") || "bash";
  return (
    <>
      <Field label="Language">
        {({ id }) => (
          <SegmentedControl
            id={id}
            size="xs"
            data={LANGUAGES}
            value={language}
            onChange={(next) => fields.set(["language"], next === "bash" ? undefined : next)}
          />
        )}
      </Field>
      <Field
        label="Script"
        isRequired
        problem={problems["run"] ?? ""}
        hint="Each {{ expression }} is one quoted word. Outputs are lines `name=value` in the file named by SEAWAY_OUTPUT."
      >
        {({ id }) => (
          <CodeField
            key={language}
            id={id}
            label="Script"
            value={fields.text("run")}
            language={language}
            rows={7}
            onCommit={(text) => fields.set(["run"], text)}
          />
        )}
      </Field>
      <Field
        label="Connections"
        problem={problems["connections"] ?? ""}
        hint="Their standard variables are in the script's environment, masked in the log."
      >
        {() => (
          <ListField
            label="Connections"
            value={fields.get("connections")}
            isOneOrMany
            onChange={(value) => fields.set(["connections"], value)}
          />
        )}
      </Field>
      <Field label="Packages" problem={problems["packages"] ?? ""} hint="Python packages, such as polars==2.*">
        {() => (
          <ListField
            label="Packages"
            value={fields.get("packages")}
            isOneOrMany
            onChange={(value) => fields.set(["packages"], value)}
          />
        )}
      </Field>
      <Field label="Environment" problem={problems["env"] ?? ""}>
        {() => (
          <MapField label="Environment" value={fields.get("env")} onChange={(value) => fields.set(["env"], value)} />
        )}
      </Field>
    </>
  );
}

function SubWorkflowForm({ task }: { task: GraphTask }): ReactElement {
  const { workflow } = useBuilder();
  const fields = useTaskFields(task);
  const problems = useContext(FieldProblems);
  const { data } = useWorkflows();
  const others = (data?.pages ?? []).flatMap((page) => page.items).filter((each) => each.id !== workflow);
  const now = fields.text("workflow");
  const options = others.map((each) => ({ value: each.id, label: each.id }));
  if (now && !options.some((each) => each.value === now)) options.push({ value: now, label: now });
  return (
    <>
      <Field
        label="Workflow"
        isRequired
        problem={problems["workflow"] ?? ""}
        hint="It is run and waited for; its outputs are this task's."
      >
        {({ id }) => (
          <Select
            id={id}
            data={options}
            searchable
            value={now || null}
            placeholder="Choose a workflow"
            onChange={(value) => fields.set(["workflow"], value ?? "")}
          />
        )}
      </Field>
      {now ? (
        <Link to="/workflows/$id" params={{ id: now }} className="link row">
          Open {now}
          <Icon name="right" size={12} />
        </Link>
      ) : null}
      <Field label="Inputs" problem={problems["with"] ?? ""} hint="Left out, each takes its default.">
        {() => <MapField label="Inputs" value={fields.get("with")} onChange={(value) => fields.set(["with"], value)} />}
      </Field>
    </>
  );
}

function GroupForm({ task }: { task: GraphTask }): ReactElement {
  const { setScope, state } = useBuilder();
  const inner = state.graph[task.section].filter((each) => each.parent === task.path);
  return (
    <>
      <p className="t2">Its tasks run together{task.foreach ? ", once for each item" : ""}.</p>
      <ul className="inner-list">
        {inner.map((each) => (
          <li key={each.path} className="mono">
            {each.id}
          </li>
        ))}
      </ul>
      <button type="button" className="btn s" onClick={() => setScope(taskKey(task))}>
        <Icon name="subworkflow" size={14} />
        Open the group
      </button>
    </>
  );
}
