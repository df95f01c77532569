import { Menu, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";

import { sayKey } from "@/app/keys";
import { useMay } from "@/api/session";
import { Icon } from "@/components/Icon";
import { useBuilder } from "@/features/builder/context";
import type { SavedNow } from "@/features/builder/keeper";
import { SavedElsewhereDialog, whoSaved } from "@/features/builder/SavedElsewhereDialog";
import type { PaneMode, Panes } from "@/features/builder/usePanes";
import type { DialogName } from "@/features/builder/Workbench";
import { counted } from "@/graph/style";

/** "Draft kept, 2 edits since revision 7c1e9f2". */
export function StateLine(): ReactElement {
  const { keepStatus, state, keeper, isReadOnly, file } = useBuilder();
  const revision = keeper.base.revision ? <span className="mono">{keeper.base.revision.slice(0, 7)}</span> : null;
  if (isReadOnly)
    return (
      <span className="sm t3 row stateline">
        <Icon name="lock" size={14} />
        {file.endsWith(".py") ? "Described by Python, shown only" : "Shown only"}
      </span>
    );
  if (keeper.savedElsewhere) return <SavedElsewhere saved={keeper.savedElsewhere} />;
  const since = revision ? <> since revision {revision}</> : null;
  switch (keepStatus.kind) {
    case "saved":
      return (
        <span className="sm t3 row stateline" role="status">
          <Icon name="check" size={14} />
          {revision ? <span>Revision {revision}</span> : "Not saved yet"}
        </span>
      );
    case "keeping":
      return (
        <span className="sm t3 row stateline" role="status">
          Keeping the draft …
        </span>
      );
    case "kept":
      return (
        <span className="sm t3 row stateline" role="status">
          <Icon name="check" size={14} />
          <span>
            Draft kept, {counted(Math.max(1, state.edits), "edit")}
            {since}
          </span>
        </span>
      );
    case "offline":
      return (
        <Tooltip label={keepStatus.reason}>
          <span className="sm row stateline warned" role="status">
            <Icon name="alert" size={14} />
            Kept in this browser; the server does not answer. Trying again
          </span>
        </Tooltip>
      );
    case "refused":
      return (
        <span className="sm row stateline warned" role="status">
          <Icon name="alert" size={14} />
          Not kept on the server: {keepStatus.reason}
        </span>
      );
    case "elsewhere":
      return (
        <span className="sm row stateline warned" role="status">
          <Icon name="alert" size={14} />
          Changed in another tab
        </span>
      );
  }
}

/** Said at once, as it stands under what is edited here. */
function SavedElsewhere({ saved }: { saved: SavedNow }): ReactElement {
  const { keeper } = useBuilder();
  const [isOpen, setOpen] = useState(false);
  const goOn = () => {
    keeper.rebase({ ...keeper.base, text: saved.text, etag: saved.etag, revision: saved.revision ?? null });
    setOpen(false);
  };
  return (
    <span className="sm row stateline warned" role="status">
      <Icon name="alert" size={14} />
      {whoSaved(saved)}
      <button type="button" className="btn s" onClick={() => setOpen(true)}>
        Compare
      </button>
      {isOpen ? <SavedElsewhereDialog saved={saved} onClose={() => setOpen(false)} onPut={goOn} /> : null}
    </span>
  );
}

export interface TopActionsProps {
  panes: Panes;
  onDialog: (name: DialogName) => void;
  onProblems: () => void;
}

const MODES: { mode: PaneMode; label: string }[] = [
  { mode: "canvas", label: "Canvas" },
  { mode: "split", label: "Split" },
  { mode: "yaml", label: "YAML" },
];

export function TopActions({ panes, onDialog, onProblems }: TopActionsProps): ReactElement {
  const { state, keeper, workflow, isReadOnly, whyReadOnly } = useBuilder();
  const errors = state.problems.filter((problem) => problem.severity === "error").length;
  const operator = useMay("operator");
  const editor = useMay("editor");
  const runOff = operator.why ?? (errors > 0 ? `${counted(errors, "problem")} first` : null);
  const saveOff = editor.why ?? (whyReadOnly || null);
  return (
    <>
      <Tooltip label={`Canvas, split, YAML: ${sayKey("mod+\\")}`}>
        <div className="seg s" role="tablist" aria-label="Panes">
          {MODES.map(({ mode, label }) => (
            <button
              key={mode}
              type="button"
              role="tab"
              aria-selected={panes.mode === mode}
              onClick={() => panes.show(mode)}
            >
              {label}
            </button>
          ))}
        </div>
      </Tooltip>
      {state.problems.length > 0 ? (
        <button
          type="button"
          className={errors > 0 ? "btn s problems" : "btn s problems only-warnings"}
          onClick={onProblems}
        >
          <Icon name="alert" size={14} />
          {errors > 0 ? counted(errors, "problem") : counted(state.problems.length, "warning")}
        </button>
      ) : null}
      <button type="button" className="btn s" onClick={() => onDialog("diff")}>
        <Icon name="git" size={14} />
        Diff
      </button>
      <Tooltip label={runOff ?? (isReadOnly ? "Run it with its inputs" : "Run the draft with its inputs")}>
        <button
          type="button"
          className="btn s"
          aria-disabled={runOff !== null}
          onClick={() => runOff === null && onDialog("run")}
        >
          <Icon name="play" size={14} />
          Run
        </button>
      </Tooltip>
      <span className="split">
        <Tooltip label={saveOff ?? sayKey("mod+s")}>
          <button
            type="button"
            className="btn s p"
            aria-disabled={saveOff !== null}
            onClick={() => saveOff === null && onDialog("save")}
          >
            Save revision
          </button>
        </Tooltip>
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="btn s p" aria-label="More">
              <Icon name="down" size={14} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component={Link} to="/workflows/$id/revisions" params={{ id: workflow } as never}>
              Versions
            </Menu.Item>
            <Menu.Item disabled={!keeper.isChanged()} onClick={() => keeper.discard()}>
              Discard the draft
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item onClick={() => panes.toggle("palette")}>
              {panes.hasPalette ? "Hide the palette" : "Show the palette"}
            </Menu.Item>
            <Menu.Item onClick={() => panes.toggle("inspector")}>
              {panes.hasInspector ? "Hide the inspector" : "Show the inspector"}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </>
  );
}
