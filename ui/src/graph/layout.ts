/** Where nodes stand when nobody placed them: left to right, the main way straight, reactions below it.
 *
 * Pure and deterministic, so that it can run in a worker and small edits move little. */

import { graphlib, layout as dagreLayout } from "@dagrejs/dagre";

import { NODE_HEIGHT, type GraphModel, type ModelEdge, type ModelNode } from "./model";
import { routeEdges, type Routes } from "./route";
import type { Section } from "./source";

export interface Point {
  x: number;
  y: number;
}

export type Positions = Record<string, Point>;

export interface Zone {
  section: Section;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Layout {
  positions: Positions;
  routes: Routes;
  zones: Zone[];
}

const RANK_GAP = 44;
const ROW_GAP = 36;
const SIDE_GAP = 64;
const PART_GAP = 48;
const LONERS_IN_ROW = 6;
const ZONE_GAP = 72;
const ZONE_PADDING = { x: 24, top: 44, bottom: 28 };
const SNAP = 4;

export function snap(point: Point): Point {
  return { x: Math.round(point.x / SNAP) * SNAP, y: Math.round(point.y / SNAP) * SNAP };
}

/** Positions of all nodes: what `placed` says for those it names, automatic for the rest. */
export function layoutModel(model: GraphModel, placed: Positions = {}): Layout {
  const positions: Positions = {};
  let below = 0;
  let right = 0;
  for (const section of model.sections) {
    const nodes = model.nodes.filter((node) => node.section === section);
    const keys = new Set(nodes.map((node) => node.key));
    const edges = model.edges.filter((edge) => keys.has(edge.to));
    const automatic = withPlaced(nodes, edges, layoutSection(nodes, edges), placed);
    const isMain = section === "tasks";
    const at = isMain ? { x: 0, y: 0 } : { x: right + ZONE_PADDING.x, y: below + ZONE_GAP + ZONE_PADDING.top };
    const box = boundsOf(nodes, automatic);
    for (const node of nodes) {
      const own = placed[node.key];
      const auto = automatic[node.key] ?? { x: 0, y: 0 };
      positions[node.key] =
        own ?? snap({ x: auto.x - (isMain ? 0 : box.x) + at.x, y: auto.y - (isMain ? 0 : box.y) + at.y });
    }
    const drawn = boundsOf(nodes, positions);
    if (isMain) below = drawn.y + drawn.height;
    else right = drawn.x + drawn.width + ZONE_PADDING.x * 2;
  }
  return { positions, routes: routeEdges(model, positions), zones: zonesOf(model, positions) };
}

/** The frames around the sections that run after the rest. */
export function zonesOf(model: GraphModel, positions: Positions): Zone[] {
  return model.sections
    .filter((section) => section !== "tasks")
    .map((section) => {
      const box = boundsOf(
        model.nodes.filter((node) => node.section === section),
        positions,
      );
      return {
        section,
        x: box.x - ZONE_PADDING.x,
        y: box.y - ZONE_PADDING.top,
        width: box.width + ZONE_PADDING.x * 2,
        height: box.height + ZONE_PADDING.top + ZONE_PADDING.bottom,
      };
    });
}

export function boundsOf(nodes: readonly ModelNode[], positions: Positions) {
  const boxes = nodes.flatMap((node) => {
    const at = positions[node.key];
    return at ? [{ left: at.x, top: at.y, right: at.x + node.width, bottom: at.y + node.height }] : [];
  });
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [x, y, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    x = Math.min(x, box.left);
    y = Math.min(y, box.top);
    right = Math.max(right, box.right);
    bottom = Math.max(bottom, box.bottom);
  }
  return { x, y, width: right - x, height: bottom - y };
}

function layoutSection(nodes: ModelNode[], edges: ModelEdge[]): Positions {
  const side = reactions(nodes, edges);
  const isSide = (key: string) => side.has(key);
  const mainNodes = nodes.filter((node) => !isSide(node.key));
  const main = runParts(
    mainNodes,
    edges.filter((edge) => !isSide(edge.from) && !isSide(edge.to)),
  );
  if (side.size === 0) return main;
  const sideNodes = nodes.filter((node) => isSide(node.key));
  const sideBox = runParts(
    sideNodes,
    edges.filter((edge) => isSide(edge.from) && isSide(edge.to)),
  );
  return { ...main, ...below(main, mainNodes, sideBox, sideNodes, edges) };
}

/** Tasks that only react to an end of another kind, and what follows from them alone. */
function reactions(nodes: ModelNode[], edges: ModelEdge[]): Set<string> {
  const incoming = new Map<string, ModelEdge[]>();
  for (const edge of edges) incoming.set(edge.to, [...(incoming.get(edge.to) ?? []), edge]);
  const found = new Set<string>();
  for (let grew = true; grew;) {
    grew = false;
    for (const node of nodes) {
      const into = incoming.get(node.key) ?? [];
      if (found.has(node.key) || into.length === 0) continue;
      if (into.every((edge) => edge.side === "bottom" || found.has(edge.from))) {
        found.add(node.key);
        grew = true;
      }
    }
  }
  return found.size < nodes.length ? found : new Set();
}

/** Each part that hangs together by itself, one below the other, so that a task beside them moves none; loners in a row. */
function runParts(nodes: ModelNode[], edges: ModelEdge[]): Positions {
  const parts = treesOf(nodes, edges);
  const joined = parts.filter((part) => part.length > 1);
  const loners = parts.filter((part) => part.length === 1).flat();
  const result: Positions = {};
  let top = 0;
  for (const part of joined) {
    const keys = new Set(part.map((node) => node.key));
    const inside = edges.filter((edge) => keys.has(edge.to));
    const own = part.length > MOST_SEARCHED ? inColumns(part, inside) : runDagre(part, inside);
    const box = boundsOf(part, own);
    for (const node of part) {
      const at = own[node.key] ?? { x: 0, y: 0 };
      result[node.key] = { x: at.x - box.x, y: at.y - box.y + top };
    }
    top += box.height + PART_GAP;
  }
  return { ...result, ...inRows(loners, top, LONERS_IN_ROW) };
}

function inRows(nodes: ModelNode[], top: number, perRow: number): Positions {
  const tallest = Math.max(NODE_HEIGHT, ...nodes.map((node) => node.height));
  return Object.fromEntries(
    nodes.map((node, at) => [
      node.key,
      { x: (at % perRow) * (node.width + RANK_GAP), y: top + Math.floor(at / perRow) * (tallest + ROW_GAP) },
    ]),
  );
}

/** A column a step, each sorted by where its upstreams stand: for graphs that are too large to be drawn with care. */
function inColumns(nodes: ModelNode[], edges: ModelEdge[]): Positions {
  const depth = depths(nodes, edges);
  const upstreams = new Map<string, string[]>();
  for (const edge of edges) {
    const list = upstreams.get(edge.to);
    if (list) list.push(edge.from);
    else upstreams.set(edge.to, [edge.from]);
  }
  const columns: ModelNode[][] = [];
  for (const node of nodes) (columns[depth.get(node.key) ?? 0] ??= []).push(node);
  const row = new Map<string, number>();
  const positions: Positions = {};
  const tallest = Math.max(...nodes.map((node) => node.height));
  columns.forEach((column, at) => {
    const wanted = (node: ModelNode) => mean((upstreams.get(node.key) ?? []).map((key) => row.get(key) ?? 0));
    const sorted = column.map((node) => ({ node, at: wanted(node) })).sort((a, b) => a.at - b.at);
    sorted.forEach(({ node }, index) => {
      row.set(node.key, index);
      positions[node.key] = { x: at * (node.width + RANK_GAP * 2), y: index * (tallest + ROW_GAP) };
    });
  });
  return positions;
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** Heads stand on one line whatever hangs below them, and edges to the next column are kept straight. */
function runDagre(nodes: ModelNode[], edges: ModelEdge[]): Positions {
  const graph = new graphlib.Graph<object>();
  const ranker = nodes.length > 600 ? "longest-path" : "network-simplex";
  graph.setGraph({ rankdir: "LR", ranksep: RANK_GAP, nodesep: ROW_GAP, ranker });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.key, { width: node.width, height: 2 * node.height - NODE_HEIGHT });
  const inside = edges.filter((edge) => graph.hasNode(edge.from) && graph.hasNode(edge.to));
  for (const edge of withoutShortcuts(nodes, inside)) {
    const label = edge.side === "right" && edge.label ? { width: edge.label.length * 7 + 16, height: 20 } : {};
    graph.setEdge(edge.from, edge.to, { weight: edge.side === "bottom" ? 1 : 4, ...label });
  }
  dagreLayout(graph);
  return Object.fromEntries(
    nodes.map((node) => {
      const at = graph.node(node.key) as unknown as Point;
      return [node.key, { x: at.x - node.width / 2, y: at.y - NODE_HEIGHT / 2 }];
    }),
  );
}

const MOST_SEARCHED = 800;

/** Without edges that a longer way runs along already: they order nothing, and would bend that way. */
function withoutShortcuts(nodes: ModelNode[], edges: ModelEdge[]): ModelEdge[] {
  if (nodes.length > MOST_SEARCHED) return edges;
  const depth = depths(nodes, edges);
  const span = (edge: ModelEdge) => (depth.get(edge.to) ?? 0) - (depth.get(edge.from) ?? 0);
  const next = new Map<string, string[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge.to]);
  return edges.filter((edge) => span(edge) <= 1 || !leadsAround(next, edge));
}

function leadsAround(next: ReadonlyMap<string, string[]>, edge: ModelEdge): boolean {
  const open = (next.get(edge.from) ?? []).filter((key) => key !== edge.to);
  const seen = new Set(open);
  for (const key of open) {
    for (const to of next.get(key) ?? []) {
      if (to === edge.to) return true;
      if (!seen.has(to)) open.push(to);
      seen.add(to);
    }
  }
  return false;
}

/** How many steps after the first a task stands at the least; tasks on a circle stay where they are met. */
function depths(nodes: ModelNode[], edges: ModelEdge[]): Map<string, number> {
  const waits = new Map(nodes.map((node) => [node.key, 0]));
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    waits.set(edge.to, (waits.get(edge.to) ?? 0) + 1);
    const list = next.get(edge.from);
    if (list) list.push(edge.to);
    else next.set(edge.from, [edge.to]);
  }
  const depth = new Map(nodes.map((node) => [node.key, 0]));
  const open = nodes.map((node) => node.key).filter((key) => waits.get(key) === 0);
  for (const key of open) {
    for (const to of next.get(key) ?? []) {
      depth.set(to, Math.max(depth.get(to) ?? 0, (depth.get(key) ?? 0) + 1));
      waits.set(to, (waits.get(to) ?? 1) - 1);
      if (waits.get(to) === 0) open.push(to);
    }
  }
  return depth;
}

/** Set the reactions under the main way, each tree of them a column right of its first cause. */
function below(
  main: Positions,
  mainNodes: ModelNode[],
  side: Positions,
  sideNodes: ModelNode[],
  edges: ModelEdge[],
): Positions {
  const mainBox = boundsOf(mainNodes, main);
  const result: Positions = {};
  const taken: { right: number; bottom: number; left: number }[] = [];
  for (const tree of treesOf(sideNodes, edges)) {
    const box = boundsOf(tree, side);
    const causes = edges
      .filter((edge) => tree.some((node) => node.key === edge.to))
      .map((edge) => main[edge.from]?.x ?? 0);
    const x = Math.max(...causes, 0) + (mainNodes[0]?.width ?? 0) + RANK_GAP;
    let y = mainBox.y + mainBox.height + SIDE_GAP;
    for (const other of taken) {
      const overlaps = x < other.right + RANK_GAP && x + box.width > other.left - RANK_GAP;
      if (overlaps && y < other.bottom + ROW_GAP) y = other.bottom + ROW_GAP;
    }
    for (const node of tree) {
      const own = side[node.key] ?? { x: 0, y: 0 };
      result[node.key] = { x: own.x - box.x + x, y: own.y - box.y + y };
    }
    taken.push({ left: x, right: x + box.width, bottom: y + box.height });
  }
  return result;
}

function treesOf(nodes: ModelNode[], edges: ModelEdge[]): ModelNode[][] {
  const root = new Map(nodes.map((node) => [node.key, node.key]));
  const find = (key: string): string => {
    let top = key;
    for (let parent = root.get(top); parent !== undefined && parent !== top; parent = root.get(top)) top = parent;
    root.set(key, top);
    return top;
  };
  for (const edge of edges) {
    if (root.has(edge.from) && root.has(edge.to)) root.set(find(edge.to), find(edge.from));
  }
  const trees = new Map<string, ModelNode[]>();
  for (const node of nodes) {
    const name = find(node.key);
    const tree = trees.get(name);
    if (tree) tree.push(node);
    else trees.set(name, [node]);
  }
  return [...trees.values()];
}

/** Next to nodes that were placed by hand, the others keep their distance to their placed neighbours. */
function withPlaced(nodes: ModelNode[], edges: ModelEdge[], automatic: Positions, placed: Positions): Positions {
  const fixed = nodes.filter((node) => placed[node.key]);
  if (fixed.length === 0) return automatic;
  const result: Positions = { ...automatic };
  for (const node of fixed) result[node.key] = placed[node.key] as Point;
  for (const node of nodes) {
    if (placed[node.key]) continue;
    const shift = shiftFor(node, edges, automatic, placed, fixed);
    const auto = automatic[node.key] ?? { x: 0, y: 0 };
    result[node.key] = freeSpot({ x: auto.x + shift.x, y: auto.y + shift.y }, node, nodes, result);
  }
  return result;
}

function shiftFor(
  node: ModelNode,
  edges: ModelEdge[],
  automatic: Positions,
  placed: Positions,
  fixed: ModelNode[],
): Point {
  const beside = edges
    .filter((edge) => edge.from === node.key || edge.to === node.key)
    .map((edge) => (edge.from === node.key ? edge.to : edge.from))
    .filter((key) => placed[key]);
  const from = beside.length > 0 ? beside : fixed.map((each) => each.key);
  const shifts = from.map((key) => {
    const [now, auto] = [placed[key] as Point, automatic[key] ?? { x: 0, y: 0 }];
    return { x: now.x - auto.x, y: now.y - auto.y };
  });
  return {
    x: shifts.reduce((sum, each) => sum + each.x, 0) / shifts.length,
    y: shifts.reduce((sum, each) => sum + each.y, 0) / shifts.length,
  };
}

/** Go down until nothing overlaps. */
export function freeSpot(
  wanted: Point,
  node: Pick<ModelNode, "key" | "width" | "height">,
  nodes: readonly ModelNode[],
  positions: Positions,
): Point {
  const gap = ROW_GAP / 2;
  let spot = wanted;
  for (let tries = 0; tries < 200; tries += 1) {
    const hit = nodes.find((other) => {
      const at = positions[other.key];
      return (
        other.key !== node.key &&
        at !== undefined &&
        spot.x < at.x + other.width + gap &&
        spot.x + node.width + gap > at.x &&
        spot.y < at.y + other.height + gap &&
        spot.y + node.height + gap > at.y
      );
    });
    if (!hit) return snap(spot);
    spot = { x: spot.x, y: (positions[hit.key]?.y ?? 0) + hit.height + ROW_GAP };
  }
  return snap(spot);
}
