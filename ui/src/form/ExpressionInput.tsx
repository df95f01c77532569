import { EditorState, Prec } from "@codemirror/state";
import { keymap, placeholder as placeholderText } from "@codemirror/view";
import { useContext, useEffect, useState, type ReactElement } from "react";

import { templateChips } from "@/code/templates";
import { isExpression } from "@/form/checks";
import { Expressions, type Preview } from "@/form/expression-context";
import { useCodeEditor } from "@/form/useCodeEditor";

export interface ExpressionInputProps {
  id?: string;
  label: string;
  value: string;
  onCommit: (value: string) => void;
  placeholder?: string;
  isBad?: boolean;
  /** The whole text is an expression without braces, as in `when`. */
  isBare?: boolean;
  hasPreview?: boolean;
}

const COMMIT_AFTER_MS = 600;

/** One line of text with expressions as chips; completion inside of braces, the value beneath. */
export function ExpressionInput(props: ExpressionInputProps): ReactElement {
  const [text, setText] = useState(props.value);
  const host = useCodeEditor({
    ...props,
    kind: "expression",
    commitAfterMs: COMMIT_AFTER_MS,
    onText: setText,
    extensions: (commit) => [
      Prec.highest(keymap.of([{ key: "Enter", run: (editor) => (commit(editor.state.doc.toString()), true) }])),
      oneLine,
      templateChips,
      placeholderText(props.placeholder ?? ""),
    ],
  });
  const isWatched = props.hasPreview !== false && (isExpression(text) || (props.isBare === true && text !== ""));
  return (
    <>
      <div ref={host} className={props.isBad ? "in expr bad" : "in expr"} />
      {isWatched ? <PreviewLine expression={text} /> : null}
    </>
  );
}

const oneLine = EditorState.transactionFilter.of((transaction) => (transaction.newDoc.lines > 1 ? [] : transaction));

const PREVIEW_AFTER_MS = 350;

/** What the expression gave in the last run; the last answer stands while the next is on its way. */
function PreviewLine({ expression }: { expression: string }): ReactElement | null {
  const help = useContext(Expressions);
  const [preview, setPreview] = useState<Preview | null>(null);
  useEffect(() => {
    if (!help) return undefined;
    let isStale = false;
    const timer = setTimeout(() => {
      void help.preview(expression).then((found) => {
        if (!isStale) setPreview(found);
      });
    }, PREVIEW_AFTER_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [expression, help]);
  if (!preview) return null;
  if (preview.error)
    return (
      <div className="preview">
        <span className="cut" title={preview.error}>
          {preview.fromRun ? preview.error : "A value is shown once it has run."}
        </span>
      </div>
    );
  return (
    <div className="preview">
      {preview.fromRun ? "Last run: " : "Now: "}
      <span className="mono cut" title={preview.said}>
        {preview.said}
      </span>
    </div>
  );
}
