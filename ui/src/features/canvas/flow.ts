/** From our model to what the canvas library draws. */

import type { Edge, Node } from "@xyflow/react";
import { Position } from "@xyflow/react";

import type { Layout, Point } from "@/graph/layout";
import { NODE_HEIGHT, NODE_WIDTH, type GraphModel, type ModelEdge, type ModelNode } from "@/graph/model";
import type { EdgeOverlay, NodeOverlay, Overlay } from "@/graph/overlay";
import type { Route } from "@/graph/route";
import type { Selection } from "@/graph/selection";

export interface Flaws {
  errors: number;
  warnings: number;
}

export interface Note {
  id: string;
  x: number;
  y: number;
  text: string;
}

export type TaskNode = Node<
  {
    node: ModelNode;
    overlay: NodeOverlay | null;
    isQuiet: boolean;
    flaws: Flaws | null;
    isEditable: boolean;
    isTurning: boolean;
  },
  "task"
>;
export type NoteNode = Node<{ note: Note }, "note">;
export type CanvasNode = TaskNode | NoteNode;
export type FlowEdge = Edge<
  { edge: ModelEdge; route: Route | null; overlay: EdgeOverlay | null; isNear: boolean },
  "flow"
>;

const DOT = 9;
const HALF = DOT / 2;

function handlesOf(node: ModelNode) {
  const size = { width: DOT, height: DOT };
  return [
    { id: "in", type: "target" as const, position: Position.Left, x: -HALF, y: NODE_HEIGHT / 2 - HALF, ...size },
    {
      id: "right",
      type: "source" as const,
      position: Position.Right,
      x: NODE_WIDTH - HALF,
      y: NODE_HEIGHT / 2 - HALF,
      ...size,
    },
    {
      id: "bottom",
      type: "source" as const,
      position: Position.Bottom,
      x: NODE_WIDTH / 2 - HALF,
      y: node.height - HALF,
      ...size,
    },
  ];
}

export interface NodeParts {
  model: GraphModel;
  layout: Layout;
  selection: Selection;
  overlay: Overlay | null;
  flaws: Readonly<Record<string, Flaws>>;
  isEditable: boolean;
}

const MOST_TURNING = 50;

export function toFlowNodes({ model, layout, selection, overlay, flaws, isEditable }: NodeParts): TaskNode[] {
  const selected = new Set(selection.nodes);
  let turning = 0;
  return model.nodes.flatMap((node): TaskNode[] => {
    const position = layout.positions[node.key];
    if (!position) return [];
    const shown = overlay?.nodes[node.key] ?? null;
    const isTurning = shown?.state === "running" && (turning += 1) <= MOST_TURNING;
    const size = { width: node.width, height: node.height };
    return [
      {
        id: node.key,
        type: "task",
        position,
        ...size,
        measured: size,
        handles: handlesOf(node),
        selected: selected.has(node.key),
        draggable: isEditable,
        connectable: isEditable,
        data: {
          node,
          overlay: shown,
          isQuiet: overlay !== null && shown === null,
          flaws: flaws[node.key] ?? null,
          isEditable,
          isTurning,
        },
      },
    ];
  });
}

export function toFlowEdges({ model, layout, selection, overlay, isEditable }: NodeParts): FlowEdge[] {
  const nodes = new Set(selection.nodes);
  const edges = new Set(selection.edges);
  return model.edges.map((edge) => {
    const isNear = nodes.has(edge.from) || nodes.has(edge.to);
    const isSelected = edges.has(edge.id);
    return {
      id: edge.id,
      type: "flow",
      source: edge.from,
      target: edge.to,
      sourceHandle: edge.side,
      targetHandle: "in",
      selected: isSelected,
      reconnectable: isEditable,
      focusable: false,
      zIndex: isSelected ? 2 : isNear ? 1 : 0,
      data: { edge, route: layout.routes[edge.id] ?? null, overlay: overlay?.edges[edge.id] ?? null, isNear },
    };
  });
}

/** As wide as canvas.css makes it. The library hides what has no size until it has measured it, each time that its node
 * is another one: what is hidden loses the focus, and with it what is being typed. */
const NOTE_SIZE = { initialWidth: 280, initialHeight: 32 };

export function toNoteNodes(notes: readonly Note[], selected: readonly string[], isEditable: boolean): NoteNode[] {
  return notes.map((note) => ({
    ...NOTE_SIZE,
    id: note.id,
    type: "note",
    position: { x: note.x, y: note.y },
    selected: selected.includes(note.id),
    draggable: isEditable,
    connectable: false,
    data: { note },
  }));
}

/** The middle of a node, for the view to go to. */
export function middleOf(node: ModelNode, at: Point): Point {
  return { x: at.x + node.width / 2, y: at.y + node.height / 2 };
}

/** Gives objects of the time before back where nothing of them changed, so that the canvas draws only what did. */
export class Reuse<Item extends { id: string }> {
  private before = new Map<string, Item>();

  constructor(private readonly isSame: (one: Item, other: Item) => boolean) {}

  take(items: readonly Item[]): Item[] {
    const next = new Map<string, Item>();
    for (const item of items) {
      const old = this.before.get(item.id);
      next.set(item.id, old && this.isSame(old, item) ? old : item);
    }
    this.before = next;
    return [...next.values()];
  }
}

function hasSameFields(one: object, other: object): boolean {
  const fields = Object.keys(one) as (keyof typeof one)[];
  return fields.every((field) => Object.is(one[field], other[field]));
}

export function isSameNode(one: CanvasNode, other: CanvasNode): boolean {
  const isPlaced = one.position.x === other.position.x && one.position.y === other.position.y;
  return (
    isPlaced &&
    one.selected === other.selected &&
    one.draggable === other.draggable &&
    one.height === other.height &&
    (one.type === "note" && other.type === "note"
      ? hasSameFields(one.data.note, other.data.note)
      : hasSameFields(one.data, other.data))
  );
}

export function isSameEdge(one: FlowEdge, other: FlowEdge): boolean {
  return (
    one.selected === other.selected &&
    one.reconnectable === other.reconnectable &&
    one.data !== undefined &&
    other.data !== undefined &&
    hasSameFields(one.data, other.data)
  );
}
