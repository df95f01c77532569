import { Button, Modal } from "@mantine/core";
import { type ReactElement, type ReactNode, useState } from "react";

import { Failed } from "@/components/PanelState";

export interface ConfirmEffectProps {
  /** The question with its object: "Cancel the run of daily-finance?" */
  question: string;
  /** What will happen, and what stays. */
  effect: ReactNode;
  /** The two buttons name the acts: "Cancel the run", "Let it run". */
  confirm: string;
  keep: string;
  isDestructive?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** A question about an act that cannot be undone; where undo works there is no question. */
export function ConfirmEffect(props: ConfirmEffectProps): ReactElement {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function go(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await props.onConfirm();
      props.onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal opened onClose={props.onClose} title={props.question}>
      <div className="t2">{props.effect}</div>
      {error ? <Failed title="It was not done" error={error} /> : null}
      <div className="row" style={{ justifyContent: "flex-end", marginTop: 20 }}>
        <Button onClick={props.onClose}>{props.keep}</Button>
        <Button
          data-autofocus
          variant="filled"
          color={props.isDestructive ? "danger" : undefined}
          loading={isBusy}
          onClick={() => void go()}
        >
          {props.confirm}
        </Button>
      </div>
    </Modal>
  );
}
