import { Button, Modal, TextInput } from "@mantine/core";
import { type ReactElement, useState } from "react";

import { ApiProblem } from "@/api/client";
import { type Kept, removeKept } from "@/api/connections";
import { Failed } from "@/components/PanelState";
import { UsedIn } from "@/components/UsedIn";

export interface RemoveDialogProps {
  kind: Kept;
  name: string;
  usedIn: string[];
  onClose: () => void;
  onRemoved?: () => void;
}

/** Delete a connection, a secret or a variable; where workflows use it, only with its name typed. */
export function RemoveDialog({ kind, name, usedIn, onClose, onRemoved }: RemoveDialogProps): ReactElement {
  const noun = kind.slice(0, -1);
  const [users, setUsers] = useState(usedIn);
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isUsed = users.length > 0;
  async function go(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await removeKept(kind, name, isUsed);
      onRemoved?.();
      onClose();
    } catch (problem) {
      const found = usersOf(problem);
      if (found.length > 0) setUsers(found);
      else setError(problem);
      setBusy(false);
    }
  }
  return (
    <Modal opened onClose={onClose} title={`Delete the ${noun} ${name}?`}>
      <div className="form-stack">
        {isUsed ? (
          <>
            <div className="t2">
              Used in <UsedIn workflows={users} />. Their tasks fail until it is set again.
            </div>
            <TextInput
              label={`Type ${name} to delete it all the same`}
              data-autofocus
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </>
        ) : (
          <div className="t2">No workflow uses it. What it holds can't be brought back.</div>
        )}
        {error ? <Failed title="It was not deleted" error={error} /> : null}
        <div className="row form-end">
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="filled"
            color="danger"
            loading={isBusy}
            disabled={isUsed && typed !== name}
            onClick={() => void go()}
          >
            Delete the {noun}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** The workflows that a refusal names. */
function usersOf(problem: unknown): string[] {
  if (!(problem instanceof ApiProblem) || problem.status !== 409) return [];
  const current = problem.body.current as { used_in?: { workflow: string }[] } | null;
  return (current?.used_in ?? []).map((one) => one.workflow);
}
