import { SegmentedControl, Select, Switch } from "@mantine/core";
import { useContext, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useBuilder } from "@/features/builder/context";
import { MatrixField } from "@/features/builder/inspector/MatrixField";
import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { ExpressionInput } from "@/form/ExpressionInput";
import { FieldProblems } from "@/form/expression-context";
import { Field } from "@/form/Field";
import { ListField } from "@/form/ListField";
import { TextField } from "@/form/TextField";
import { connect, removeEdges, setCondition, setJoin } from "@/graph/commands";
import { conditionLabel, parseCondition } from "@/graph/condition";
import { edgeId, isRecord, siblingKey } from "@/graph/model";
import { isExpression } from "@/form/checks";
import { findTask, taskKey, type GraphTask } from "@/graph/source";

/** When it runs: its edges and their join, a condition, and for which items. */
export function FlowTab({ task }: { task: GraphTask }): ReactElement {
  const fields = useTaskFields(task);
  const problems = useContext(FieldProblems);
  return (
    <>
      <Needs task={task} problem={problems["needs"] ?? problems["join"] ?? ""} />
      <Field
        label="When"
        problem={problems["when"] ?? ""}
        hint="A condition, tested last; if it is false the task is skipped."
      >
        {({ id }) => (
          <ExpressionInput
            id={id}
            label="When"
            value={fields.text("when")}
            isBare
            placeholder="{{ inputs.rows > 0 }}"
            onCommit={(text) => fields.set(["when"], text || undefined)}
          />
        )}
      </Field>
      <ForEach task={task} problem={problems["foreach"] ?? ""} />
      <Field label="After a failure">
        {() => (
          <Switch
            label="The run may succeed though this failed"
            checked={task.allow_failure === true}
            onChange={(event) => fields.set(["allow_failure"], event.currentTarget.checked || undefined)}
          />
        )}
      </Field>
      <Field label="After a cancel">
        {() => (
          <Switch
            label="Runs even when the run is cancelled"
            checked={task.always === true}
            onChange={(event) => fields.set(["always"], event.currentTarget.checked || undefined)}
          />
        )}
      </Field>
      <Field label="Off">
        {() => (
          <Switch
            label="Skip it for now"
            checked={task.disabled === true}
            onChange={(event) => fields.set(["disabled"], event.currentTarget.checked || undefined)}
          />
        )}
      </Field>
    </>
  );
}

function Needs({ task, problem }: { task: GraphTask; problem: string }): ReactElement {
  const { model, act } = useBuilder();
  const key = taskKey(task);
  const needed = new Set(task.needs.map((need) => siblingKey(task, need.task)));
  const others = model.nodes.filter(
    (node) => node.key !== key && node.section === task.section && !needed.has(node.key),
  );
  return (
    <Field
      label="Needs"
      problem={problem}
      hint={task.needs.length === 0 ? "Nothing: it starts with the run." : undefined}
    >
      {() => (
        <div className="list">
          {task.needs.map((need) => (
            <NeedRow key={need.task} task={task} need={need} />
          ))}
          <Select
            data={others.map((node) => ({ value: node.key, label: node.task.id }))}
            value={null}
            placeholder="Add an edge from …"
            searchable
            aria-label="Add an edge from"
            nothingFoundMessage="No other task here"
            onChange={(from) => from && void act(connect(from, key, "success"))}
          />
          {task.needs.length > 1 ? <Join task={task} /> : null}
        </div>
      )}
    </Field>
  );
}

function NeedRow({ task, need }: { task: GraphTask; need: GraphTask["needs"][number] }): ReactElement {
  const { state, act } = useBuilder();
  const from = siblingKey(task, need.task);
  const edge = edgeId(from, taskKey(task));
  const labels = findTask(state.graph, from)?.switch_labels ?? [];
  const data = [
    ...labels.map((label) => ({ value: `label:${label}`, label })),
    ...["success", "failed", "completed"].map((kind) => ({ value: kind, label: kind })),
  ];
  if (!data.some((each) => each.value === need.condition))
    data.push({ value: need.condition, label: conditionLabel(parseCondition(need.condition)) });
  return (
    <div className="row list-row">
      <span className="grow cut m">{need.task}</span>
      <Select
        w={128}
        data={data}
        value={need.condition}
        allowDeselect={false}
        aria-label={`Condition of ${need.task}`}
        onChange={(said) => said && void act(setCondition(edge, parseCondition(said)))}
      />
      <IconButton label={`Remove the edge from ${need.task}`} onClick={() => void act(removeEdges([edge]))}>
        <Icon name="close" size={14} />
      </IconButton>
    </div>
  );
}

function Join({ task }: { task: GraphTask }): ReactElement {
  const { act } = useBuilder();
  const now = String(task.join ?? "all");
  const isCount = /^\d+$/.test(now);
  return (
    <div className="row join-row">
      <Icon name="join" size={14} />
      <SegmentedControl
        size="xs"
        aria-label="Join"
        data={[
          { value: "all", label: "All" },
          { value: "any", label: "Any" },
          { value: "branch", label: "Branch" },
          { value: "count", label: "Count" },
        ]}
        value={isCount ? "count" : now}
        onChange={(join) =>
          void act(setJoin(taskKey(task), join === "count" ? Math.max(2, task.needs.length - 1) : join))
        }
      />
      {isCount ? (
        <span className="join-count">
          <TextField
            label="How many edges"
            value={now}
            isNumber
            onCommit={(text) => /^[1-9]\d*$/.test(text) && void act(setJoin(taskKey(task), Number(text)))}
          />
          <span className="t3 sm nowrap">of {task.needs.length}</span>
        </span>
      ) : null}
    </div>
  );
}

function ForEach({ task, problem }: { task: GraphTask; problem: string }): ReactElement {
  const fields = useTaskFields(task);
  const written = fields.get("foreach");
  if (written === undefined) {
    return (
      <Field label="For each" problem={problem} hint="Run once for each item of a list.">
        {() => (
          <button
            type="button"
            className="btn s fold-more"
            onClick={() => fields.set(["foreach"], { items: ["a", "b"] })}
          >
            <Icon name="foreach" size={14} />
            Run for each item
          </button>
        )}
      </Field>
    );
  }
  return <ForEachForm task={task} written={written} problem={problem} />;
}

function ForEachForm({ task, written, problem }: { task: GraphTask; written: unknown; problem: string }): ReactElement {
  const fields = useTaskFields(task);
  const isBlock = isRecord(written);
  const items = isBlock ? written["items"] : written;
  const hasMatrix = isBlock && written["matrix"] !== undefined;
  const setItems = (value: unknown) => fields.set(isBlock ? ["foreach", "items"] : ["foreach"], value ?? []);
  const set = (key: string, value: unknown) =>
    isBlock ? fields.set(["foreach", key], value) : fields.set(["foreach"], { items, [key]: value });
  return (
    <>
      <Field
        label="For each"
        problem={problem}
        hint="The item is {{ item }} in every field."
        aside={
          <button type="button" className="linkbtn sm" onClick={() => fields.set(["foreach"], undefined)}>
            Remove
          </button>
        }
      >
        {({ id }) =>
          hasMatrix ? (
            <MatrixField
              value={isRecord(written["matrix"]) ? written["matrix"] : {}}
              onChange={(value) => fields.set(["foreach", "matrix"], value)}
            />
          ) : isExpression(items) ? (
            <ExpressionInput id={id} label="Items" value={items} onCommit={(text) => setItems(text)} />
          ) : (
            <ListField label="Items" value={items} onChange={setItems} />
          )
        }
      </Field>
      {hasMatrix ? null : (
        <>
          <button
            type="button"
            className="linkbtn sm"
            onClick={() => setItems(isExpression(items) ? ["a", "b"] : "{{ inputs.items }}")}
          >
            {isExpression(items) ? "Write a list instead" : "Take the items from an expression"}
          </button>
          <button
            type="button"
            className="linkbtn sm"
            onClick={() =>
              fields.set(["foreach"], { matrix: { one: isExpression(items) ? ["a"] : items, two: ["x", "y"] } })
            }
          >
            Combine several lists
          </button>
        </>
      )}
      <Field label="At most at once">
        {({ id }) => (
          <TextField
            id={id}
            label="At most at once"
            isNumber
            value={fields.text("foreach", "max_parallel")}
            placeholder="no limit"
            onCommit={(text) => set("max_parallel", text ? Number(text) : undefined)}
          />
        )}
      </Field>
      <Field label="Key" hint="Names an item; results and reruns go by it.">
        {({ id }) => (
          <ExpressionInput
            id={id}
            label="Key"
            value={fields.text("foreach", "key")}
            placeholder="{{ item }}"
            onCommit={(text) => set("key", text || undefined)}
          />
        )}
      </Field>
      <Field label="After an item failed">
        {() => (
          <SegmentedControl
            size="xs"
            data={[
              { value: "continue", label: "Go on" },
              { value: "stop", label: "Stop" },
            ]}
            value={fields.text("foreach", "on_item_failure") || "continue"}
            onChange={(value) => set("on_item_failure", value === "continue" ? undefined : value)}
          />
        )}
      </Field>
      <Field label="May fail" hint="A number of items such as 3, or a share such as 5%.">
        {({ id }) => (
          <TextField
            id={id}
            label="May fail"
            value={fields.text("foreach", "tolerate")}
            placeholder="none"
            onCommit={(text) => set("tolerate", text === "" ? undefined : /^\d+$/.test(text) ? Number(text) : text)}
          />
        )}
      </Field>
    </>
  );
}
