import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { api } from "@/api/client";
import { useRunEvents } from "@/api/live";
import { inProject } from "@/api/project";
import type { Page, RunSummary, TaskRun } from "@/api/types";
import { useNow } from "@/components/clock";
import type { BuilderServer, RunAsk } from "@/features/builder/server";
import type { GraphModel } from "@/graph/model";
import { isFinal, overlayOf, type Overlay, type Progress } from "@/graph/overlay";

/** A run that was started from here, drawn over the canvas. */
export interface DraftRun {
  run: RunSummary | null;
  /** The text it ran; another one on the canvas makes the overlay old. */
  ranText: string;
  /** By path. */
  tasks: Readonly<Record<string, TaskRun>>;
  overlay: Overlay | null;
  isStarting: boolean;
  error: unknown;
  start: (ask: RunAsk, text: string) => Promise<RunSummary | null>;
  cancel: () => Promise<void>;
  clear: () => void;
}

const ENDED = ["success", "failed", "cancelled"];

export function useDraftRun(server: BuilderServer, model: GraphModel): DraftRun {
  const [run, setRun] = useState<RunSummary | null>(null);
  const [ranText, setRanText] = useState("");
  const [tasks, setTasks] = useState<Record<string, TaskRun>>({});
  const [progress, setProgress] = useState<Record<string, Progress>>({});
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const current = useRef("");

  const take = useCallback((found: readonly TaskRun[]) => {
    const whole = found.filter((each) => each.item_index === null || each.item_index === undefined);
    if (whole.length === 0) return;
    setTasks((before) => ({ ...before, ...Object.fromEntries(whole.map((each) => [each.path, each])) }));
  }, []);
  const load = useCallback(
    async (runId: string) => {
      const page = await api.get<Page<TaskRun>>(inProject(`/runs/${runId}/tasks`), { limit: 1000 });
      if (current.current === runId) take(page.items);
    },
    [take],
  );
  useRunEvents(run?.run_id, {
    onRun: (next) => {
      setRun((before) => (before ? { ...before, ...next } : before));
      if (ENDED.includes(next.state)) void load(next.run_id);
    },
    onTasks: take,
    onProgress: (said) =>
      setProgress((before) => ({
        ...before,
        [said.task]: { done: said.done ?? 0, total: said.total, message: said.message },
      })),
    onReset: () => run && void load(run.run_id),
  });

  const start = useCallback(
    async (ask: RunAsk, text: string) => {
      setStarting(true);
      setError(null);
      try {
        const started = await server.run(ask);
        current.current = started.run_id;
        setTasks({});
        setProgress({});
        setRanText(text);
        setRun(started);
        void load(started.run_id);
        return started;
      } catch (refused) {
        setError(refused);
        return null;
      } finally {
        setStarting(false);
      }
    },
    [server, load],
  );
  const clear = useCallback(() => {
    current.current = "";
    setRun(null);
    setError(null);
    setTasks({});
  }, []);
  const cancel = useCallback(async () => {
    if (run) await api.post(inProject(`/runs/${run.run_id}/cancel`), {});
  }, [run]);

  const isStill = Object.keys(tasks).length > 0 && Object.values(tasks).every((each) => isFinal(each.state));
  const waitsForEnd = run !== null && isStill && !ENDED.includes(run.state) ? run.run_id : null;
  useEffect(() => {
    if (waitsForEnd === null) return undefined;
    // All its tasks have ended and nobody said that the run has: ask.
    const ask = async () => {
      const found = await api.get<RunSummary>(inProject(`/runs/${waitsForEnd}`)).catch(() => null);
      if (found && current.current === waitsForEnd) setRun(found);
    };
    const timer = setInterval(() => void ask(), 1000);
    return () => clearInterval(timer);
  }, [waitsForEnd]);

  const isMoving = Object.values(tasks).some((each) => !isFinal(each.state));
  const now = useNow(isMoving ? 1 : 3600).getTime();
  const overlay = useMemo(
    () => (run ? overlayOf(model, byNode(model, tasks), now, byNode(model, progress)) : null),
    [run, model, tasks, now, progress],
  );
  return { run, ranText, tasks, overlay, isStarting, error, start, cancel, clear };
}

/** What is known by path, by the key of its node: a path names one task of the whole workflow. */
function byNode<Value>(model: GraphModel, known: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    model.nodes.flatMap((node) =>
      known[node.task.path] === undefined ? [] : [[node.key, known[node.task.path] as Value]],
    ),
  );
}
