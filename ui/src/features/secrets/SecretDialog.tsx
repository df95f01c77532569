import { TextInput } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { type Secret, putSecret, useSecrets } from "@/api/connections";
import { SetDialog } from "@/features/shelf/SetDialog";
import { Field } from "@/form/Field";
import { SecretLine, SecretText } from "@/form/SecretField";

import "@/form/form.css";
import "@/features/connections/connections.css";

const good = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
const naming = {
  placeholder: "API_KEY",
  clean: (typed: string) => typed.replace(/[\s-]+/g, "_"),
  problemOf: (name: string) => (good.test(name) ? "" : "Letters, digits and _; a letter first, 100 at most."),
};

/** Set a new secret, or put another value in the place of one; empty, the value stays. */
export function SecretDialog({ secret, onClose }: { secret: Secret | null; onClose: () => void }): ReactElement {
  const [value, setValue] = useState("");
  const [description, setDescription] = useState(secret?.description ?? "");
  const [isLong, setLong] = useState(false);
  const taken = (useSecrets().data ?? []).filter((each) => each.is_editable).map((each) => each.name);
  const isGood = secret !== null || value !== "";
  const label = secret ? "New value" : "Value";
  const Entry = isLong ? SecretText : SecretLine;
  return (
    <SetDialog
      noun="secret"
      changed={secret}
      naming={naming}
      taken={taken}
      isGood={isGood}
      save={(name) => putSecret(name, { description, ...(value === "" ? {} : { value }) })}
      onClose={onClose}
    >
      {(isTried) => (
        <>
          <Field
            label={label}
            isRequired={!secret}
            hint={secret ? "Left empty, the value stays as it is." : "Sealed at once, and never shown again."}
            problem={isTried && !isGood ? "Value is needed." : ""}
            aside={
              <button type="button" className="btn g s" onClick={() => setLong(!isLong)}>
                {isLong ? "One line" : "Several lines"}
              </button>
            }
          >
            {({ id }) => <Entry id={id} label={label} value={value} onChange={setValue} />}
          </Field>
          <TextInput
            label="Description"
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </>
      )}
    </SetDialog>
  );
}
