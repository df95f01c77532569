import type { EditorView } from "@codemirror/view";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { sayKey } from "@/app/keys";
import { api } from "@/api/client";
import type { Schema } from "@/code/yaml-schema";
import { copyText } from "@/components/CopyId";
import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useBuilder } from "@/features/builder/context";
import { LogTail } from "@/features/builder/LogTail";
import { ProblemsPanel } from "@/features/builder/ProblemsPanel";
import type { PaneMode } from "@/features/builder/usePanes";
import { YamlPane } from "@/features/builder/YamlPane";

export interface DockProps {
  onEditor: (editor: EditorView | null) => void;
  mode: PaneMode;
  problemAt: number;
  onProblem: (at: number) => void;
  onClose: () => void;
}

/** Beneath the canvas: the text, and beside it problems or the log of the selected task. */
export function Dock({ onEditor, mode, problemAt, onProblem, onClose }: DockProps): ReactElement {
  const { file, state, task, run } = useBuilder();
  const runId = run.run?.run_id;
  const [chosen, setChosen] = useState<{ side: "problems" | "log"; runId: string | undefined }>({
    side: "problems",
    runId,
  });
  // A new run shows its log until something else is chosen.
  const side = chosen.runId === runId ? chosen.side : "log";
  const setSide = (next: "problems" | "log") => setChosen({ side: next, runId });
  const { data: schema } = useQuery({
    queryKey: ["schema", "workflow"],
    queryFn: () => api.get<Schema>("/schema/workflow"),
    staleTime: 5 * 60_000,
  });
  const errors = state.problems.length;
  return (
    <div className="dock" data-mode={mode}>
      <div className="dock-yaml">
        <div className="dock-hd">
          <b className="b">{file.endsWith(".py") ? "Python" : "YAML"}</b>
          <span className="sm t3 mono cut" title={file}>
            {file}
          </span>
          <span className="grow" />
          <span className="sm t3">Follows selection</span>
          <IconButton label="Copy the text" onClick={() => void copyText(state.text)}>
            <Icon name="copy" />
          </IconButton>
          <IconButton label={`Close the YAML, ${sayKey("mod+\\")}`} onClick={onClose}>
            <Icon name="split" />
          </IconButton>
        </div>
        <YamlPane schema={schema ?? null} onEditor={onEditor} />
      </div>
      <div className="dock-side" aria-label={side === "log" ? "Log" : "Problems"}>
        <div className="dock-hd" role="tablist">
          <button type="button" role="tab" aria-selected={side === "problems"} onClick={() => setSide("problems")}>
            Problems {errors > 0 ? <span className="n bad">{errors}</span> : null}
          </button>
          {run.run ? (
            <button type="button" role="tab" aria-selected={side === "log"} onClick={() => setSide("log")}>
              Log
            </button>
          ) : null}
          <span className="grow" />
          {errors > 0 && side === "problems" ? (
            <span className="sm t3">
              <kbd>F8</kbd> next
            </span>
          ) : null}
        </div>
        {side === "log" && run.run ? <LogTail task={task} /> : <ProblemsPanel at={problemAt} onStep={onProblem} />}
      </div>
    </div>
  );
}
