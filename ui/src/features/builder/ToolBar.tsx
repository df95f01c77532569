import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import { sayKey } from "@/app/keys";
import { Icon, type IconName } from "@/components/Icon";

export interface Tool {
  id: string;
  label: string;
  icon: IconName;
  keyName?: string;
  isOff?: boolean;
  run: () => void;
}

/** The floating bar at the top of the canvas; each tool says its key. */
export function ToolBar({
  groups,
  onRun,
  runOff,
}: {
  groups: Tool[][];
  onRun: () => void;
  runOff: string | null;
}): ReactElement {
  return (
    <div className="float toolbar" role="toolbar" aria-label="Edit the graph">
      {groups.map((tools, at) => (
        <span key={tools[0]?.id ?? at} className="row tools">
          {at > 0 ? <span className="sep" /> : null}
          {tools.map((tool) => (
            <ToolButton key={tool.id} tool={tool} />
          ))}
        </span>
      ))}
      <span className="sep" />
      <Tooltip label={runOff ?? "Run the selected task with the last outputs of what is before it"}>
        <button
          type="button"
          className="btn g s run-here"
          aria-disabled={runOff !== null}
          onClick={() => runOff === null && onRun()}
        >
          <Icon name="play" size={14} />
          Run from here
          <kbd>{sayKey("mod+enter")}</kbd>
        </button>
      </Tooltip>
    </div>
  );
}

function ToolButton({ tool }: { tool: Tool }): ReactElement {
  const said = tool.keyName ? `${tool.label}, ${sayKey(tool.keyName)}` : tool.label;
  return (
    <Tooltip label={said}>
      <button
        type="button"
        className="btn g s ico"
        aria-label={said}
        aria-disabled={tool.isOff === true}
        data-tool={tool.id}
        onClick={() => tool.isOff || tool.run()}
      >
        <Icon name={tool.icon} />
      </button>
    </Tooltip>
  );
}
