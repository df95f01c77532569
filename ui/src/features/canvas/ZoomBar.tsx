import { Tooltip } from "@mantine/core";
import { useReactFlow, useStore } from "@xyflow/react";
import type { ReactElement } from "react";

import { Icon } from "@/components/Icon";

export const FIT = {
  padding: { top: "72px", bottom: "60px", left: "36px", right: "36px" },
  maxZoom: 1,
  minZoom: 0.25,
  duration: 200,
} as const;

export function ZoomBar(): ReactElement {
  const flow = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="float zoombar" role="toolbar" aria-label="Zoom">
      <button
        type="button"
        className="btn g s ico"
        aria-label="Zoom out"
        onClick={() => void flow.zoomOut({ duration: 120 })}
      >
        <Icon name="minus" />
      </button>
      <button
        type="button"
        className="zoom num"
        aria-label={`Zoom ${zoom} %, back to 100 %`}
        onClick={() => void flow.zoomTo(1, { duration: 120 })}
      >
        {zoom}%
      </button>
      <button
        type="button"
        className="btn g s ico"
        aria-label="Zoom in"
        onClick={() => void flow.zoomIn({ duration: 120 })}
      >
        <Icon name="plus" />
      </button>
      <span className="sep" />
      <Tooltip label="Zoom to fit, Shift 1">
        <button type="button" className="btn g s ico" aria-label="Zoom to fit" onClick={() => void flow.fitView(FIT)}>
          <Icon name="fit" />
        </button>
      </Tooltip>
    </div>
  );
}
