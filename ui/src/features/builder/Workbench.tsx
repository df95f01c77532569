import type { EditorView } from "@codemirror/view";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useState, type CSSProperties, type ReactElement } from "react";

import { useActions } from "@/app/actions";
import { Page } from "@/components/Page";
import { BuilderCanvas } from "@/features/builder/BuilderCanvas";
import { builderActions } from "@/features/builder/builder-actions";
import { useBuilder } from "@/features/builder/context";
import { DiffDialog } from "@/features/builder/DiffDialog";
import { Dock } from "@/features/builder/Dock";
import { ElsewhereDialog } from "@/features/builder/ElsewhereDialog";
import { Inspector } from "@/features/builder/inspector/Inspector";
import { FloatingPalette, Palette } from "@/features/builder/Palette";
import { useShowProblem } from "@/features/builder/ProblemsPanel";
import { RunDraftDialog } from "@/features/builder/RunDraftDialog";
import { SaveDialog } from "@/features/builder/SaveDialog";
import { StateLine, TopActions } from "@/features/builder/TopActions";
import { useActs } from "@/features/builder/useActs";
import { usePaletteGroups } from "@/features/builder/usePaletteGroups";
import { PaneHandle } from "@/features/builder/PaneHandle";
import { usePanes, type Panes } from "@/features/builder/usePanes";
import { useRunFromHere } from "@/features/builder/useRunFromHere";
import { BELOW_BARS, fitOf } from "@/features/canvas/ZoomBar";
import { NOTHING, selectNode } from "@/graph/selection";
import { parentOf, taskKey } from "@/graph/source";

export interface WorkbenchProps {
  onEditor: (editor: EditorView | null) => void;
}

export function Workbench(props: WorkbenchProps): ReactElement {
  return (
    <ReactFlowProvider>
      <WorkbenchInside {...props} />
    </ReactFlowProvider>
  );
}

export type DialogName = "save" | "diff" | "run" | null;

function WorkbenchInside({ onEditor }: WorkbenchProps): ReactElement {
  const builder = useBuilder();
  const { workflow, state, draft, task, selection, select, setAdding, scope, setScope, run } = builder;
  const flow = useReactFlow();
  const acts = useActs();
  const panes = usePanes();
  const { groups, count } = usePaletteGroups();
  const showProblem = useShowProblem();
  const here = useRunFromHere(task);
  const [problemAt, setProblemAt] = useState(-1);
  const [dialog, setDialog] = useState<DialogName>(null);

  const stepProblem = (at: number) => {
    const problem = state.problems[at];
    if (!problem) return;
    panes.open("dock");
    setProblemAt(at);
    showProblem(problem);
  };
  const openPalette = (after: string | undefined) => {
    if (after) setAdding({ after });
    panes.open("palette");
    requestAnimationFrame(() => document.getElementById("palette-search")?.focus());
  };
  const escape = () => {
    if (builder.adding) return setAdding(null);
    if (selection.nodes.length + selection.edges.length > 0) return select(NOTHING);
    if (scope !== null) {
      const inside = scope;
      setScope(parentOf(scope));
      return select(selectNode(inside));
    }
    if (run.run) run.clear();
  };
  useActions(
    builderActions({
      acts,
      undo: state.canUndo ? () => draft.undo() : null,
      redo: state.canRedo ? () => draft.redo() : null,
      save: () => setDialog("save"),
      runHere: here.start,
      runOff: here.off,
      nextProblem: () => stepProblem((problemAt + 1) % Math.max(1, state.problems.length)),
      addTask: () => openPalette(task ? taskKey(task) : undefined),
      fit: () => void flow.fitView(fitOf(BELOW_BARS)),
      cyclePanes: panes.cycle,
      escape,
      whyReadOnly: builder.whyReadOnly,
    }),
  );

  return (
    <Page
      title={crumbs(workflow, scope)}
      isFlush
      actions={
        <>
          <StateLine />
          <TopActions
            panes={panes}
            onDialog={setDialog}
            onProblems={() => stepProblem((problemAt + 1) % Math.max(1, state.problems.length))}
          />
        </>
      }
    >
      {builder.whyReadOnly ? <div className="stale">{builder.whyReadOnly}</div> : null}
      <div
        className="build"
        data-panes={panes.mode}
        data-palette={panes.hasPalette || undefined}
        data-inspector={panes.hasInspector || undefined}
        style={sizesOf(panes)}
      >
        {panes.hasPalette ? (
          <div className="pane-side">
            <Palette groups={groups} count={count} />
            <PaneHandle side="palette" panes={panes} />
          </div>
        ) : null}
        <div className="mid">
          {panes.mode === "yaml" ? null : (
            <BuilderCanvas
              groups={groups}
              acts={acts}
              here={here}
              onSearch={() => openPalette(undefined)}
              onAddAfter={() => openPalette(task ? taskKey(task) : undefined)}
            />
          )}
          {panes.mode === "canvas" && !panes.hasDock ? null : (
            <div className="pane-side">
              <Dock
                onEditor={onEditor}
                mode={panes.mode}
                problemAt={problemAt}
                onProblem={stepProblem}
                onClose={() => panes.show("canvas")}
              />
              {panes.mode === "split" ? <PaneHandle side="dock" panes={panes} /> : null}
            </div>
          )}
        </div>
        {panes.hasInspector ? (
          <div className="pane-side">
            <Inspector onClose={() => panes.close("inspector")} onTest={(tested) => void here.test(tested)} />
            <PaneHandle side="inspector" panes={panes} />
          </div>
        ) : null}
      </div>
      <FloatingPalette groups={groups} />
      <ElsewhereDialog />
      {dialog === "save" ? <SaveDialog onClose={() => setDialog(null)} onCompare={() => setDialog("diff")} /> : null}
      {dialog === "diff" ? <DiffDialog onClose={() => setDialog(null)} /> : null}
      {dialog === "run" ? <RunDraftDialog onClose={() => setDialog(null)} /> : null}
    </Page>
  );
}

function sizesOf({ sizes }: Panes): CSSProperties {
  return Object.fromEntries(
    Object.entries(sizes).flatMap(([side, size]) => (size ? [[`--${side}`, `${size}px`]] : [])),
  ) as CSSProperties;
}

function crumbs(workflow: string, scope: string | null) {
  const inner =
    scope === null
      ? []
      : scope
          .replace(/^\w+:/, "")
          .split("/")
          .map((label) => ({ label }));
  return [{ label: "Workflows", to: "/workflows" }, { label: workflow }, ...inner];
}
