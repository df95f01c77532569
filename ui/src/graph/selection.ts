/** What is selected, and where the keys lead: pure steps over keys. */

import type { Point, Positions } from "./layout";
import type { GraphModel } from "./model";

export interface Selection {
  nodes: readonly string[];
  edges: readonly string[];
}

export const NOTHING: Selection = { nodes: [], edges: [] };

export function selectNode(key: string): Selection {
  return { nodes: [key], edges: [] };
}

export function selectEdge(id: string): Selection {
  return { nodes: [], edges: [id] };
}

/** Shift adds, and takes away what was in already. */
export function toggleNode(selection: Selection, key: string): Selection {
  const nodes = selection.nodes.includes(key)
    ? selection.nodes.filter((each) => each !== key)
    : [...selection.nodes, key];
  return { ...selection, nodes };
}

export function selectAll(model: GraphModel): Selection {
  return { nodes: model.nodes.map((node) => node.key), edges: [] };
}

/** Forget what is no longer there. */
export function keepKnown(selection: Selection, model: GraphModel): Selection {
  const nodes = new Set(model.nodes.map((node) => node.key));
  const edges = new Set(model.edges.map((edge) => edge.id));
  const kept = {
    nodes: selection.nodes.filter((key) => nodes.has(key)),
    edges: selection.edges.filter((id) => edges.has(id)),
  };
  const isSame = kept.nodes.length === selection.nodes.length && kept.edges.length === selection.edges.length;
  return isSame ? selection : kept;
}

export function isSame(one: Selection, other: Selection): boolean {
  const equal = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((each, at) => each === b[at]);
  return equal(one.nodes, other.nodes) && equal(one.edges, other.edges);
}

/** Tab order: as one reads, column by column, top to bottom. */
export function readingOrder(model: GraphModel, positions: Positions): string[] {
  const at = (key: string): Point => positions[key] ?? { x: 0, y: 0 };
  return model.nodes
    .map((node, order) => ({ key: node.key, order, section: model.sections.indexOf(node.section), ...at(node.key) }))
    .sort((a, b) => a.section - b.section || a.x - b.x || a.y - b.y || a.order - b.order)
    .map((each) => each.key);
}

export function nextInOrder(order: readonly string[], key: string | undefined, step: 1 | -1): string | undefined {
  if (key === undefined) return step === 1 ? order[0] : order[order.length - 1];
  const next = order.indexOf(key) + step;
  return order[next];
}

export type Direction = "left" | "right" | "up" | "down";

/** Left and right go along edges, up and down to the next node of about the same column. */
export function neighbour(
  model: GraphModel,
  positions: Positions,
  key: string,
  direction: Direction,
): string | undefined {
  const here = positions[key];
  if (!here) return undefined;
  if (direction === "left" || direction === "right") {
    const linked = model.edges
      .filter((edge) => (direction === "right" ? edge.from : edge.to) === key)
      .map((edge) => (direction === "right" ? edge.to : edge.from));
    const found = nearest(linked, positions, here);
    if (found) return found;
  }
  const others = model.nodes.map((node) => node.key).filter((each) => each !== key);
  return nearest(
    others.filter((each) => isTowards(here, positions[each], direction)),
    positions,
    here,
    direction,
  );
}

function isTowards(here: Point, there: Point | undefined, direction: Direction): boolean {
  if (!there) return false;
  const [dx, dy] = [there.x - here.x, there.y - here.y];
  if (direction === "left") return dx < -20;
  if (direction === "right") return dx > 20;
  return direction === "up" ? dy < -10 : dy > 10;
}

function nearest(keys: string[], positions: Positions, here: Point, direction?: Direction): string | undefined {
  const isVertical = direction === "up" || direction === "down";
  const cost = (key: string): number => {
    const there = positions[key] ?? here;
    const [dx, dy] = [Math.abs(there.x - here.x), Math.abs(there.y - here.y)];
    return isVertical ? dy + dx * 2 : dx + dy * 2;
  };
  return [...keys].sort((a, b) => cost(a) - cost(b))[0];
}
