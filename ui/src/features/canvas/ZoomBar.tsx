import { Tooltip } from "@mantine/core";
import { useReactFlow, useStore } from "@xyflow/react";
import type { ReactElement } from "react";

import { Icon } from "@/components/Icon";
import type { Padding } from "@/features/canvas/fit";

/** Beside the builder's bar at the top and the zoom at the bottom. */
export const BELOW_BARS: Padding = { top: 72, bottom: 60, left: 36, right: 36 };

/** The whole graph, however small that makes it. */
export function fitOf({ top, bottom, left, right }: Padding) {
  const padding = { top: `${top}px`, bottom: `${bottom}px`, left: `${left}px`, right: `${right}px` } as const;
  return { padding, maxZoom: 1, minZoom: 0.25, duration: 200 };
}

export function ZoomBar({ padding }: { padding: Padding }): ReactElement {
  const flow = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="float zoombar" role="toolbar" aria-label="Zoom">
      <Tooltip label="Zoom out">
        <button
          type="button"
          className="btn g s ico"
          aria-label="Zoom out"
          onClick={() => void flow.zoomOut({ duration: 120 })}
        >
          <Icon name="minus" />
        </button>
      </Tooltip>
      <Tooltip label="Back to 100 %">
        <button
          type="button"
          className="zoom num"
          aria-label={`Zoom ${zoom} %, back to 100 %`}
          onClick={() => void flow.zoomTo(1, { duration: 120 })}
        >
          {zoom}%
        </button>
      </Tooltip>
      <Tooltip label="Zoom in">
        <button
          type="button"
          className="btn g s ico"
          aria-label="Zoom in"
          onClick={() => void flow.zoomIn({ duration: 120 })}
        >
          <Icon name="plus" />
        </button>
      </Tooltip>
      <span className="sep" />
      <Tooltip label="Zoom to fit, Shift 1">
        <button
          type="button"
          className="btn g s ico"
          aria-label="Zoom to fit"
          onClick={() => void flow.fitView(fitOf(padding))}
        >
          <Icon name="fit" />
        </button>
      </Tooltip>
    </div>
  );
}
