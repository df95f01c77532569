import { useEffect, useState, type ReactElement } from "react";

import { useBuilder } from "@/features/builder/context";
import { namesIn, renameTask } from "@/graph/commands";
import { nameProblem } from "@/graph/names";
import { taskKey, type GraphTask } from "@/graph/source";

export const RENAME_EVENT = "seaway-rename";

/** The id of a task; a click, or F2 on the canvas, renames it everywhere. */
export function TaskName({ task }: { task: GraphTask }): ReactElement {
  const { act, state, layout, isReadOnly } = useBuilder();
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    const begin = () => setText(task.id);
    window.addEventListener(RENAME_EVENT, begin);
    return () => window.removeEventListener(RENAME_EVENT, begin);
  }, [task.id]);
  if (text === null || isReadOnly) {
    return (
      <button
        type="button"
        className="taskname b cut"
        title={`${task.id}, F2 renames`}
        disabled={isReadOnly}
        onClick={() => setText(task.id)}
      >
        {task.id}
      </button>
    );
  }
  const taken = namesIn(state.graph, { section: task.section, parent: task.parent ?? null });
  taken.delete(task.id);
  const problem = nameProblem(text, taken);
  const finish = () => {
    setText(null);
    if (problem || text === task.id) return;
    const command = renameTask(taskKey(task), text);
    const at = state.sidecar.positions[taskKey(task)] ? layout.positions[taskKey(task)] : undefined;
    void act(at ? { ...command, place: { [command.select?.[0] ?? text]: at } } : command);
  };
  return (
    <>
      <input
        className={problem ? "taskname edit bad" : "taskname edit"}
        autoFocus
        aria-label="Name of the task"
        value={text}
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === "Enter") finish();
          if (event.key === "Escape") setText(null);
          event.stopPropagation();
        }}
      />
      {problem ? (
        <div className="err sm" role="alert">
          {problem}
        </div>
      ) : null}
    </>
  );
}
