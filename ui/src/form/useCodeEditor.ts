/** The editor behind each field that holds code or expressions: the fields differ in what they add to it. */

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useContext, useEffect, useLayoutEffect, useRef, type RefObject } from "react";

import { nameSource } from "@/code/names";
import { codeTheme } from "@/code/theme";
import { ownTyping } from "@/code/typing";
import { Expressions } from "@/form/expression-context";

export interface CodeEditorOptions {
  id?: string | undefined;
  label: string;
  value: string;
  /** Told when the cursor leaves, or rests for a while. */
  onCommit: (value: string) => void;
  onText?: (value: string) => void;
  commitAfterMs: number;
  /** The whole text is an expression without braces. */
  isBare?: boolean | undefined;
  /** What this field adds; asked once for each `kind`, with what commits at once. */
  extensions: (commit: (value: string) => void) => Extension[];
  /** Another one is another editor. */
  kind: string;
}

/** Returns where the editor is put. */
export function useCodeEditor(options: CodeEditorOptions): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const help = useContext(Expressions);
  const latest = useRef({ ...options, help });
  useLayoutEffect(() => {
    latest.current = { ...options, help };
  });
  const { kind, value } = options;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const commit = (text: string) => {
      clearTimeout(timer);
      if (text !== latest.current.value) latest.current.onCommit(text);
    };
    const commitSoon = (text: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => commit(text), latest.current.commitAfterMs);
    };
    const names = nameSource(async () => (await latest.current.help?.names()) ?? [], latest.current.isBare);
    const { id, label } = latest.current;
    const created = new EditorView({
      parent: host.current as HTMLDivElement,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          latest.current.extensions(commit),
          history(),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          autocompletion({ override: [names], icons: false }),
          ownTyping,
          codeTheme(),
          EditorView.contentAttributes.of({ "aria-label": label, "data-kind": kind, ...(id ? { id } : {}) }),
          EditorView.updateListener.of((update) => {
            const now = update.state.doc.toString();
            if (update.docChanged) {
              latest.current.onText?.(now);
              commitSoon(now);
            }
          }),
          // The editor itself tells of a lost focus a moment later: a button that took it would act on what was before.
          EditorView.domEventHandlers({ blur: (_, left) => commit(left.state.doc.toString()) }),
        ],
      }),
    });
    view.current = created;
    return () => {
      commit(created.state.doc.toString());
      created.destroy();
    };
  }, [kind]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.hasFocus || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return host;
}
