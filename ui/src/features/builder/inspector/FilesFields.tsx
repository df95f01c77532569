import type { ReactElement } from "react";

import { useTaskFields } from "@/features/builder/inspector/useTaskField";
import { sizeProblem } from "@/form/checks";
import { Field } from "@/form/Field";
import { ListField } from "@/form/ListField";
import { TextField } from "@/form/TextField";
import type { GraphTask } from "@/graph/source";

/** Which files of an attempt are kept, and which it gets from the tasks before it. */
export function FilesFields({ task, problem }: { task: GraphTask; problem?: string | undefined }): ReactElement {
  const fields = useTaskFields(task);
  const most = fields.text("files", "max");
  const list = (key: string, label: string, hint: string, placeholder: string) => (
    <Field label={label} hint={hint} problem={key === "keep" ? problem : undefined}>
      {() => (
        <ListField
          label={label}
          value={fields.get("files", key)}
          placeholder={placeholder}
          isOneOrMany
          onChange={(value) => fields.set(["files", key], value)}
        />
      )}
    </Field>
  );
  return (
    <>
      {list("keep", "Files to keep", "All new and changed ones where nothing stands here.", "out/*.csv")}
      {list("ignore", "Files not to keep", "Patterns.", "*.tmp")}
      {list("from", "Files from", "Tasks whose files it gets; all it needs where nothing stands here.", "extract")}
      <Field label="At most" problem={most ? sizeProblem(most) : ""}>
        {({ id }) => (
          <TextField
            id={id}
            label="At most"
            value={most}
            placeholder="no limit of its own"
            onCommit={(text) => fields.set(["files", "max"], text || undefined)}
          />
        )}
      </Field>
    </>
  );
}
