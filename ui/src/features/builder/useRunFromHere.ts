import { useMay } from "@/api/session";
import { useBuilder } from "@/features/builder/context";
import { ranText } from "@/features/builder/server";
import { allTasks, taskKey, type GraphTask } from "@/graph/source";
import { counted } from "@/graph/style";

export interface RunHere {
  /** Runs the selected task with the last outputs of what is before it, or the whole draft. */
  start: () => void;
  test: (task: GraphTask) => Promise<void>;
  off: string | null;
}

export function useRunFromHere(task: GraphTask | undefined): RunHere {
  const { run, state, draft, isReadOnly } = useBuilder();
  const { why } = useMay("operator");
  const errors = state.problems.filter((problem) => problem.severity === "error").length;
  const own = task ? errorsOf(state, task) : errors;
  const isMoving = run.run !== null && !["success", "failed", "cancelled"].includes(run.run.state);
  const busy = run.isStarting || isMoving ? "A run of this draft is under way" : null;
  const broken = own > 0 ? `${counted(own, "problem")} first` : null;

  const test = async (one: GraphTask) => {
    const known = draft.state.text;
    await run.start({ inputs: {}, ...ranText(isReadOnly, known), only: [one.path.split("/")[0] ?? one.path] }, known);
  };
  const start = () => {
    if (task) return void test(task);
    void run.start({ inputs: {}, ...ranText(isReadOnly, state.text) }, state.text);
  };
  return { start, test, off: why ?? busy ?? broken };
}

function errorsOf(
  state: { graph: Parameters<typeof allTasks>[0]; problems: { severity: string }[] },
  task: GraphTask,
): number {
  const found = allTasks(state.graph).find((each) => taskKey(each) === taskKey(task));
  return (found?.problems ?? []).filter((at) => state.problems[at]?.severity === "error").length;
}
