import { ApiProblem } from "@/api/client";

/** The words of a refusal, for places that have one line. */
export function saidOf(error: unknown): string {
  if (error instanceof ApiProblem)
    return [error.problems?.[0]?.message ?? error.message, error.hint].filter(Boolean).join(" ");
  return error instanceof Error ? error.message : String(error);
}
