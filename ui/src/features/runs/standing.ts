import type { RunSummary } from "@/api/types";
import { stateWord } from "@/components/StateIcon";

/** How a run stands, in the few words that a row has. */
export function standingOf(run: Pick<RunSummary, "state" | "failed_task" | "waits_for">): string {
  if (run.state === "failed" && run.failed_task) return `Failed at ${run.failed_task}`;
  if (run.state === "running" && run.waits_for) return "Waiting for approval";
  return stateWord(run.state);
}
