import type { Problem } from "@/api/types";

/** The first error of each file below a folder. */
export function brokenIn(problems: readonly Problem[], folder: string): Problem[] {
  const first = new Map<string, Problem>();
  for (const problem of problems) {
    const file = problem.file ?? "";
    if (problem.severity === "error" && file.startsWith(folder) && !first.has(file)) first.set(file, problem);
  }
  return [...first.values()];
}
