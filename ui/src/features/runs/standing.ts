import type { RunSummary } from "@/api/types";
import { stateWord } from "@/components/StateIcon";

/** What missed its deadline; an empty key is the run itself. Null where all was in time. */
export function sayLate(late: readonly string[] | undefined): string | null {
  if (!late || late.length === 0) return null;
  const tasks = late.filter(Boolean);
  const who = tasks.length < late.length ? ["The run", ...tasks] : tasks;
  return `${who.join(", ")} missed ${who.length === 1 ? "its" : "their"} deadline`;
}

/** How a run stands, in the few words that a row has. */
export function standingOf(run: Pick<RunSummary, "state" | "failed_task" | "waits_for">): string {
  if (run.state === "failed" && run.failed_task) return `Failed at ${run.failed_task}`;
  if (run.state === "running" && run.waits_for) return "Waiting for approval";
  return stateWord(run.state);
}
