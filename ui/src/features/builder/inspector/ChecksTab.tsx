import { Menu, SegmentedControl } from "@mantine/core";
import { useContext, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useBuilder } from "@/features/builder/context";
import { newCheck, CHECK_KINDS, ruleOf } from "@/features/builder/inspector/rules";
import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { FieldProblems } from "@/form/expression-context";
import { ListField } from "@/form/ListField";
import { MapField } from "@/form/MapField";
import { CodeField } from "@/form/CodeField";
import type { Command } from "@/graph/commands";
import { sourcePath, type GraphTask } from "@/graph/source";

/** Rules on the data it writes; a gate stops publication. */
export function ChecksTab({ task }: { task: GraphTask }): ReactElement {
  const { act } = useBuilder();
  const fields = useTaskFields(task);
  const problem = useContext(FieldProblems)["checks"];
  const found = fields.get("checks");
  const checks = Array.isArray(found) ? (found as Record<string, unknown>[]) : [];
  const path = [...sourcePath(task.section, task.path), "checks"];
  const add = (kind: string): Command => ({
    label: `add a check to ${task.id}`,
    operations: [{ op: "insert", path, index: checks.length, value: newCheck(kind) }],
  });
  const remove = (index: number): Command => ({
    label: `remove a check of ${task.id}`,
    operations: [{ op: "remove_item", path, index }],
  });
  return (
    <>
      {checks.length === 0 ? (
        <p className="t2">
          No rules yet. A check looks at the data this task writes; a gate keeps bad data from being published.
        </p>
      ) : null}
      {problem ? (
        <div className="err sm" role="alert">
          {problem}
        </div>
      ) : null}
      {checks.map((check, at) => (
        <CheckCard
          key={`${at}:${ruleOf(check).kind}`}
          check={check}
          onSet={(key, value) => fields.set(["checks", at, key], value)}
          onRemove={() => void act(remove(at))}
        />
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className="btn s fold-more">
            <Icon name="plus" size={14} />
            Add a check
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {CHECK_KINDS.map(({ kind, says }) => (
            <Menu.Item key={kind} onClick={() => void act(add(kind))}>
              <span className="mono">{kind}</span> <span className="t3 sm">{says}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function CheckCard({
  check,
  onSet,
  onRemove,
}: {
  check: Record<string, unknown>;
  onSet: (key: string, value: unknown) => void;
  onRemove: () => void;
}): ReactElement {
  const { kind, value } = ruleOf(check);
  return (
    <div className="check">
      <div className="row">
        <Icon name="shield" size={14} />
        <b className="m mono grow">{kind}</b>
        <SegmentedControl
          size="xs"
          aria-label="When it is broken"
          data={[
            { value: "gate", label: "Gate" },
            { value: "tell", label: "Only tell" },
          ]}
          value={check["gate"] === false ? "tell" : "gate"}
          onChange={(said) => onSet("gate", said === "tell" ? false : undefined)}
        />
        <IconButton label={`Remove the check ${kind}`} onClick={onRemove}>
          <Icon name="close" size={14} />
        </IconButton>
      </div>
      {kind === "not_null" || kind === "unique" ? (
        <ListField
          label="Columns"
          value={value}
          isOneOrMany
          placeholder="column"
          onChange={(next) => onSet(kind, next ?? [])}
        />
      ) : kind === "sql" ? (
        <CodeField label="Query" language="sql" rows={3} value={String(value)} onCommit={(text) => onSet(kind, text)} />
      ) : (
        <MapField label={kind} value={value} onChange={(next) => onSet(kind, next ?? {})} />
      )}
    </div>
  );
}
