import { MergeView } from "@codemirror/merge";
import { yaml } from "@codemirror/lang-yaml";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef, type ReactElement } from "react";

import { templateColours } from "@/code/templates";
import { codeTheme } from "@/code/theme";

export interface DiffViewProps {
  before: string;
  after: string;
  beforeName: string;
  afterName: string;
}

/** Two texts side by side, what is the same folded away. */
export function DiffView({ before, after, beforeName, afterName }: DiffViewProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const extensions = (label: string) => [
      lineNumbers(),
      yaml(),
      templateColours,
      codeTheme(),
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ "aria-label": label }),
    ];
    const view = new MergeView({
      parent: host.current as HTMLDivElement,
      a: { doc: before, extensions: extensions(beforeName) },
      b: { doc: after, extensions: extensions(afterName) },
      collapseUnchanged: { margin: 3, minSize: 6 },
      gutter: true,
    });
    return () => view.destroy();
  }, [before, after, beforeName, afterName]);
  return (
    <div className="diff">
      <div className="row diff-names sm t3">
        <span className="grow">{beforeName}</span>
        <span className="grow">{afterName}</span>
      </div>
      {before === after ? <p className="t2 pad">Nothing is changed: the texts are the same.</p> : null}
      <div ref={host} className="diff-body" />
    </div>
  );
}
