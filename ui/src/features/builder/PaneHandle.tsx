import type { KeyboardEvent, PointerEvent, ReactElement } from "react";

import { LEAST, MOST, USUAL, type Panes, type Side } from "@/features/builder/usePanes";

const STEP = 16;
const NAMES: Record<Side, string> = { palette: "palette", inspector: "inspector", dock: "lower pane" };

/** The edge of a pane: drag it, or move it with the arrow keys; a double click gives it its own size back. */
export function PaneHandle({ side, panes }: { side: Side; panes: Panes }): ReactElement {
  const isAcross = side === "dock";
  const sizeOf = (handle: HTMLElement) => {
    const pane = handle.parentElement?.getBoundingClientRect();
    return (isAcross ? pane?.height : pane?.width) ?? 0;
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    const from = isAcross ? event.clientY : event.clientX;
    const size = sizeOf(handle);
    const grows = side === "palette" ? 1 : -1;
    handle.setPointerCapture(event.pointerId);
    const drag = (move: globalThis.PointerEvent) =>
      panes.resize(side, size + grows * ((isAcross ? move.clientY : move.clientX) - from));
    handle.addEventListener("pointermove", drag);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", drag), {
      once: true,
    });
    event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const larger = { palette: "ArrowRight", inspector: "ArrowLeft", dock: "ArrowUp" }[side];
    const smaller = { palette: "ArrowLeft", inspector: "ArrowRight", dock: "ArrowDown" }[side];
    if (event.key !== larger && event.key !== smaller) return;
    panes.resize(side, sizeOf(event.currentTarget) + (event.key === larger ? STEP : -STEP));
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={`pane-handle of-${side}`}
      role="separator"
      tabIndex={0}
      aria-label={`Size of the ${NAMES[side]}`}
      aria-orientation={isAcross ? "horizontal" : "vertical"}
      aria-valuenow={panes.sizes[side] ?? USUAL[side]}
      aria-valuemin={LEAST[side]}
      aria-valuemax={MOST[side]}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDoubleClick={() => panes.resize(side, undefined)}
    />
  );
}
