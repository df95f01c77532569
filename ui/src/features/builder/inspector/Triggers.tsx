import { Menu } from "@mantine/core";
import type { ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { ScheduleFields } from "@/features/builder/inspector/ScheduleFields";
import { textOf, type PartProps } from "@/features/builder/inspector/top";
import { Field } from "@/form/Field";
import { TextField } from "@/form/TextField";
import { isRecord } from "@/graph/model";
import { freeName } from "@/graph/names";

const TRIGGERS: { type: string; says: string; first: Record<string, unknown> }[] = [
  { type: "schedule", says: "at times", first: { type: "schedule", cron: "0 6 * * *" } },
  { type: "webhook", says: "by a request", first: { type: "webhook" } },
  { type: "workflow", says: "after another workflow", first: { type: "workflow", workflow: "" } },
  { type: "asset", says: "when data is new", first: { type: "asset", assets: ["warehouse/table"] } },
  { type: "api", says: "by a program", first: { type: "api" } },
];

/** What starts runs. */
export function Triggers({ top, set }: PartProps): ReactElement {
  const triggers = isRecord(top["triggers"]) ? Object.entries(top["triggers"]) : [];
  const taken = new Set(triggers.map(([name]) => name));
  return (
    <>
      {triggers.length === 0 ? (
        <p className="t2">Nothing starts it but a person. A trigger starts runs by itself.</p>
      ) : null}
      {triggers.map(([name, trigger]) => (
        <TriggerCard key={name} name={name} trigger={isRecord(trigger) ? trigger : {}} set={set} />
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className="btn s fold-more">
            <Icon name="plus" size={14} />
            Add a trigger
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {TRIGGERS.map(({ type, says, first }) => (
            <Menu.Item
              key={type}
              onClick={() => set(["triggers", freeName(type === "schedule" ? "daily" : `on_${type}`, taken)], first)}
            >
              {type} <span className="t3 sm">{says}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function TriggerCard({
  name,
  trigger,
  set,
}: {
  name: string;
  trigger: Record<string, unknown>;
  set: PartProps["set"];
}): ReactElement {
  const at = (key: string) => ["triggers", name, key];
  const line = (key: string, label: string, placeholder: string) => (
    <Field label={label}>
      {({ id }) => (
        <TextField
          id={id}
          label={`${label} of ${name}`}
          value={textOf(trigger[key])}
          placeholder={placeholder}
          onCommit={(text) => set(at(key), text || undefined)}
        />
      )}
    </Field>
  );
  return (
    <div className="check">
      <div className="row">
        <b className="m mono grow cut">{name}</b>
        <span className="tag">{textOf(trigger["type"])}</span>
        <IconButton label={`Remove the trigger ${name}`} onClick={() => set(["triggers", name], undefined)}>
          <Icon name="close" size={14} />
        </IconButton>
      </div>
      {trigger["type"] === "schedule" ? (
        <ScheduleFields name={name} trigger={trigger} set={(key, value) => set(at(key), value)} />
      ) : null}
      {trigger["type"] === "workflow" ? line("workflow", "Workflow", "id of the other workflow") : null}
      {trigger["paused"] === true ? (
        <button type="button" className="btn s" onClick={() => set(at("paused"), undefined)}>
          <Icon name="play" size={14} />
          Resume it
        </button>
      ) : (
        <button type="button" className="linkbtn sm" onClick={() => set(at("paused"), true)}>
          Pause it
        </button>
      )}
    </div>
  );
}
