/** Problems of the file by the field of a form that they stand at. Pure. */

import type { Problem } from "@/api/types";
import { sourcePath, type GraphTask } from "@/graph/source";

/** By the last named step below `with` or the task itself; nothing while the check is behind. */
export function problemsOfFields(
  problems: readonly Problem[],
  task: GraphTask,
  isCurrent: boolean,
): Record<string, string> {
  if (!isCurrent) return {};
  const root = sourcePath(task.section, task.path);
  const found: Record<string, string> = {};
  for (const problem of problems) {
    const path = problem.path ?? [];
    if (problem.severity !== "error" || !root.every((step, at) => path[at] === step)) continue;
    const rest = path.slice(root.length);
    const name = rest[0] === "with" ? rest[1] : rest[0];
    if (typeof name === "string" && !found[name])
      found[name] = [problem.message, problem.hint].filter(Boolean).join(" ");
  }
  return found;
}
