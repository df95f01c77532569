import { Menu, Tooltip } from "@mantine/core";
import { useStore, ViewportPortal } from "@xyflow/react";
import type { ReactElement } from "react";

import { sayKey } from "@/app/keys";
import { Icon, type IconName } from "@/components/Icon";
import { useBuilder } from "@/features/builder/context";

export interface MoreAct {
  label: string;
  keyName?: string;
  run: () => void;
}

export interface SelectionBarProps {
  onRun: () => void;
  onDuplicate: () => void;
  onAddAfter: () => void;
  more: MoreAct[];
}

/** Above the selected node: run, duplicate, add after, more. */
export function SelectionBar({ onRun, onDuplicate, onAddAfter, more }: SelectionBarProps): ReactElement | null {
  const { selection, layout, isReadOnly } = useBuilder();
  const zoom = useStore((store) => store.transform[2]);
  const key = selection.nodes[0];
  const at = key === undefined ? undefined : layout.positions[key];
  if (!at || selection.nodes.length !== 1 || isReadOnly) return null;
  return (
    <ViewportPortal>
      <div
        className="float selbar nodrag nopan"
        role="toolbar"
        aria-label="The selected task"
        style={{ transform: `translate(${at.x}px, ${at.y - 8}px) scale(${1 / zoom}) translateY(-100%)` }}
      >
        <BarButton icon="play" label={`Run from here, ${sayKey("mod+enter")}`} onClick={onRun} />
        <BarButton icon="copy" label={`Duplicate, ${sayKey("mod+d")}`} onClick={onDuplicate} />
        <BarButton icon="plus" label={`Add after, ${sayKey("a")}`} onClick={onAddAfter} />
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <button type="button" className="btn g s ico" aria-label="More">
              <Icon name="more" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((act) => (
              <Menu.Item
                key={act.label}
                onClick={act.run}
                rightSection={act.keyName ? <kbd>{sayKey(act.keyName)}</kbd> : null}
              >
                {act.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </ViewportPortal>
  );
}

function BarButton({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }): ReactElement {
  return (
    <Tooltip label={label}>
      <button type="button" className="btn g s ico" aria-label={label} onClick={onClick}>
        <Icon name={icon} size={14} />
      </button>
    </Tooltip>
  );
}
