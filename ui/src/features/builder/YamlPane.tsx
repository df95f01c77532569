import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef, type ReactElement } from "react";

import type { Problem } from "@/api/types";
import { templateColours } from "@/code/templates";
import { codeTheme } from "@/code/theme";
import { ownTyping } from "@/code/typing";
import type { Schema } from "@/code/yaml-schema";
import { useBuilder } from "@/features/builder/context";
import { blockHighlight, setBlock } from "@/features/builder/yaml-block";
import { schemaHover, schemaSource } from "@/features/builder/yaml-help";
import { selectNode } from "@/graph/selection";
import { allTasks, taskKey, type GraphTask } from "@/graph/source";

/** Marks changes that came from elsewhere, so that they are not taken for typing. */
const fromOutside = Annotation.define<boolean>();

export interface YamlPaneProps {
  schema: Schema | null;
  /** Hands out the editor, so that others can show a place in it. */
  onEditor: (editor: EditorView | null) => void;
}

/** The text itself. Acts of the canvas arrive as edits, so that cursor, comments and scroll stay. */
export function YamlPane({ schema, onEditor }: YamlPaneProps): ReactElement {
  const builder = useBuilder();
  const { draft, state, task } = builder;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ builder, schema });
  useLayoutEffect(() => {
    latest.current = { builder, schema };
  });

  useEffect(() => {
    const editor = new EditorView({
      parent: host.current as HTMLDivElement,
      state: EditorState.create({
        doc: draft.state.text,
        extensions: [
          Prec.highest(keymap.of(historyKeys(() => latest.current.builder.draft))),
          EditorState.readOnly.of(builder.isReadOnly),
          lineNumbers(),
          lintGutter(),
          drawSelection(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          bracketMatching(),
          closeBrackets(),
          indentUnit.of("  "),
          builder.file.endsWith(".py") ? python() : [yaml(), templateColours],
          autocompletion({
            override: [
              schemaSource(
                () => latest.current.schema,
                () => allTasks(latest.current.builder.state.graph),
              ),
            ],
            icons: false,
          }),
          schemaHover(() => latest.current.schema),
          keymap.of([...completionKeymap, ...searchKeymap, ...defaultKeymap, indentWithTab]),
          blockHighlight,
          ownTyping,
          codeTheme(),
          EditorView.contentAttributes.of({ "aria-label": "YAML of the workflow", spellcheck: "false" }),
          EditorView.updateListener.of((update) => {
            const isOutside = update.transactions.some((each) => each.annotation(fromOutside));
            if (update.docChanged && !isOutside) latest.current.builder.draft.type(update.state.doc.toString());
            if (update.selectionSet && update.view.hasFocus && !isOutside)
              followCursor(update.view, latest.current.builder);
          }),
        ],
      }),
    });
    view.current = editor;
    onEditor(editor);
    const stop = draft.onText((edits) => {
      const changes = edits.map((edit) => ({ from: edit.start, to: edit.end, insert: edit.text }));
      editor.dispatch({ changes, annotations: fromOutside.of(true) });
    });
    return () => {
      stop();
      view.current = null;
      onEditor(null);
      editor.destroy();
    };
  }, [draft, onEditor, builder.isReadOnly, builder.file]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, state.problems)));
  }, [state.problems]);
  useEffect(() => {
    if (view.current) showBlock(view.current, task, state.checkedText === state.text && !state.isUnreadable);
  }, [task, state.text, state.checkedText, state.isUnreadable]);
  return <div ref={host} className="yaml" data-testid="yaml" />;
}

function historyKeys(draft: () => { undo: () => void; redo: () => void }) {
  const back = () => (draft().undo(), true);
  const forth = () => (draft().redo(), true);
  return [
    { key: "Mod-z", run: back, preventDefault: true },
    { key: "Mod-Shift-z", run: forth, preventDefault: true },
    { key: "Mod-y", run: forth, preventDefault: true },
  ];
}

/** The task that the cursor is in becomes the selection. */
function followCursor(editor: EditorView, builder: ReturnType<typeof useBuilder>): void {
  const { state, selection, scope } = builder;
  if (state.checkedText !== editor.state.doc.toString() || state.isUnreadable) return;
  const line = editor.state.doc.lineAt(editor.state.selection.main.head).number;
  const around = allTasks(state.graph).filter((task) => (task.line ?? 0) <= line && line <= (task.end_line ?? 0));
  const inner = around[around.length - 1];
  if (!inner) return;
  const key = taskKey(inner);
  if (selection.nodes.length === 1 && selection.nodes[0] === key) return;
  const parent = inner.parent ? taskKey({ section: inner.section, path: inner.parent }) : null;
  if (parent !== scope) builder.setScope(parent);
  builder.select(selectNode(key));
}

function showBlock(editor: EditorView, task: GraphTask | undefined, isCurrent: boolean): void {
  if (!task?.line || !isCurrent) {
    if (!task) editor.dispatch({ effects: setBlock.of(null) });
    return;
  }
  const doc = editor.state.doc;
  const first = Math.min(task.line, doc.lines);
  const last = Math.min(task.end_line ?? task.line, doc.lines);
  const isVisible = editor.visibleRanges.some(
    (range) => range.from <= doc.line(first).from && doc.line(first).from <= range.to,
  );
  const effects: Parameters<EditorView["dispatch"]>[0] = { effects: [setBlock.of({ first, last })] };
  editor.dispatch(effects);
  if (editor.hasFocus && isVisible) return;
  editor.dispatch({ effects: EditorView.scrollIntoView(doc.line(first).from, { y: "start", yMargin: 48 }) });
}

function diagnosticsOf(state: EditorState, problems: readonly Problem[]): Diagnostic[] {
  const { doc } = state;
  const offset = (line: number, column: number) => {
    const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return Math.min(found.from + Math.max(column - 1, 0), found.to);
  };
  return problems
    .filter((problem) => problem.line)
    .map((problem) => {
      const from = offset(problem.line ?? 1, problem.column ?? 1);
      const to = problem.end_line ? offset(problem.end_line, problem.end_column ?? 1) : from;
      const end = to > from ? to : doc.lineAt(from).to;
      return {
        from,
        to: end,
        severity: problem.severity === "warning" ? ("warning" as const) : ("error" as const),
        message: [problem.message, problem.hint].filter(Boolean).join(" "),
      };
    });
}
