import { Portal } from "@mantine/core";
import { useEffect, useId, useRef, useState, type ReactElement, type ReactNode } from "react";

import type { TaskRun } from "@/api/types";
import { plural } from "@/components/format";
import { StateChip } from "@/components/StateChip";
import { Duration } from "@/components/When";
import { cardPlace, firstLine, hoverFacts, type Box } from "./hover";

const DELAY_MS = 400;

export interface TaskHoverProps {
  /** Names the element that stands for a task, and its value the task: `data-task`, `data-row`. */
  attribute: `data-${string}`;
  find(value: string): TaskRun | null;
  children: ReactNode;
}

/** A card beside the task that is pointed at or has the focus: what became of it so far. */
export function TaskHover({ attribute, find, children }: TaskHoverProps): ReactElement {
  const [shown, setShown] = useState<{ value: string; box: Box } | null>(null);
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const hide = (): void => {
    clearTimeout(soon.current);
    setShown(null);
  };
  const aim = (target: EventTarget, delay: number): void => {
    const element = target instanceof Element ? target.closest(`[${attribute}]`) : null;
    const value = element?.getAttribute(attribute);
    if (value === shown?.value) return;
    hide();
    if (!element || !value) return;
    soon.current = setTimeout(() => setShown({ value, box: element.getBoundingClientRect() }), delay);
  };
  useEffect(() => () => clearTimeout(soon.current), []);
  const task = shown ? find(shown.value) : null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only listens to what is inside
    <div
      style={{ display: "contents" }}
      aria-describedby={task ? id : undefined}
      onMouseOver={(event) => aim(event.target, DELAY_MS)}
      onMouseLeave={hide}
      onFocus={(event) => aim(event.target, DELAY_MS)}
      onBlur={hide}
      onPointerDown={hide}
      onWheel={hide}
      onKeyDown={hide}
    >
      {children}
      {shown && task ? (
        <Portal>
          <TaskCard id={id} task={task} box={shown.box} />
        </Portal>
      ) : null}
    </div>
  );
}

function TaskCard({ id, task, box }: { id: string; task: TaskRun; box: Box }): ReactElement {
  const error = firstLine(task);
  return (
    <div
      id={id}
      role="tooltip"
      className="task-card"
      style={cardPlace(box, { width: window.innerWidth, height: window.innerHeight })}
    >
      <div className="row">
        <b className="grow task-card-name">{task.task}</b>
        <StateChip state={task.state} />
      </div>
      <div className="t2 sm row num">
        {task.started_at ? (
          <span>
            {task.ended_at ? "took " : "for "}
            <Duration from={task.started_at} to={task.ended_at} />
          </span>
        ) : null}
        {hoverFacts(task).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {task.item_count ? <span>{plural(task.item_count, "item")}</span> : null}
      </div>
      {error ? <p className="sm task-card-error">{error}</p> : null}
    </div>
  );
}
