import { Button, Modal } from "@mantine/core";
import type { ReactElement } from "react";

import { When } from "@/components/When";
import { useBuilder } from "@/features/builder/context";
import { DiffView } from "@/features/builder/DiffView";

/** The same draft was changed in another tab: neither is lost, one of them goes on. */
export function ElsewhereDialog(): ReactElement | null {
  const { keeper, keepStatus, state } = useBuilder();
  if (keepStatus.kind !== "elsewhere") return null;
  const { theirs } = keepStatus;
  return (
    <Modal opened onClose={() => keeper.goOn("mine")} title="This draft was changed in another tab" size={900}>
      <p className="t2">
        The other tab kept its draft {theirs ? <When at={theirs.updated_at} /> : null}. Go on with one of them; undo
        brings the other back.
      </p>
      {theirs ? (
        <DiffView before={theirs.text} after={state.text} beforeName="The other tab" afterName="This tab" />
      ) : null}
      <div className="row dialog-acts">
        <span className="grow" />
        <Button onClick={() => keeper.goOn("theirs")} disabled={!theirs}>
          Take the other tab’s
        </Button>
        <Button variant="filled" data-autofocus onClick={() => keeper.goOn("mine")}>
          Go on with this one
        </Button>
      </div>
    </Modal>
  );
}
