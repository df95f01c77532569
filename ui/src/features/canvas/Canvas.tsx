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
  useNodesInitialized,
  useReactFlow,
  type NodeChange,
} from "@xyflow/react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from "react";

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
import { FIT, ZoomBar } from "@/features/canvas/ZoomBar";
import { snap, type Layout, type Point, type Positions } from "@/graph/layout";
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
            fitView
            fitViewOptions={{ ...FIT, duration: 0 }}
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
            <ZoomBar />
            {model.nodes.length >= MINIMAP_FROM && model.nodes.length <= MINIMAP_UP_TO ? (
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
            ) : null}
            {model.nodes.length > MINIMAP_UP_TO ? <BigMap nodes={nodes} /> : null}
            <FitOnChange view={props.view ?? ""} count={model.nodes.length} />
            {props.children}
          </ReactFlow>
        </div>
      </NoteEdited.Provider>
    </EdgeLabelAct.Provider>
  );
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

/** Fit the view when another level or workflow is shown, and when the first nodes come. */
function FitOnChange({ view, count }: { view: string; count: number }): null {
  const flow = useReactFlow();
  const isReady = useNodesInitialized();
  const fitted = useRef<string | null>(null);
  useEffect(() => {
    if (!isReady || count === 0 || fitted.current === view) return;
    fitted.current = view;
    void flow.fitView({ ...FIT, duration: 0 });
  }, [flow, isReady, count, view]);
  return null;
}
