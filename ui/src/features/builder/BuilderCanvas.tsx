import { useState, type ReactElement } from "react";

import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/IconButton";
import { useBuilder } from "@/features/builder/context";
import { EdgeMenu } from "@/features/builder/EdgeMenu";
import type { PaletteGroup } from "@/features/builder/palette";
import { RunBar } from "@/features/builder/RunBar";
import { SelectionBar } from "@/features/builder/SelectionBar";
import { ToolBar, type Tool } from "@/features/builder/ToolBar";
import type { Acts } from "@/features/builder/useActs";
import { useEditing } from "@/features/builder/useEditing";
import type { RunHere } from "@/features/builder/useRunFromHere";
import { CanvasView } from "@/features/canvas/Canvas";
import type { Flaws } from "@/features/canvas/flow";
import { findTask, allTasks, taskKey } from "@/graph/source";
import { useNavigate } from "@tanstack/react-router";

export interface BuilderCanvasProps {
  groups: PaletteGroup[];
  acts: Acts;
  here: RunHere;
  onSearch: () => void;
  onAddAfter: () => void;
}

export function BuilderCanvas({ groups, acts, here, onSearch, onAddAfter }: BuilderCanvasProps): ReactElement {
  const builder = useBuilder();
  const { workflow, model, layout, selection, select, state, scope, setScope, run, isReadOnly, draft } = builder;
  const navigate = useNavigate();
  const [menu, setMenu] = useState<{ edge: string; anchor: HTMLElement } | null>(null);
  const editing = useEditing(groups, (edge, anchor) => {
    select({ nodes: [], edges: [edge] });
    setMenu({ edge, anchor });
  });
  const open = (key: string) => {
    const task = findTask(state.graph, key);
    if (task?.kind === "tasks") setScope(key);
    if (task?.kind === "workflow" && task.workflow)
      void navigate({ to: "/workflows/$id", params: { id: task.workflow } });
  };
  const isStale = run.run !== null && run.ranText !== state.text;
  return (
    <div className="canvas-box">
      <CanvasView
        label={`Graph of ${workflow}`}
        model={model}
        layout={layout}
        selection={selection}
        onSelect={select}
        overlay={run.overlay}
        flaws={flawsOf(builder)}
        notes={scope === null ? state.sidecar.notes : []}
        onOpen={open}
        view={`${workflow}/${scope ?? ""}`}
        {...(isReadOnly ? {} : { editing })}
      >
        <SelectionBar onRun={here.start} onDuplicate={acts.duplicate} onAddAfter={onAddAfter} more={moreActs(acts)} />
      </CanvasView>
      <ToolBar
        groups={toolsOf({ acts, draft, state, onSearch, isReadOnly, addLogic: editing.onAddLogic })}
        onRun={here.start}
        runOff={here.off}
      />
      {scope !== null ? (
        <button type="button" className="float back btn g s" onClick={() => setScope(null)}>
          <Icon name="left" size={14} />
          Out of {scope}
        </button>
      ) : null}
      <RunBar isStale={isStale} />
      {state.isUnreadable && !state.refusal ? (
        <div className="float refusal" role="status">
          <Icon name="alert" size={14} />
          The text can’t be read just now. The canvas shows how it last stood.
        </div>
      ) : null}
      {state.refusal ? (
        <div className="float refusal" role="alert">
          <Icon name="alert" size={14} />
          <span>
            {state.refusal.message} {state.refusal.hint}
          </span>
          <IconButton label="Dismiss" onClick={() => draft.forgive()}>
            <Icon name="close" size={14} />
          </IconButton>
        </div>
      ) : null}
      {model.nodes.length === 0 && state.checkedText !== null ? <EmptyCanvas onSearch={onSearch} /> : null}
      {menu ? <EdgeMenu key={menu.edge} edge={menu.edge} anchor={menu.anchor} onClose={() => setMenu(null)} /> : null}
    </div>
  );
}

function flawsOf({ state }: ReturnType<typeof useBuilder>): Record<string, Flaws> {
  const found: Record<string, Flaws> = {};
  if (state.isUnreadable) return found;
  for (const task of allTasks(state.graph)) {
    const own = (task.problems ?? []).flatMap((at) => state.problems[at] ?? []);
    if (own.length === 0) continue;
    const errors = own.filter((problem) => problem.severity === "error").length;
    found[taskKey(task)] = { errors, warnings: own.length - errors };
    countInGroups(found, task, errors, own.length - errors);
  }
  return found;
}

/** A group shows what is wrong inside of it. */
function countInGroups(
  found: Record<string, Flaws>,
  task: { section: "tasks" | "on_failure" | "finally"; parent: string | null },
  errors: number,
  warnings: number,
): void {
  for (
    let parent = task.parent;
    parent;
    parent = parent.includes("/") ? parent.slice(0, parent.lastIndexOf("/")) : null
  ) {
    const key = taskKey({ section: task.section, path: parent });
    const before = found[key] ?? { errors: 0, warnings: 0 };
    found[key] = { errors: before.errors + errors, warnings: before.warnings + warnings };
  }
}

function moreActs(acts: Acts) {
  return [
    { label: "Rename", keyName: "f2", run: acts.rename },
    { label: "Copy as YAML", keyName: "mod+c", run: () => void acts.copy() },
    { label: "Cut", keyName: "mod+x", run: () => void acts.cut() },
    { label: "Delete", keyName: "backspace", run: acts.remove },
  ];
}

interface ToolParts {
  acts: Acts;
  draft: ReturnType<typeof useBuilder>["draft"];
  state: ReturnType<typeof useBuilder>["state"];
  onSearch: () => void;
  isReadOnly: boolean;
  addLogic: (id: string) => void;
}

function toolsOf({ acts, draft, state, onSearch, isReadOnly, addLogic }: ToolParts): Tool[][] {
  const isOff = isReadOnly;
  return [
    [
      {
        id: "undo",
        label: state.canUndo ? `Undo ${state.canUndo}` : "Nothing to undo",
        icon: "undo",
        keyName: "mod+z",
        isOff: !state.canUndo,
        run: () => draft.undo(),
      },
      {
        id: "redo",
        label: state.canRedo ? `Redo ${state.canRedo}` : "Nothing to redo",
        icon: "redo",
        keyName: "mod+shift+z",
        isOff: !state.canRedo,
        run: () => draft.redo(),
      },
    ],
    [
      { id: "add", label: "Add a task", icon: "plus", keyName: "a", isOff, run: onSearch },
      { id: "switch", label: "Add a switch", icon: "branch", isOff, run: () => addLogic("switch") },
      { id: "foreach", label: "Add a group for each item", icon: "foreach", isOff, run: () => addLogic("foreach") },
      { id: "note", label: "Add a note", icon: "note", keyName: "n", isOff, run: acts.note },
    ],
    [{ id: "tidy", label: "Tidy up", icon: "tidy", keyName: "shift+l", isOff, run: acts.tidy }],
  ];
}

function EmptyCanvas({ onSearch }: { onSearch: () => void }): ReactElement {
  return (
    <div className="empty-canvas">
      <div className="b">Nothing runs yet</div>
      <p className="t2">
        A workflow is a list of tasks and the order between them. Drag one from the palette, or press A.
      </p>
      <button type="button" className="btn p" onClick={onSearch}>
        Add the first task
      </button>
    </div>
  );
}
