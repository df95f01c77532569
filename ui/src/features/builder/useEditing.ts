import { useBuilder } from "@/features/builder/context";
import { DRAG_TYPE, type PaletteGroup } from "@/features/builder/palette";
import type { CanvasEditing } from "@/features/canvas/Canvas";
import { addTask, connect, connectProblem, endsOf, placeOf, reconnect } from "@/graph/commands";
import { snap } from "@/graph/layout";
import { NODE_HEIGHT, NODE_WIDTH } from "@/graph/model";
import { findTask } from "@/graph/source";
import type { Positions } from "@/graph/layout";

/** What hands do on the canvas, as commands on the draft. The first node placed by hand pins all others where they are seen. */
export function useEditing(
  groups: readonly PaletteGroup[],
  onEdgeLabel: CanvasEditing["onEdgeLabel"],
): CanvasEditing & { onAddLogic: (id: string) => void } {
  const { state, draft, model, layout, act, setAdding, scope, task } = useBuilder();
  const itemOf = (id: string) => groups.flatMap((group) => group.items).find((item) => item.id === id);

  /** The condition of a new edge: the next free label of a switch, failed from the bottom, else success. */
  const conditionFrom = (from: string, side: "right" | "bottom"): string => {
    if (side === "bottom") return "failed";
    const labels = findTask(state.graph, from)?.switch_labels ?? [];
    const used = new Set(model.edges.filter((edge) => edge.from === from).map((edge) => edge.condition.text));
    const label = labels.find((each) => !used.has(each)) ?? labels[0];
    return label === undefined ? "success" : `label:${label}`;
  };
  const move = (moved: Positions) => {
    const notes = state.sidecar.notes.map((note) => ({ ...note, ...moved[note.id] }));
    const places = Object.fromEntries(Object.entries(moved).filter(([key]) => findTask(state.graph, key)));
    const positions =
      Object.keys(places).length > 0
        ? { ...state.sidecar.positions, ...layout.positions, ...places }
        : state.sidecar.positions;
    draft.setSidecar({ positions, notes }, "move");
  };
  return {
    onEdgeLabel,
    onMove: move,
    onConnect: (from, to, side) => {
      const problem = connectProblem(state.graph, model, from, to);
      if (!problem) return void act(connect(from, to, conditionFrom(from, side)));
      draft.say(problem);
    },
    onConnectToGround: (from, side, at, screen) =>
      setAdding({
        after: from,
        condition: conditionFrom(from, side),
        at: snap({ x: at.x, y: at.y - NODE_HEIGHT / 2 }),
        screen,
      }),
    onReconnect: (edge, from, to) => {
      const found = model.edges.find((each) => each.id === edge);
      const before = endsOf(edge);
      if (found && (before.from !== from || before.to !== to)) void act(reconnect(edge, from, to, found.condition));
    },
    onDrop: (data, at) => {
      const item = itemOf(data.getData(DRAG_TYPE));
      if (!item) return;
      const place = snap({ x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 });
      const command = addTask(state.graph, item.make(), { place: placeOf(scope), at: place });
      void act({ ...command, place: { ...layout.positions, ...command.place } });
    },
    onNote: (id, text) => {
      const notes =
        text === ""
          ? state.sidecar.notes.filter((note) => note.id !== id)
          : state.sidecar.notes.map((note) => (note.id === id ? { ...note, text } : note));
      draft.setSidecar({ ...state.sidecar, notes }, "write a note");
    },
    onAddLogic: (id) => {
      const item = itemOf(id);
      const after = task ? { after: task.section === "tasks" ? task.path : `${task.section}:${task.path}` } : {};
      if (item) void act(addTask(state.graph, item.make(), { place: placeOf(scope), ...after }));
    },
  };
}
