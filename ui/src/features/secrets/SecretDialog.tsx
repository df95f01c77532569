import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";

import { type Secret, putSecret, useSecrets } from "@/api/connections";
import { Failed } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";
import { Field } from "@/form/Field";
import { SecretLine, SecretText } from "@/form/SecretField";

import "@/form/form.css";
import "@/features/connections/connections.css";

const good = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

/** Set a new secret, or put another value in the place of one; empty, the value stays. */
export function SecretDialog({ secret, onClose }: { secret: Secret | null; onClose: () => void }): ReactElement {
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [description, setDescription] = useState(secret?.description ?? "");
  const [isLong, setLong] = useState(false);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const taken = (useSecrets().data ?? []).some((each) => each.name === name && each.is_editable);
  const nameProblem = nameProblemOf(secret, name, taken, isTried);
  const valueProblem = isTried && !secret && value === "" ? "Value is needed." : "";
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (nameProblemOf(secret, name, taken, true) || (!secret && value === "")) return;
    setBusy(true);
    setError(null);
    try {
      await putSecret(name, { description, ...(value === "" ? {} : { value }) });
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  }
  const Entry = isLong ? SecretText : SecretLine;
  return (
    <Modal opened onClose={onClose} title={secret ? `The secret ${secret.name}` : "New secret"}>
      <form className="form-stack" noValidate onSubmit={(event) => void submit(event)}>
        {secret ? (
          <div className="t2">
            Used in <UsedIn workflows={secret.used_in} />. Tasks that start from now on read the new value.
          </div>
        ) : (
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            placeholder="API_KEY"
            styles={{ input: { fontFamily: "var(--mono)" } }}
            value={name}
            error={nameProblem || undefined}
            onChange={(event) => setName(event.currentTarget.value.replace(/[\s-]+/g, "_"))}
          />
        )}
        <Field
          label={secret ? "New value" : "Value"}
          isRequired={!secret}
          hint={secret ? "Left empty, the value stays as it is." : "Sealed at once, and never shown again."}
          problem={valueProblem}
          aside={
            <button type="button" className="btn g s" onClick={() => setLong(!isLong)}>
              {isLong ? "One line" : "Several lines"}
            </button>
          }
        >
          {({ id }) => <Entry id={id} label={secret ? "New value" : "Value"} value={value} onChange={setValue} />}
        </Field>
        <TextInput
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {error ? <Failed title="The secret was not set" error={error} /> : null}
        <div className="row form-end">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="filled" loading={isBusy}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function nameProblemOf(secret: Secret | null, name: string, isTaken: boolean, isTried: boolean): string {
  if (secret) return "";
  if (isTaken) return `There is a secret ${name} already. Change that one.`;
  return isTried && !good.test(name) ? "Letters, digits and _; a letter first, 100 at most." : "";
}
