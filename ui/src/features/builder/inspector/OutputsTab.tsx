import { useContext, type ReactElement } from "react";

import { CopyId } from "@/components/CopyId";
import { useBuilder } from "@/features/builder/context";
import { FilesFields } from "@/features/builder/inspector/FilesFields";
import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { useBlueprint } from "@/features/builder/useBlueprint";
import { FieldProblems } from "@/form/expression-context";
import { Field } from "@/form/Field";
import { MapField } from "@/form/MapField";
import { isRecord } from "@/graph/model";
import { outputNames, type GraphTask } from "@/graph/source";

/** What it gives to the tasks after it, and how they name it. */
export function OutputsTab({ task }: { task: GraphTask }): ReactElement {
  const fields = useTaskFields(task);
  const { isReadOnly } = useBuilder();
  const problems = useContext(FieldProblems);
  const problem = problems["outputs"] ?? "";
  const { data } = useBlueprint(task.kind === "uses" ? task.uses : null);
  const properties = isRecord(data?.output_schema?.["properties"]) ? data.output_schema["properties"] : {};
  const names = [...new Set([...outputNames(task), ...Object.keys(properties)])];
  const canDeclare = task.kind === "run" || task.kind === "tasks";
  return (
    <>
      {canDeclare && !isReadOnly ? (
        <Field
          label="Declared outputs"
          problem={problem}
          hint={
            task.kind === "run"
              ? "A name and its type: string, integer, number, boolean, list, json."
              : "A name and its value."
          }
        >
          {() => (
            <MapField
              label="Declared outputs"
              value={fields.get("outputs")}
              onChange={(value) => fields.set(["outputs"], value)}
            />
          )}
        </Field>
      ) : null}
      {names.length === 0 ? (
        <p className="t2">It declares no outputs. Other tasks can still read what it gives, with a `default()`.</p>
      ) : null}
      <ul className="outputs">
        {names.map((name) => {
          const known = isRecord(properties[name]) ? properties[name] : {};
          return (
            <li key={name}>
              <span className="mono m">{name}</span> <span className="t3 sm">{String(known["type"] ?? "")}</span>
              {known["description"] ? <div className="t2 sm">{String(known["description"])}</div> : null}
              <CopyId value={`{{ tasks.${task.id}.outputs.${name} }}`} what="expression" />
            </li>
          );
        })}
      </ul>
      <FilesFields task={task} problem={problems["files"]} />
    </>
  );
}
