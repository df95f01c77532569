import { Handle, Position, useStore, type NodeProps } from "@xyflow/react";
import { memo, type ReactElement } from "react";

import { Icon, isIconName } from "@/components/Icon";
import { StateIcon } from "@/components/StateIcon";
import { counted, joinPill, lookOf, spokenName, type Look } from "@/graph/style";
import type { NodeOverlay } from "@/graph/overlay";
import type { Flaws, TaskNode } from "@/features/canvas/flow";

export type Nearness = "near" | "mid" | "far";

/** Below 60 % the second line goes, below 35 % a node is a block of its state's colour. */
export function nearnessOf(zoom: number): Nearness {
  if (zoom < 0.35) return "far";
  return zoom < 0.58 ? "mid" : "near";
}

function TaskNodeView({ data, selected }: NodeProps<TaskNode>): ReactElement {
  const nearness = useStore((state) => nearnessOf(state.transform[2]));
  const { node, overlay, flaws } = data;
  const look = lookOf(node.task);
  const problems = flaws ? flaws.errors + flaws.warnings : 0;
  const label = overlay
    ? `${spokenName(node.task, problems)}, ${overlay.state}, ${overlay.fact}`
    : spokenName(node.task, problems);
  return (
    <div
      className={classesOf(look, overlay, data.isQuiet, selected, flaws, nearness)}
      style={{ height: node.height }}
      tabIndex={selected ? 0 : -1}
      role="button"
      aria-label={label}
      aria-pressed={selected}
      data-task={node.key}
      title={nearness === "far" ? node.task.id : undefined}
    >
      {nearness === "far" ? null : (
        <Inside
          look={look}
          overlay={overlay}
          isTurning={data.isTurning}
          nearness={nearness}
          join={joinPill(node.task)}
          flaws={flaws}
        />
      )}
      <Handle type="target" position={Position.Left} id="in" className="h h-in" isConnectable={data.isEditable} />
      <Handle
        type="source"
        position={Position.Right}
        id="right"
        className="h h-right"
        isConnectable={data.isEditable}
      />
      <Handle
        type="source"
        position={Position.Bottom}
        id="bottom"
        className="h h-bottom"
        isConnectable={data.isEditable}
      />
    </div>
  );
}

function classesOf(
  look: Look,
  overlay: NodeOverlay | null,
  isQuiet: boolean,
  selected: boolean,
  flaws: Flaws | null,
  nearness: Nearness,
): string {
  const classes = ["node", `z-${nearness}`];
  if (look.shape === "foreach") classes.push("each");
  if (overlay) classes.push("live", `s-${overlay.state}`);
  if (look.isDisabled || isQuiet) classes.push("quiet");
  if (overlay?.isAllowed) classes.push("allowed");
  if (selected) classes.push("sel");
  if (flaws?.errors) classes.push("prob");
  else if (flaws?.warnings) classes.push("warned");
  return classes.join(" ");
}

interface InsideProps {
  look: Look;
  overlay: NodeOverlay | null;
  isTurning: boolean;
  nearness: Nearness;
  join: string;
  flaws: Flaws | null;
}

function Inside({ look, overlay, isTurning, nearness, join, flaws }: InsideProps): ReactElement {
  const isNear = nearness === "near";
  const hasBar = overlay?.progress !== null && overlay?.progress !== undefined;
  return (
    <>
      {look.opens ? <i className="inner" aria-hidden="true" /> : null}
      <div className="in1">
        <span className={look.shape === "approval" ? "ic round" : "ic"}>
          {overlay ? (
            <StateIcon state={overlay.state} isDecoration isAllowed={overlay.isAllowed} isTurning={isTurning} />
          ) : (
            <Icon name={isIconName(look.icon) ? look.icon : "blueprints"} />
          )}
        </span>
        <div className="grow">
          <div className="nm cut">{look.name}</div>
          {isNear ? <div className="bp cut num">{overlay ? overlay.fact : look.second}</div> : null}
        </div>
      </div>
      {isNear && look.footer.length > 0 ? (
        <FooterView look={look} progress={hasBar ? (overlay?.progress ?? null) : null} />
      ) : null}
      {isNear && hasBar && look.footer.length === 0 ? <ProgressLine value={overlay?.progress ?? 0} /> : null}
      {join ? <span className="join">{join}</span> : null}
      <ProblemPill flaws={flaws} />
    </>
  );
}

function FooterView({ look, progress }: { look: Look; progress: number | null }): ReactElement {
  if (progress !== null)
    return (
      <div className="ft">
        <ProgressLine value={progress} />
      </div>
    );
  return (
    <div className="ft">
      {look.footer.map((each) => (
        <span key={each.text} className="ft1 cut">
          {isIconName(each.icon) ? <Icon name={each.icon} size={14} /> : null}
          <span className="cut">{each.text}</span>
        </span>
      ))}
    </div>
  );
}

function ProgressLine({ value }: { value: number }): ReactElement {
  return (
    <span
      className="bar progress"
      role="progressbar"
      aria-valuenow={Math.round(value * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${value * 100}%` }} />
    </span>
  );
}

function ProblemPill({ flaws }: { flaws: Flaws | null }): ReactElement | null {
  if (!flaws) return null;
  const text = flaws.errors > 0 ? counted(flaws.errors, "problem") : counted(flaws.warnings, "warning");
  return (
    <span className={flaws.errors > 0 ? "pb" : "pb warn"}>
      <Icon name="alert" size={12} />
      {text}
    </span>
  );
}

export const NodeView = memo(TaskNodeView);
