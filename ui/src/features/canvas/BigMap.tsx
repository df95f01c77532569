import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef, type PointerEvent, type ReactElement } from "react";

import type { CanvasNode } from "@/features/canvas/flow";
import { boundsOf, toMap, type Box } from "@/features/canvas/map";
import { readPalette } from "@/timeline/palette";

const SIZE = { width: 142, height: 80 };

/** The whole graph as one drawn picture, where a node of its own for each task would take too long. */
export function BigMap({ nodes }: { nodes: readonly CanvasNode[] }): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  const flow = useReactFlow();
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  useEffect(() => {
    if (ref.current) drawMap(ref.current, nodes, view);
  });
  const goTo = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const at = toMap(boundsOf(nodes), SIZE).back(event.clientX - box.left, event.clientY - box.top);
    void flow.setCenter(at.x, at.y, { zoom });
  };
  return (
    <div className="react-flow__panel bottom right minimap">
      <canvas
        ref={ref}
        role="img"
        aria-label={`The whole graph, ${nodes.length} tasks`}
        style={SIZE}
        onPointerDown={goTo}
        onPointerMove={goTo}
      />
    </div>
  );
}

function drawMap(canvas: HTMLCanvasElement, nodes: readonly CanvasNode[], view: Box): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = SIZE.width * ratio;
  canvas.height = SIZE.height * ratio;
  const paint = canvas.getContext("2d");
  if (!paint) return;
  const palette = readPalette(canvas);
  const plain = getComputedStyle(canvas).getPropertyValue("--edge").trim();
  const place = toMap(boundsOf(nodes), SIZE);
  paint.scale(ratio, ratio);
  for (const node of nodes) {
    if (node.type !== "task") continue;
    const { overlay } = node.data;
    paint.fillStyle = node.selected ? palette.accent : overlay ? palette.of(overlay.state).strong : plain;
    const box = place.box({ ...node.position, width: node.width ?? 0, height: node.height ?? 0 });
    paint.fillRect(box.x, box.y, Math.max(box.width, 1), Math.max(box.height, 1));
  }
  paint.strokeStyle = palette.accent;
  const seen = place.box(view);
  paint.strokeRect(seen.x, seen.y, seen.width, seen.height);
}
