import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, type ReactNode, useState } from "react";

import { Failed } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";

interface Props {
  noun: "secret" | "variable";
  /** The one that is changed; null: a new one. */
  changed: { name: string; used_in: string[] } | null;
  /** How a new one may be called. */
  naming: { placeholder: string; clean: (typed: string) => string; problemOf: (name: string) => string };
  /** Names that are taken. */
  taken: string[];
  /** Whether the value may be saved as it is. */
  isGood: boolean;
  save: (name: string) => Promise<unknown>;
  onClose: () => void;
  /** The fields of the value; told whether somebody tried to save. */
  children: (isTried: boolean) => ReactNode;
}

/** The form that sets a secret or a variable of the store. */
export function SetDialog(props: Props): ReactElement {
  const { noun, changed, naming, taken, isGood, save, onClose, children } = props;
  const [name, setName] = useState(changed?.name ?? "");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isTaken = !changed && taken.includes(name);
  const wrong = changed ? "" : naming.problemOf(name);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (isTaken || wrong || !isGood) return;
    setBusy(true);
    setError(null);
    try {
      await save(name);
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  }
  return (
    <Modal opened onClose={onClose} title={changed ? `The ${noun} ${changed.name}` : `New ${noun}`}>
      <form className="form-stack" noValidate onSubmit={(event) => void submit(event)}>
        {changed ? (
          <div className="t2">
            Used in <UsedIn workflows={changed.used_in} />. Tasks that start from now on read the new value.
          </div>
        ) : (
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            placeholder={naming.placeholder}
            styles={{ input: { fontFamily: "var(--mono)" } }}
            value={name}
            error={(isTaken ? `There is a ${noun} ${name} already. Change that one.` : isTried && wrong) || undefined}
            onChange={(event) => setName(naming.clean(event.currentTarget.value))}
          />
        )}
        {children(isTried)}
        {error ? <Failed title={`The ${noun} was not set`} error={error} /> : null}
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
