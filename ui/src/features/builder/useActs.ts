import { useReactFlow } from "@xyflow/react";

import { api } from "@/api/client";
import { inProject } from "@/api/project";
import { copyText } from "@/components/CopyId";
import { RENAME_EVENT } from "@/features/builder/inspector/TaskName";
import { useBuilder } from "@/features/builder/context";
import type { Checked } from "@/features/builder/server";
import { copyTasks, documentOf, pasteTasks } from "@/graph/clipboard";
import { duplicateTasks, namesIn, placeOf, removeSelected } from "@/graph/commands";
import type { Positions } from "@/graph/layout";
import {
  neighbour,
  nextInOrder,
  readingOrder,
  selectAll,
  selectNode,
  NOTHING,
  type Direction,
} from "@/graph/selection";
import { findTask } from "@/graph/source";

export interface Acts {
  remove: () => void;
  duplicate: () => void;
  copy: () => Promise<void>;
  cut: () => Promise<void>;
  paste: (text?: string) => Promise<void>;
  all: () => void;
  rename: () => void;
  tidy: () => void;
  note: () => void;
  step: (step: 1 | -1) => void;
  go: (direction: Direction) => void;
  nudge: (direction: Direction) => void;
}

const NUDGE = 20;

/** What keys, bars and menus do with the selection. */
export function useActs(): Acts {
  const { draft, state, model, layout, selection, select, act, scope, workflow } = useBuilder();
  const flow = useReactFlow();
  const tasks = () => selection.nodes.flatMap((key) => findTask(state.graph, key) ?? []);
  const keys = () => selection.nodes.filter((key) => findTask(state.graph, key));
  const noteKeys = () => selection.nodes.filter((key) => state.sidecar.notes.some((note) => note.id === key));

  const focusOn = (key: string | undefined) => {
    if (key === undefined) return;
    select(selectNode(key));
    const at = layout.positions[key];
    if (at) void keepInView(flow, at);
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-task="${CSS.escape(key)}"]`)?.focus({ preventScroll: true }),
    );
  };
  const copy = async () => {
    const text = copyTasks(state.text, tasks());
    if (text) await copyText(text);
  };
  const remove = () => {
    const notes = noteKeys();
    if (notes.length > 0)
      draft.setSidecar(
        { ...state.sidecar, notes: state.sidecar.notes.filter((note) => !notes.includes(note.id)) },
        "delete a note",
      );
    if (keys().length + selection.edges.length > 0) void act(removeSelected(keys(), selection.edges));
  };
  return {
    remove,
    copy,
    duplicate: () => {
      // Where nothing was placed by hand, the automatic layout finds the copies their place.
      const isPinned = Object.keys(state.sidecar.positions).length > 0;
      if (keys().length > 0) void act(duplicateTasks(state.graph, keys(), isPinned ? layout.positions : {}));
    },
    cut: async () => {
      await copy();
      remove();
    },
    paste: async (given) => {
      const text = documentOf(given ?? (await navigator.clipboard.readText().catch(() => "")));
      if (!text) return;
      const checked = await api.post<Checked>(inProject("/check"), { workflow, text });
      const place = placeOf(scope);
      const pasted = pasteTasks(checked.graph, { ...place, taken: namesIn(draft.state.graph, place) });
      const prefix = scope === null ? "" : `${scope}/`;
      await act({
        label: `paste ${pasted.ids.length === 1 ? pasted.ids[0] : `${pasted.ids.length} tasks`}`,
        operations: pasted.operations,
        select: pasted.ids.map((id) => prefix + id),
      });
    },
    all: () => select(selectAll(model)),
    rename: () => window.dispatchEvent(new Event(RENAME_EVENT)),
    tidy: () => draft.setSidecar({ ...state.sidecar, positions: {} }, "tidy"),
    note: () => {
      const middle = flow.screenToFlowPosition({ x: window.innerWidth / 2, y: window.innerHeight / 3 });
      const note = {
        id: `note-${crypto.randomUUID().slice(0, 8)}`,
        x: Math.round(middle.x),
        y: Math.round(middle.y),
        text: "",
      };
      draft.setSidecar({ ...state.sidecar, notes: [...state.sidecar.notes, note] }, "add a note");
    },
    step: (step) => focusOn(nextInOrder(readingOrder(model, layout.positions), selection.nodes[0], step)),
    go: (direction) => {
      const [first] = keys();
      focusOn(
        first === undefined
          ? readingOrder(model, layout.positions)[0]
          : neighbour(model, layout.positions, first, direction),
      );
    },
    nudge: (direction) => {
      const by = {
        left: { x: -NUDGE, y: 0 },
        right: { x: NUDGE, y: 0 },
        up: { x: 0, y: -NUDGE },
        down: { x: 0, y: NUDGE },
      }[direction];
      const moved: Positions = {};
      for (const key of keys()) {
        const at = layout.positions[key];
        if (at) moved[key] = { x: at.x + by.x, y: at.y + by.y };
      }
      if (Object.keys(moved).length === 0) return select(NOTHING);
      draft.setSidecar(
        { ...state.sidecar, positions: { ...state.sidecar.positions, ...layout.positions, ...moved } },
        "move",
      );
    },
  };
}

/** Bring a node into view where it is outside; leave the view alone where it is not. */
async function keepInView(flow: ReturnType<typeof useReactFlow>, at: { x: number; y: number }): Promise<void> {
  const screen = flow.flowToScreenPosition(at);
  const pane = document.querySelector(".canvas")?.getBoundingClientRect();
  if (!pane) return;
  const isInside =
    screen.x > pane.left && screen.x < pane.right - 150 && screen.y > pane.top + 60 && screen.y < pane.bottom - 60;
  if (!isInside) await flow.setCenter(at.x + 88, at.y + 27, { zoom: flow.getZoom(), duration: 200 });
}
