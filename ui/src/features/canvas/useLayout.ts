import { useEffect, useMemo, useState } from "react";

import { layoutModel, zonesOf, type Layout, type Positions } from "@/graph/layout";
import type { LayoutAnswer, LayoutRequest } from "@/graph/layout.worker";
import type { GraphModel } from "@/graph/model";
import { routeEdges } from "@/graph/route";

/** Below this a layout takes less than a frame, and a worker's answer would come a frame late. */
const SMALL = 60;

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, (layout: Layout) => void>();

function inWorker(model: GraphModel, placed: Positions): Promise<Layout> {
  worker ??= startWorker();
  const id = (lastId += 1);
  const request: LayoutRequest = { id, model, placed };
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    worker?.postMessage(request, { transfer: [] });
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL("../../graph/layout.worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", (message: MessageEvent<LayoutAnswer>) => {
    waiting.get(message.data.id)?.(message.data.layout);
    waiting.delete(message.data.id);
  });
  return started;
}

const NONE: Layout = { positions: {}, routes: {}, zones: [] };

/** Positions for the model, in a worker where it is large; the last answer stands until the next is there. */
export function useLayout(model: GraphModel, placed: Positions): Layout {
  const isSmall = model.nodes.length <= SMALL;
  const [large, setLarge] = useState<Layout>(NONE);
  useEffect(() => {
    if (isSmall) return undefined;
    let isStale = false;
    void inWorker(model, placed).then((layout) => {
      if (!isStale) setLarge(layout);
    });
    return () => {
      isStale = true;
    };
  }, [isSmall, model, placed]);
  return useMemo(() => (isSmall ? layoutModel(model, placed) : large), [isSmall, large, model, placed]);
}

/** The layout while nodes are dragged: only what hangs on them is drawn anew. */
export function movedLayout(model: GraphModel, layout: Layout, moved: Positions): Layout {
  const keys = Object.keys(moved);
  if (keys.length === 0) return layout;
  const positions = { ...layout.positions, ...moved };
  const touched = new Set(model.edges.filter((edge) => moved[edge.from] || moved[edge.to]).map((edge) => edge.id));
  return {
    positions,
    zones: zonesOf(model, positions),
    routes: { ...layout.routes, ...routeEdges(model, positions, touched) },
  };
}
