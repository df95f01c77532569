import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import { sql } from "@codemirror/lang-sql";
import { StreamLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { ReactElement } from "react";

import { templateColours } from "@/code/templates";
import { useCodeEditor } from "@/form/useCodeEditor";

export interface CodeFieldProps {
  id?: string;
  label: string;
  value: string;
  language: string;
  onCommit: (value: string) => void;
  rows?: number;
}

/** Enough of the shell for its comments and strings; it needs no parser of its own. */
const shell = StreamLanguage.define<object>({
  token: (stream) => {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'[^']*'?/)) return "string";
    if (stream.match(/^\$\{?\w+\}?/)) return "labelName";
    if (stream.match(/^(if|then|else|fi|for|do|done|while|case|esac|exit|set)\b/)) return "keyword";
    if (!stream.match(/^[^\s#"'$]+/)) stream.next();
    return null;
  },
});

function languageOf(name: string): Extension {
  if (name === "python") return python();
  if (name === "sql") return sql();
  if (name === "json") return json();
  return name === "bash" ? shell : [];
}

const COMMIT_AFTER_MS = 800;

/** Several lines of code, kept when the cursor leaves or rests. */
export function CodeField(props: CodeFieldProps): ReactElement {
  const host = useCodeEditor({
    ...props,
    kind: props.language,
    commitAfterMs: COMMIT_AFTER_MS,
    extensions: () => [languageOf(props.language), templateColours, EditorView.lineWrapping],
  });
  return <div ref={host} className="codefield" style={{ minHeight: (props.rows ?? 4) * 20 + 10 }} />;
}
