/** Lays graphs out off the main thread; one answer a request, in order. */

import { layoutModel, type Layout, type Positions } from "./layout";
import type { GraphModel } from "./model";

export interface LayoutRequest {
  id: number;
  model: GraphModel;
  placed: Positions;
}

export interface LayoutAnswer {
  id: number;
  layout: Layout;
}

self.addEventListener("message", (message: MessageEvent<LayoutRequest>) => {
  const { id, model, placed } = message.data;
  const answer: LayoutAnswer = { id, layout: layoutModel(model, placed) };
  self.postMessage(answer, { transfer: [] });
});
