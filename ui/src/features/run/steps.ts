import type { components } from "@/api/schema";

export type TaskStep = components["schemas"]["TaskStep"];

export const MOST_SHOWN = 100;

/** How many ended how, in the order in which a person asks. */
export function countSteps(steps: readonly TaskStep[]): string {
  const words = ["failed", "warning", "running", "pending", "skipped", "success"] as const;
  return words
    .map((state) => [steps.filter((step) => step.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(", ");
}

/** All of a few in their order; of many those first that need a look. */
export function shownSteps(steps: readonly TaskStep[]): TaskStep[] {
  if (steps.length <= MOST_SHOWN) return [...steps];
  const urgent = ["failed", "warning", "running"];
  const first = steps.filter((step) => urgent.includes(step.state));
  const rest = steps.filter((step) => !urgent.includes(step.state));
  return [...first, ...rest].slice(0, MOST_SHOWN);
}

/** The name without what all names of its kind begin with: `model.shop.revenue` is `revenue`. */
export function shortStep(step: TaskStep): string {
  const parts = step.name.split(".");
  return parts.length > 2 && parts[0] === step.kind ? parts.slice(2).join(".") : step.name;
}
