import type { EditorView } from "@codemirror/view";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactElement } from "react";

import "@/features/builder/builder.css";
import "@/form/form.css";

import { useProjectFiles } from "@/api/live";
import { useUrl } from "@/app/useUrl";
import { BuilderContext, type AddTarget, type Builder as BuilderValue } from "@/features/builder/context";
import type { Opened } from "@/features/builder/open";
import { useSavedText } from "@/features/builder/useSavedText";
import { useDraftRun } from "@/features/builder/useDraftRun";
import { Workbench } from "@/features/builder/Workbench";
import { useLayout } from "@/features/canvas/useLayout";
import type { Command } from "@/graph/commands";
import { toModel, type Scope } from "@/graph/model";
import { keepKnown, NOTHING, type Selection } from "@/graph/selection";
import { findTask, keyOfRun, parentOf } from "@/graph/source";

/** One opened workflow, with all that its parts share. */
export function Builder({ opened }: { opened: Opened }): ReactElement {
  const { draft, keeper, server, workflow, source } = opened;
  useSavedText(opened);
  useProjectFiles(useCallback(() => void draft.recheck(), [draft]));
  const state = useSyncExternalStore(draft.subscribe, () => draft.state);
  const keepStatus = useSyncExternalStore(keeper.subscribe, () => keeper.status);
  useSyncExternalStore(keeper.subscribe, () => keeper.savedElsewhere);
  const [url] = useUrl();
  const named = url.task ? keyOfRun(url.task) : null;
  const [wantedScope, setWantedScope] = useState<Scope>(named && parentOf(named));
  const [wanted, setWanted] = useState<Selection>(named ? { nodes: [named], edges: [] } : NOTHING);
  const [adding, setAdding] = useState<AddTarget | null>(null);
  const yaml = useRef<EditorView | null>(null);

  const scope = wantedScope !== null && findTask(state.graph, wantedScope) ? wantedScope : null;
  const model = useMemo(() => toModel(state.graph, scope), [state.graph, scope]);
  const layout = useLayout(model, state.sidecar.positions);
  const notes = state.sidecar.notes;
  const selection = useMemo(() => {
    const isNote = (key: string) => notes.some((note) => note.id === key);
    const kept = keepKnown({ ...wanted, nodes: wanted.nodes.filter((key) => !isNote(key)) }, model);
    const marked = wanted.nodes.filter(isNote);
    return marked.length > 0 ? { ...kept, nodes: [...kept.nodes, ...marked] } : kept;
  }, [wanted, model, notes]);
  const run = useDraftRun(server, model);
  const setScope = useCallback((next: Scope) => setWantedScope(next), []);
  const act = useCallback(
    async (command: Command) => {
      const isDone = await draft.run(command);
      if (isDone && command.select) setWanted({ nodes: command.select, edges: [] });
      return isDone;
    },
    [draft],
  );
  const onEditor = useCallback((editor: EditorView | null) => {
    yaml.current = editor;
  }, []);
  const showLine = useCallback((line: number, column = 1) => {
    const editor = yaml.current;
    if (!editor) return;
    const found = editor.state.doc.line(Math.min(line, editor.state.doc.lines));
    const at = Math.min(found.from + column - 1, found.to);
    editor.dispatch({ selection: { anchor: at }, scrollIntoView: true });
  }, []);
  useEffect(() => {
    const warn = () => keeper.close();
    window.addEventListener("pagehide", warn);
    return () => window.removeEventListener("pagehide", warn);
  }, [keeper]);

  const onlyKey = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
  const value: BuilderValue = {
    workflow,
    server,
    draft,
    keeper,
    keepStatus,
    state,
    model,
    layout,
    scope,
    setScope,
    selection,
    act,
    adding,
    setAdding,
    run,
    showLine,
    file: source.file,
    isReadOnly: source.is_read_only,
    whyReadOnly: source.why_read_only,
    select: setWanted,
    task: onlyKey === undefined ? undefined : findTask(state.graph, onlyKey),
  };
  return (
    <BuilderContext.Provider value={value}>
      <Workbench onEditor={onEditor} />
    </BuilderContext.Provider>
  );
}
