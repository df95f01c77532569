import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import { useAllActions } from "@/app/actions";
import { sayKey } from "@/app/keys";

export interface ActionTipProps {
  /** The action that the control stands for; its key is named, and why it is off. */
  action: string;
  /** What it does, where that is more than its title. */
  label?: string;
  children: ReactElement;
}

/** A tooltip from the action behind a control, so that button, palette and key say the same. */
export function ActionTip({ action, label, children }: ActionTipProps): ReactElement {
  const found = useAllActions().find((one) => one.id === action);
  const words = label ?? found?.title ?? "";
  const keyed = found?.key ? `${words}, ${sayKey(found.key)}` : words;
  return (
    <Tooltip label={found?.off ? `${keyed}. ${found.off}` : keyed} disabled={!keyed}>
      {/* A control that is off hears no pointer; what is around it does. */}
      <span className="tipped">{children}</span>
    </Tooltip>
  );
}
