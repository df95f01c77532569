import { Select } from "@mantine/core";
import { useState, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useBuilder } from "@/features/builder/context";
import { DeadlineFields } from "@/features/builder/inspector/DeadlineFields";
import { DefaultsFields } from "@/features/builder/inspector/DefaultsFields";
import { textOf, type PartProps } from "@/features/builder/inspector/top";
import { Triggers } from "@/features/builder/inspector/Triggers";
import { useExpressionHelp } from "@/features/builder/useExpressionHelp";
import { durationProblem } from "@/form/checks";
import { ExpressionInput } from "@/form/ExpressionInput";
import { Expressions } from "@/form/expression-context";
import { Field } from "@/form/Field";
import { ListField } from "@/form/ListField";
import { MapField } from "@/form/MapField";
import { TextField } from "@/form/TextField";
import { setAt } from "@/graph/commands";
import { isRecord } from "@/graph/model";
import { freeName } from "@/graph/names";

type TabName = "about" | "inputs" | "starts" | "outputs";
const TABS: { name: TabName; title: string }[] = [
  { name: "about", title: "About" },
  { name: "inputs", title: "Inputs" },
  { name: "starts", title: "Triggers" },
  { name: "outputs", title: "Outputs" },
];

/** The workflow itself, where no task is selected. */
export function WorkflowTab({ onClose }: { onClose: () => void }): ReactElement {
  const { workflow, draft, state, file, act, isReadOnly } = useBuilder();
  const [tab, setTab] = useState<TabName>("about");
  const help = useExpressionHelp(workflow, draft, null, null);
  const { top } = state;
  const set = (path: (string | number)[], value: unknown) => void act(setAt(path, value));
  return (
    <Expressions.Provider value={help}>
      <div className="hd">
        <span className="ic">
          <Icon name="workflow" />
        </span>
        <div className="grow">
          <div className="b cut">{String(top["name"] ?? workflow)}</div>
          <div className="sm t3 cut mono">{file}</div>
        </div>
        <IconButton label="Close the inspector, Esc" onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </div>
      <div className="tabs" role="tablist">
        {TABS.map(({ name, title }) => (
          <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setTab(name)}>
            {title}
          </button>
        ))}
      </div>
      <fieldset className="form" disabled={isReadOnly} role="tabpanel">
        {tab === "about" ? <About top={top} set={set} /> : null}
        {tab === "inputs" ? <Inputs top={top} set={set} /> : null}
        {tab === "starts" ? <Triggers top={top} set={set} /> : null}
        {tab === "outputs" ? (
          <Field label="Outputs of a run" hint="Names with expressions over its tasks.">
            {() => <MapField label="Outputs" value={top["outputs"]} onChange={(value) => set(["outputs"], value)} />}
          </Field>
        ) : null}
      </fieldset>
    </Expressions.Provider>
  );
}

function About({ top, set }: PartProps): ReactElement {
  const line = (key: string, label: string, hint?: string, placeholder = "") => (
    <Field label={label} hint={hint}>
      {({ id }) => (
        <TextField
          id={id}
          label={label}
          value={textOf(top[key])}
          placeholder={placeholder}
          onCommit={(text) => set([key], text || undefined)}
        />
      )}
    </Field>
  );
  const concurrency = isRecord(top["concurrency"]) ? top["concurrency"] : {};
  const timeout = textOf(top["timeout"]);
  return (
    <>
      {line("name", "Name", "A label; the id is the file's name.")}
      {line("description", "Description")}
      {line("owner", "Owner", "The person or team that answers for it.")}
      <Field label="Tags">
        {() => <ListField label="Tags" value={top["tags"]} isOneOrMany onChange={(value) => set(["tags"], value)} />}
      </Field>
      <Field label="Runs at a time">
        {({ id }) => (
          <TextField
            id={id}
            label="Runs at a time"
            isNumber
            value={textOf(concurrency["limit"])}
            placeholder="no limit"
            onCommit={(text) =>
              text === "" ? set(["concurrency"], undefined) : set(["concurrency", "limit"], Number(text))
            }
          />
        )}
      </Field>
      {concurrency["limit"] === undefined ? null : (
        <Field label="One more run">
          {() => (
            <Select
              data={[
                { value: "queue", label: "waits" },
                { value: "skip", label: "is skipped" },
                { value: "cancel_oldest", label: "cancels the oldest" },
                { value: "fail", label: "fails" },
              ]}
              value={textOf(concurrency["on_limit"]) || "queue"}
              allowDeselect={false}
              onChange={(value) => set(["concurrency", "on_limit"], value)}
              aria-label="One more run"
            />
          )}
        </Field>
      )}
      <Field label="Timeout" hint="The longest that a run may take." problem={timeout ? durationProblem(timeout) : ""}>
        {({ id }) => (
          <TextField
            id={id}
            label="Timeout"
            value={timeout}
            placeholder="none"
            onCommit={(text) => set(["timeout"], text || undefined)}
          />
        )}
      </Field>
      <DeadlineFields value={top["deadline"]} set={(path, value) => set(["deadline", ...path], value)} />
      <DefaultsFields top={top} set={set} />
      <Notifications top={top} set={set} />
    </>
  );
}

function Notifications({ top, set }: PartProps): ReactElement {
  const rules = Array.isArray(top["notifications"]) ? (top["notifications"] as Record<string, unknown>[]) : [];
  return (
    <Field label="Notifications" hint="Who is told about what.">
      {() => (
        <div className="list">
          {rules.map((rule, at) => (
            <div key={at} className="row list-row">
              <div className="grow">
                <TextField
                  label={`Events of rule ${at + 1}`}
                  value={textOf(Array.isArray(rule["events"]) ? rule["events"].join(", ") : rule["events"])}
                  placeholder="failed, late"
                  onCommit={(text) =>
                    set(
                      ["notifications", at, "events"],
                      text
                        .split(",")
                        .map((each) => each.trim())
                        .filter(Boolean),
                    )
                  }
                />
              </div>
              <div className="grow">
                <TextField
                  label={`Channel of rule ${at + 1}`}
                  value={textOf(rule["channel"])}
                  placeholder="channel"
                  onCommit={(text) => set(["notifications", at, "channel"], text)}
                />
              </div>
              <IconButton label={`Remove rule ${at + 1}`} onClick={() => set(["notifications", at], undefined)}>
                <Icon name="close" size={14} />
              </IconButton>
            </div>
          ))}
          <button
            type="button"
            className="btn g s fold-more"
            onClick={() => set(["notifications"], [...rules, { events: ["failed"], channel: "" }])}
          >
            <Icon name="plus" size={14} />
            Tell a channel
          </button>
        </div>
      )}
    </Field>
  );
}

const INPUT_TYPES = [
  "string",
  "text",
  "integer",
  "number",
  "boolean",
  "date",
  "datetime",
  "duration",
  "select",
  "multiselect",
  "json",
  "file",
  "list",
  "connection",
  "secret",
];

function Inputs({ top, set }: PartProps): ReactElement {
  const inputs = isRecord(top["inputs"]) ? Object.entries(top["inputs"]) : [];
  return (
    <>
      {inputs.length === 0 ? (
        <p className="t2">A run asks for nothing yet. Inputs are typed values that a run is started with.</p>
      ) : null}
      {inputs.map(([name, input]) => (
        <InputCard key={name} name={name} input={input} set={set} />
      ))}
      <button
        type="button"
        className="btn s fold-more"
        onClick={() =>
          set(["inputs", freeName("input", new Set(inputs.map(([name]) => name)))], { type: "string", default: "" })
        }
      >
        <Icon name="plus" size={14} />
        Add an input
      </button>
    </>
  );
}

function InputCard({ name, input, set }: { name: string; input: unknown; set: PartProps["set"] }): ReactElement {
  const block = isRecord(input) ? input : { type: String(input) };
  const put = (key: string, value: unknown) =>
    isRecord(input) ? set(["inputs", name, key], value) : set(["inputs", name], { ...block, [key]: value });
  return (
    <div className="check">
      <div className="row">
        <b className="m mono grow cut">{name}</b>
        <Select
          w={130}
          data={INPUT_TYPES}
          value={textOf(block["type"])}
          allowDeselect={false}
          aria-label={`Type of ${name}`}
          onChange={(type) => put("type", type)}
        />
        <IconButton label={`Remove the input ${name}`} onClick={() => set(["inputs", name], undefined)}>
          <Icon name="close" size={14} />
        </IconButton>
      </div>
      <Field label="Default">
        {({ id }) => (
          <ExpressionInput
            id={id}
            label={`Default of ${name}`}
            value={
              typeof block["default"] === "string"
                ? block["default"]
                : block["default"] === undefined
                  ? ""
                  : JSON.stringify(block["default"])
            }
            onCommit={(text) => put("default", text === "" ? undefined : asType(text, String(block["type"])))}
          />
        )}
      </Field>
      <Field label="Description">
        {({ id }) => (
          <TextField
            id={id}
            label={`Description of ${name}`}
            value={textOf(block["description"])}
            onCommit={(text) => put("description", text || undefined)}
          />
        )}
      </Field>
    </div>
  );
}

function asType(text: string, type: string): unknown {
  if (text.includes("{{") || !["integer", "number", "boolean", "list", "json", "multiselect"].includes(type))
    return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
