/** Which part of a graph the run page shows, and where its sections stand in the wide, low space there. */

import { boundsOf, layoutModel, snap, type Positions } from "@/graph/layout";
import { downstreamsOf, upstreamsOf, type GraphModel } from "@/graph/model";

/** Up to here the whole graph is shown. */
export const MOST_WHOLE = 600;
const MOST_PLACED = 60;
const MOST_EACH_WAY = 6;
const SECTION_GAP = 84;

/** A graph too large to read is shown around one task: what it needs and what needs it, nearest first. */
export function around(model: GraphModel, key: string | null): { model: GraphModel; isPart: boolean } {
  if (model.nodes.length <= MOST_WHOLE) return { model, isPart: false };
  const centre = key ?? model.nodes[0]?.key ?? "";
  const near = [
    ...upstreamsOf(model, centre).slice(0, MOST_EACH_WAY),
    ...downstreamsOf(model, centre).slice(0, MOST_EACH_WAY),
  ];
  const kept = new Set([centre, ...near]);
  const nodes = model.nodes.filter((node) => kept.has(node.key));
  const edges = model.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to));
  return {
    model: {
      ...model,
      nodes,
      edges,
      sections: model.sections.filter((one) => nodes.some((node) => node.section === one)),
    },
    isPart: true,
  };
}

/** Sections that run after the rest stand at its right, where the space is, as long as that makes the view no wider than it helps. */
export function besideMain(model: GraphModel): Positions {
  if (model.sections.length < 2 || model.nodes.length > MOST_PLACED) return {};
  const { positions } = layoutModel(model);
  const places: Positions = {};
  const main = boundsOf(
    model.nodes.filter((node) => node.section === "tasks"),
    positions,
  );
  let x = main.x + main.width + SECTION_GAP;
  for (const section of model.sections) {
    if (section === "tasks") continue;
    const nodes = model.nodes.filter((node) => node.section === section);
    const box = boundsOf(nodes, positions);
    const y = main.y + Math.max(0, (main.height - box.height) / 2);
    for (const node of nodes) {
      const at = positions[node.key];
      if (at) places[node.key] = snap({ x: at.x - box.x + x, y: at.y - box.y + y });
    }
    x += box.width + SECTION_GAP;
  }
  return x < main.width * 1.9 ? places : {};
}
