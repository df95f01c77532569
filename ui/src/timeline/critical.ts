/** The critical path: the chain of tasks of which each waited longest for the one before it. */

import { ms, type TimelineTask } from "./tasks";

export interface Needing {
  path: string;
  needs: readonly { task: string }[];
}

/** The task ids on the path. Goes back from the last end over the upstream that ended last. */
export function criticalPath(tasks: readonly TimelineTask[], graph: readonly Needing[]): Set<string> {
  const byKey = new Map(tasks.map((task) => [task.task, task]));
  const needs = new Map(graph.map((one) => [one.path, one.needs]));
  const end = (key: string) =>
    ms(byKey.get(key)?.ended_at ?? null) ?? (byKey.get(key)?.started_at ? Infinity : -Infinity);
  const path = new Set<string>();
  let at = latest(
    graph.map((one) => one.path),
    end,
  );
  while (at !== null && !path.has(at)) {
    path.add(at);
    at = latest(
      (needs.get(at) ?? []).map((need) => need.task),
      end,
    );
  }
  return path;
}

function latest(keys: readonly string[], end: (key: string) => number): string | null {
  let best: string | null = null;
  let most = -Infinity;
  for (const key of keys) {
    const at = end(key);
    if (at > most) {
      most = at;
      best = key;
    }
  }
  return best;
}
