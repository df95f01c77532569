/** The way of an edge: level and upright lines with round corners, around the nodes between. */

import type { Point, Positions } from "./layout";
import { NODE_HEIGHT, NODE_WIDTH, type GraphModel, type ModelEdge, type ModelNode } from "./model";

export interface Route {
  path: string;
  /** Where its label stands. */
  label: Point;
  /** Where it joins the line of another edge to the same target; no arrow of its own then. */
  dot: Point | null;
}

export type Routes = Record<string, Route>;

interface Box {
  key: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const BEND = 22;
const RADIUS = 8;
const CLEAR = 10;
const LANE = 10;
const ARROW = 6;
const BESIDE = 60;
const LABEL_ROOM = 30;

/** Ways of all edges, or of those in `only` where just a few nodes moved. */
export function routeEdges(model: GraphModel, positions: Positions, only?: ReadonlySet<string>): Routes {
  const boxes = new Map<string, Box>();
  for (const node of model.nodes) {
    const at = positions[node.key];
    if (at) boxes.set(node.key, boxOf(node, at));
  }
  const grid = byColumn([...boxes.values()]);
  const lanes: Lane[] = [];
  const routes: Routes = {};
  const leaders = leadersOf(model.edges, boxes);
  const exits = exitsOf(model.edges, boxes);
  for (const edge of model.edges) {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (!from || !to || (only && !only.has(edge.id))) continue;
    routes[edge.id] =
      edge.side === "bottom"
        ? fromBottom(edge, from, to, grid, leaders, exits.get(edge.id) ?? 0)
        : fromRight(edge, from, to, grid, lanes);
  }
  return routes;
}

function boxOf(node: ModelNode, at: Point): Box {
  return { key: node.key, left: at.x, right: at.x + node.width, top: at.y, bottom: at.y + node.height };
}

const COLUMN = 400;
type Grid = Map<number, Box[]>;

function byColumn(boxes: Box[]): Grid {
  const grid: Grid = new Map();
  for (const box of boxes) {
    for (let column = Math.floor(box.left / COLUMN); column <= Math.floor(box.right / COLUMN); column += 1) {
      const list = grid.get(column);
      if (list) list.push(box);
      else grid.set(column, [box]);
    }
  }
  return grid;
}

/** The first node that a level or upright piece would cross. */
function crossed(grid: Grid, a: Point, b: Point, but: readonly string[]): Box | undefined {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  for (let column = Math.floor(left / COLUMN); column <= Math.floor(right / COLUMN); column += 1) {
    for (const box of grid.get(column) ?? []) {
      const hits =
        box.left - CLEAR < right && box.right + CLEAR > left && box.top - CLEAR < bottom && box.bottom + CLEAR > top;
      if (hits && !but.includes(box.key)) return box;
    }
  }
  return undefined;
}

interface Lane {
  y: number;
  left: number;
  right: number;
  to: string;
}

function fromRight(edge: ModelEdge, from: Box, to: Box, grid: Grid, lanes: Lane[]): Route {
  const start = { x: from.right, y: from.top + NODE_HEIGHT / 2 };
  const end = { x: to.left - ARROW, y: to.top + NODE_HEIGHT / 2 };
  const ends = [edge.from, edge.to];
  if (to.left < from.right + BEND) return backwards(from, to, start, end);
  const gap = to.left - from.right;
  const before = Math.max(start.x + BEND / 2, gap < BEND * 3 ? (start.x + to.left) / 2 : to.left - BEND);
  const late = [start, { x: before, y: start.y }, { x: before, y: end.y }, end];
  const after = Math.min(start.x + BEND, before);
  const early = [start, { x: after, y: start.y }, { x: after, y: end.y }, end];
  for (const points of [late, early]) {
    if (!pieces(points).some(([a, b]) => crossed(grid, a, b, ends))) return drawn(points, labelOnLevel(points));
  }
  const y = freeLane(edge, { start, end, after, before }, grid, lanes);
  const around = [start, { x: after, y: start.y }, { x: after, y }, { x: before, y }, { x: before, y: end.y }, end];
  return drawn(around, { x: (after + before) / 2, y });
}

interface Span {
  start: Point;
  end: Point;
  after: number;
  before: number;
}

/** The level nearest to the ends on which nothing stands and no edge to another target runs. */
function freeLane(edge: ModelEdge, span: Span, grid: Grid, lanes: Lane[]): number {
  const middle = (span.start.y + span.end.y) / 2;
  const tried = new Set<number>();
  const open = [middle];
  for (let at = 0; at < open.length && at < 60; at += 1) {
    open.sort((a, b) => (tried.has(a) ? 1 : 0) - (tried.has(b) ? 1 : 0) || Math.abs(a - middle) - Math.abs(b - middle));
    const y = open.find((each) => !tried.has(each));
    if (y === undefined) break;
    tried.add(y);
    const hit = crossed(grid, { x: span.after, y }, { x: span.before, y }, []);
    if (hit) {
      open.push(hit.bottom + CLEAR + 6, hit.top - CLEAR - 6);
      continue;
    }
    const busy = lanes.find(
      (lane) =>
        lane.to !== edge.to && Math.abs(lane.y - y) < LANE && lane.left < span.before && lane.right > span.after,
    );
    if (busy) {
      open.push(busy.y + LANE, busy.y - LANE);
      continue;
    }
    lanes.push({ y, left: span.after, right: span.before, to: edge.to });
    return y;
  }
  return middle;
}

/** To a node further left: under both and back up. */
function backwards(from: Box, to: Box, start: Point, end: Point): Route {
  const y = Math.max(from.bottom, to.bottom) + BEND;
  const [out, back] = [start.x + BEND, to.left - BEND];
  const points = [start, { x: out, y: start.y }, { x: out, y }, { x: back, y }, { x: back, y: end.y }, end];
  return drawn(points, { x: (out + back) / 2, y });
}

/** Of edges with one target and one condition, the one that begins furthest left draws the line they share. */
function leadersOf(edges: readonly ModelEdge[], boxes: ReadonlyMap<string, Box>): Map<string, string> {
  const leaders = new Map<string, ModelEdge>();
  for (const edge of edges) {
    if (edge.side !== "bottom") continue;
    const name = `${edge.to}|${edge.label}`;
    const best = leaders.get(name);
    const left = (one: ModelEdge) => boxes.get(one.from)?.left ?? 0;
    if (!best || left(edge) < left(best)) leaders.set(name, edge);
  }
  return new Map([...leaders].map(([name, edge]) => [name, edge.id]));
}

/** Reactions of one task to different ends leave side by side: the highest target furthest right, so that none cross. */
function exitsOf(edges: readonly ModelEdge[], boxes: ReadonlyMap<string, Box>): Map<string, number> {
  const height = (edge: ModelEdge) => boxes.get(edge.to)?.top ?? 0;
  const bottom = edges.filter((edge) => edge.side === "bottom").sort((a, b) => height(a) - height(b));
  const labels = new Map<string, string[]>();
  for (const edge of bottom) {
    const known = labels.get(edge.from) ?? [];
    if (!known.includes(edge.label)) labels.set(edge.from, [...known, edge.label]);
  }
  const asideOf = (edge: ModelEdge): number => {
    const all = labels.get(edge.from) ?? [];
    return ((all.length - 1) / 2 - all.indexOf(edge.label)) * Math.min(BESIDE, (NODE_WIDTH - BEND) / all.length);
  };
  return new Map(bottom.map((edge) => [edge.id, asideOf(edge)]));
}

function fromBottom(
  edge: ModelEdge,
  from: Box,
  to: Box,
  grid: Grid,
  leaders: Map<string, string>,
  aside: number,
): Route {
  const start = { x: (from.left + from.right) / 2 + aside, y: from.bottom };
  const end = { x: to.left - ARROW, y: to.top + NODE_HEIGHT / 2 };
  const ends = [edge.from, edge.to];
  const isBelow = end.y > start.y + BEND && end.x > start.x + BEND;
  if (isBelow) {
    const corner = { x: start.x, y: end.y };
    const isFree = !crossed(grid, start, corner, ends);
    const joins = leaders.get(`${edge.to}|${edge.label}`) !== edge.id;
    if (isFree && joins) return { path: lineThrough([start, corner]), label: midway(start, corner), dot: corner };
    if (isFree) return drawn([start, corner, end], midway(start, corner));
    const beside = from.right + BEND;
    const down = Math.min(start.y + BEND / 2 + 4, end.y);
    const points = [start, { x: start.x, y: down }, { x: beside, y: down }, { x: beside, y: end.y }, end];
    return drawn(points, midway({ x: beside, y: end.y }, end));
  }
  const down = Math.max(start.y, end.x < start.x ? to.bottom : 0) + BEND;
  const before = to.left - BEND;
  const points = [start, { x: start.x, y: down }, { x: before, y: down }, { x: before, y: end.y }, end];
  return drawn(points, midway({ x: start.x, y: down }, { x: before, y: down }));
}

function drawn(points: Point[], label: Point): Route {
  return { path: lineThrough(points), label, dot: null };
}

/** On the upright piece where that is long enough, else on the level one before the target. */
function labelOnLevel(points: Point[]): Point {
  const [, bend, turn, end] = points as [Point, Point, Point, Point];
  return Math.abs(bend.y - turn.y) >= LABEL_ROOM ? midway(bend, turn) : midway(points[0] as Point, end);
}

function midway(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function pieces(points: Point[]): [Point, Point][] {
  return points.slice(1).map((point, at) => [points[at] as Point, point]);
}

/** An SVG path through the points, its corners rounded. */
export function lineThrough(points: readonly Point[]): string {
  const turns = points.filter(
    (point, at) => at === 0 || at === points.length - 1 || !isOnLine(points[at - 1], point, points[at + 1]),
  );
  let path = "";
  turns.forEach((point, at) => {
    const [before, after] = [turns[at - 1], turns[at + 1]];
    if (!before) path += `M${point.x} ${point.y}`;
    else if (!after) path += `L${point.x} ${point.y}`;
    else {
      const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
      const [enter, leave] = [towards(point, before, radius), towards(point, after, radius)];
      path += `L${enter.x} ${enter.y}Q${point.x} ${point.y} ${leave.x} ${leave.y}`;
    }
  });
  return path;
}

function isOnLine(before: Point | undefined, point: Point, after: Point | undefined): boolean {
  if (!before || !after) return false;
  return (before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y);
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
