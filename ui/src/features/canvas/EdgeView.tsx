import { EdgeLabelRenderer, type ConnectionLineComponentProps, type EdgeProps } from "@xyflow/react";
import { createContext, memo, useContext, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import type { FlowEdge } from "@/features/canvas/flow";
import { lineThrough } from "@/graph/route";

type LabelAct = (edge: string, anchor: HTMLElement) => void;

/** What a click on an edge's label does; nothing where the canvas is only looked at. */
export const EdgeLabelAct = createContext<LabelAct | null>(null);

type Tone = "n" | "sel" | "bad" | "ok" | "red" | "off";

function toneOf({ data, selected }: EdgeProps<FlowEdge>): Tone {
  if (selected) return "sel";
  if (data?.overlay === "taken") return data.edge.condition.kind === "failed" ? "red" : "ok";
  if (data?.overlay === "stopped") return "red";
  if (data?.overlay === "pruned") return "off";
  if (data?.edge.condition.kind === "failed") return "bad";
  return data?.isNear ? "sel" : "n";
}

function FlowEdgeView(props: EdgeProps<FlowEdge>): ReactElement | null {
  const { data, id, selected } = props;
  const act = useContext(EdgeLabelAct);
  if (!data?.route) return null;
  const { route, edge, overlay } = data;
  const tone = toneOf(props);
  const text = overlay === "pruned" && !edge.label ? "" : edge.label;
  const isFailed = edge.condition.kind === "failed";
  return (
    <>
      <path
        className={`e e-${tone}${selected ? " picked" : ""}`}
        d={route.path}
        markerEnd={route.dot ? undefined : `url(#arrow-${tone})`}
        data-edge={id}
      />
      {route.dot ? <circle className={`dot e-${tone}`} cx={route.dot.x} cy={route.dot.y} r={3} /> : null}
      <path className="react-flow__edge-interaction" d={route.path} fill="none" strokeOpacity={0} strokeWidth={18} />
      {text || (selected && act) ? (
        <EdgeLabelRenderer>
          <button
            type="button"
            className={`elabel nodrag nopan${isFailed ? " bad" : ""}${selected ? " sel" : ""}${overlay === "pruned" ? " off" : ""}`}
            style={{ transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` }}
            aria-label={`${edge.from} to ${edge.to}: ${edge.label || "success"}${act ? ", change" : ""}`}
            data-edge-label={id}
            disabled={!act}
            onClick={(event) => act?.(id, event.currentTarget)}
          >
            {isFailed ? <Icon name="close" size={12} /> : null}
            {text || "success"}
          </button>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
}

export const EdgeView = memo(FlowEdgeView);

const TONES: readonly Tone[] = ["n", "sel", "bad", "ok", "red", "off"];

/** The arrow heads, one a tone, for all edges of the canvas. */
export function Arrows(): ReactElement {
  return (
    <svg className="arrows" aria-hidden="true">
      <defs>
        {TONES.map((tone) => (
          <marker
            key={tone}
            id={`arrow-${tone}`}
            viewBox="0 0 8 8"
            refX="3"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
            markerUnits="userSpaceOnUse"
          >
            <path className={`head e-${tone}`} d="M1 .8 7.2 4 1 7.2z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}

/** The line that follows the pointer while an edge is drawn. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromHandle }: ConnectionLineComponentProps): ReactElement {
  const isDown = fromHandle.id === "bottom";
  const middle = (fromX + toX) / 2;
  const points = isDown
    ? [
        { x: fromX, y: fromY },
        { x: fromX, y: toY },
        { x: toX, y: toY },
      ]
    : [
        { x: fromX, y: fromY },
        { x: middle, y: fromY },
        { x: middle, y: toY },
        { x: toX, y: toY },
      ];
  return <path className={isDown ? "e e-bad" : "e e-sel"} d={lineThrough(points)} />;
}
