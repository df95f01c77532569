import "@xyflow/react/dist/base.css";
import "@/features/canvas/canvas.css";

import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  ViewportPortal,
  useReactFlow,
  useStore,
  type NodeChange,
} from "@xyflow/react";
import { useLayoutEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from "react";

import { Arrows, ConnectionLine, EdgeLabelAct, EdgeView } from "@/features/canvas/EdgeView";
import {
  isSameEdge,
  isSameNode,
  Reuse,
  toFlowEdges,
  toFlowNodes,
  toNoteNodes,
  type CanvasNode,
  type Flaws,
  type FlowEdge,
  type Note,
} from "@/features/canvas/flow";
import { BigMap } from "@/features/canvas/BigMap";
import { NodeView } from "@/features/canvas/NodeView";
import { NoteEdited, NoteView } from "@/features/canvas/NoteView";
import { movedLayout } from "@/features/canvas/useLayout";
import { around, isWhole, openingView, revealed, type Box, type Padding } from "@/features/canvas/fit";
import { BELOW_BARS, ZoomBar } from "@/features/canvas/ZoomBar";
import { boundsOf, snap, type Layout, type Point, type Positions } from "@/graph/layout";
import type { GraphModel } from "@/graph/model";
import type { Overlay } from "@/graph/overlay";
import { isSame, NOTHING, type Selection } from "@/graph/selection";

/** What a hand may do; without it the canvas is only looked at. */
export interface CanvasEditing {
  onMove: (moved: Positions) => void;
  onConnect: (from: string, to: string, side: "right" | "bottom") => void;
  onConnectToGround: (from: string, side: "right" | "bottom", at: Point, screen: Point) => void;
  onReconnect: (edge: string, from: string, to: string) => void;
  onEdgeLabel: (edge: string, anchor: HTMLElement) => void;
  onDrop: (data: DataTransfer, at: Point) => void;
  onNote: (id: string, text: string) => void;
}

export interface CanvasProps {
  model: GraphModel;
  layout: Layout;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  overlay?: Overlay | null;
  flaws?: Readonly<Record<string, Flaws>>;
  notes?: readonly Note[];
  /** Double click on a group or a sub-workflow. */
  onOpen?: (key: string) => void;
  editing?: CanvasEditing;
  /** Changes when another thing is shown, so that the view fits it. */
  view?: string;
  /** What is kept free of nodes at each side when the view fits; usually room for the builder's bars. */
  padding?: Padding;
  /** Floating bars, and what else stands within the canvas. */
  children?: ReactNode;
  label: string;
}

const nodeTypes = { task: NodeView, note: NoteView };
const edgeTypes = { flow: EdgeView };
const NO_FLAWS = {};
const NO_NOTES: readonly Note[] = [];
const SECTION_WORDS = { tasks: "", on_failure: "If the run fails", finally: "At the very end, always" };
const MINIMAP_FROM = 7;
/** Above this the small picture is painted: an element for each node would take too long. */
const MINIMAP_UP_TO = 2_000;

export function Canvas(props: CanvasProps): ReactElement {
  return (
    <ReactFlowProvider>
      <CanvasView {...props} />
    </ReactFlowProvider>
  );
}

/** The canvas where its page stands within the provider of the library already. */
export function CanvasView(props: CanvasProps): ReactElement {
  const { model, layout, selection, onSelect, overlay = null, flaws = NO_FLAWS, notes = NO_NOTES, editing } = props;
  const [moved, setMoved] = useState<Positions>({});
  const isEditable = editing !== undefined;
  const [knownNodes] = useState(() => new Reuse<CanvasNode>(isSameNode));
  const [knownEdges] = useState(() => new Reuse<FlowEdge>(isSameEdge));
  const flow = useReactFlow<CanvasNode, FlowEdge>();
  const shown = useMemo(() => movedLayout(model, layout, moved), [model, layout, moved]);
  const parts = useMemo(
    () => ({ model, layout: shown, selection, overlay, flaws, isEditable }),
    [model, shown, selection, overlay, flaws, isEditable],
  );
  const nodes = useMemo<CanvasNode[]>(() => {
    const notesMoved = notes.map((note) => ({ ...note, ...moved[note.id] }));
    return knownNodes.take([...toFlowNodes(parts), ...toNoteNodes(notesMoved, selection.nodes, isEditable)]);
  }, [parts, notes, moved, selection.nodes, isEditable, knownNodes]);
  const edges = useMemo(() => knownEdges.take(toFlowEdges(parts)), [parts, knownEdges]);
  const pending = useRef<Selection>(selection);
  useLayoutEffect(() => {
    pending.current = selection;
  });

  const select = (next: Selection) => {
    if (isSame(next, pending.current)) return;
    pending.current = next;
    onSelect(next);
  };
  const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
    const places: Positions = {};
    let chosen = pending.current.nodes;
    for (const change of changes) {
      if (change.type === "position" && change.position && change.dragging) places[change.id] = snap(change.position);
      if (change.type === "select")
        chosen = change.selected
          ? [...chosen.filter((id) => id !== change.id), change.id]
          : chosen.filter((id) => id !== change.id);
    }
    if (Object.keys(places).length > 0) setMoved((before) => ({ ...before, ...places }));
    if (chosen !== pending.current.nodes)
      select({ nodes: chosen, edges: chosen.length > 0 ? [] : pending.current.edges });
  };
  const finishMove = () => {
    if (Object.keys(moved).length > 0) editing?.onMove(moved);
    setMoved({});
  };

  return (
    <EdgeLabelAct.Provider value={editing?.onEdgeLabel ?? null}>
      <NoteEdited.Provider value={editing?.onNote ?? null}>
        <div className="canvas" data-editable={isEditable || undefined}>
          <Arrows />
          <ReactFlow<CanvasNode, FlowEdge>
            aria-label={props.label}
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodesChange={onNodesChange}
            onEdgeClick={(_, edge) => select({ nodes: [], edges: [edge.id] })}
            onPaneClick={() => select(NOTHING)}
            onNodeDoubleClick={(_, node) => props.onOpen?.(node.id)}
            onNodeDragStop={finishMove}
            onSelectionDragStop={finishMove}
            onConnect={({ source, target, sourceHandle }) => editing?.onConnect(source, target, sideOf(sourceHandle))}
            onConnectEnd={(event, state) => {
              if (state.isValid || state.toNode || !state.fromNode || state.fromHandle?.type !== "source") return;
              const screen = pointOf(event);
              editing?.onConnectToGround(
                state.fromNode.id,
                sideOf(state.fromHandle.id),
                flow.screenToFlowPosition(screen),
                screen,
              );
            }}
            onReconnect={(edge, next) => editing?.onReconnect(edge.id, next.source, next.target)}
            onDragOver={(event) => {
              if (isEditable) event.preventDefault();
            }}
            onDrop={(event) => {
              event.preventDefault();
              editing?.onDrop(event.dataTransfer, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }));
            }}
            connectionLineComponent={ConnectionLine}
            connectionRadius={28}
            selectionMode={SelectionMode.Partial}
            selectionKeyCode="Shift"
            multiSelectionKeyCode={["Shift", "Meta", "Control"]}
            panActivationKeyCode={null}
            deleteKeyCode={null}
            disableKeyboardA11y
            nodesFocusable={false}
            edgesFocusable={false}
            elevateNodesOnSelect={false}
            zoomOnDoubleClick={false}
            minZoom={0.25}
            maxZoom={2}
            onlyRenderVisibleElements={model.nodes.length > 200}
            proOptions={{ hideAttribution: true }}
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={2} />
            <ViewportPortal>
              {shown.zones.map((zone) => (
                <div
                  key={zone.section}
                  className={`zone zone-${zone.section}`}
                  style={{ transform: `translate(${zone.x}px, ${zone.y}px)`, width: zone.width, height: zone.height }}
                >
                  {SECTION_WORDS[zone.section]}
                </div>
              ))}
            </ViewportPortal>
            <ZoomBar padding={props.padding ?? BELOW_BARS} />
            <SmallPicture model={model} layout={shown} nodes={nodes} isWanted={isEditable} />
            <Looker
              view={props.view ?? ""}
              model={model}
              layout={shown}
              focus={selection.nodes.length === 1 ? (selection.nodes[0] ?? null) : null}
              padding={props.padding ?? BELOW_BARS}
            />
            {props.children}
          </ReactFlow>
        </div>
      </NoteEdited.Provider>
    </EdgeLabelAct.Provider>
  );
}

interface SmallPictureProps {
  model: GraphModel;
  layout: Layout;
  nodes: CanvasNode[];
  /** Also while all of the graph is seen. */
  isWanted: boolean;
}

/** The whole graph at the lower right: where it is large, or leaves the view. */
function SmallPicture({ model, layout, nodes, isWanted }: SmallPictureProps): ReactElement | null {
  const whole = useMemo(() => wholeOf(model, layout), [model, layout]);
  const isCut = useStore(
    ({ width, height, transform: [x, y, zoom] }) => width > 0 && !isWhole(whole, { width, height }, { x, y, zoom }),
  );
  const count = model.nodes.length;
  if (count > MINIMAP_UP_TO) return <BigMap nodes={nodes} />;
  if (!isCut && !(isWanted && count >= MINIMAP_FROM)) return null;
  return (
    <MiniMap
      className="minimap"
      pannable
      zoomable
      nodeStrokeWidth={0}
      nodeBorderRadius={10}
      nodeClassName={minimapClass}
      ariaLabel="The whole graph"
      style={{ width: 142, height: 80 }}
    />
  );
}

function wholeOf(model: GraphModel, layout: Layout): Box {
  return around([boundsOf(model.nodes, layout.positions), ...layout.zones]);
}

function sideOf(handle: string | null | undefined): "right" | "bottom" {
  return handle === "bottom" ? "bottom" : "right";
}

function pointOf(event: MouseEvent | TouchEvent): Point {
  const at = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
}

function minimapClass(node: CanvasNode): string {
  if (node.type !== "task") return "mm-note";
  const { overlay, flaws } = node.data;
  if (node.selected) return "mm mm-sel";
  if (overlay) return `mm mm-live s-${overlay.state}`;
  return flaws?.errors ? "mm mm-bad" : "mm";
}

interface LookerProps {
  view: string;
  model: GraphModel;
  layout: Layout;
  focus: string | null;
  padding: Padding;
}

/** Opens the view of another level or workflow, and shows what was chosen elsewhere. */
function Looker({ view, model, layout, focus, padding }: LookerProps): null {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const opened = useRef<string | null>(null);
  const seen = useRef<string | null>(null);
  const isReady = flow.viewportInitialized && width > 0 && height > 0 && model.nodes.length > 0;
  useLayoutEffect(() => {
    if (!isReady) return;
    const chosen = model.nodes.find((node) => node.key === focus);
    const box = chosen && layout.positions[chosen.key] ? boundsOf([chosen], layout.positions) : null;
    const pane = { width, height };
    if (opened.current !== view) {
      opened.current = view;
      void flow.setViewport(openingView(wholeOf(model, layout), pane, padding, box), { duration: 0 });
    } else if (box && seen.current !== focus) {
      const next = revealed(box, pane, flow.getViewport());
      if (next) void flow.setViewport(next, { duration: 200 });
    }
    seen.current = focus;
  }, [flow, isReady, view, model, layout, focus, padding, width, height]);
  return null;
}
