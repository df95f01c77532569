import { useEffect, useRef, useSyncExternalStore } from "react";

import { api } from "@/api/client";
import { onLiveRun, onProjectFiles, onReset, onWaiting, onSlots, onTask, onWorkflow } from "@/api/freshen";
import { currentProject, useProject } from "@/api/project";
import { EventStream, type StreamStatus } from "@/api/stream";
import type { StreamEvent } from "@/api/sse";
import type { LogLine, RunSummary, TaskRun } from "@/api/types";

export interface TaskEvent extends TaskRun {
  run_id: string;
}

export interface ProgressEvent {
  run_id: string;
  task: string;
  done: number | null;
  total: number | null;
  message: string | null;
}

export interface LogEvent {
  run_id: string;
  task: string;
  attempt: number;
  lines: LogLine[];
}

export interface RunListener {
  onRun?: (run: RunSummary) => void;
  /** Tasks come in bursts; all of one animation frame come together, in order. */
  onTasks?: (tasks: TaskEvent[]) => void;
  onProgress?: (progress: ProgressEvent) => void;
  /** Something was missed: fetch again what the page holds. */
  onReset?: () => void;
}

interface LogListener {
  task: string;
  attempt: number;
  onLines: (lines: LogLine[]) => void;
  onReset?: () => void;
}

const runListeners = new Map<string, Set<RunListener>>();
const logListeners = new Map<string, Set<LogListener>>();
const fileListeners = new Set<() => void>();
const statusListeners = new Set<() => void>();
let status: StreamStatus = { kind: "off" };
let users = 0;
let openTimer: ReturnType<typeof setTimeout> | undefined;

function address(): string {
  const search = new URLSearchParams({ topics: "runs,ticks,workflows" });
  for (const runId of runListeners.keys()) search.append("run", runId);
  for (const [runId, listeners] of logListeners) {
    if (!runListeners.has(runId)) search.append("run", runId);
    const wanted = new Set([...listeners].map((one) => `${one.task}@${one.attempt}`));
    for (const one of wanted) search.append("log", one);
  }
  return `/api/v1/projects/${encodeURIComponent(currentProject())}/events?${search}`;
}

let hasAskedToSignIn = false;

const stream = new EventStream({
  url: address,
  onEvent: (event) => dispatch(event),
  onOpen: () => {
    hasAskedToSignIn = false;
  },
  onRefused: (refusal) => {
    // The session ran out while nobody did anything: a request asks for the sign-in, once.
    if (refusal !== 401 || hasAskedToSignIn) return;
    hasAskedToSignIn = true;
    void api.get("/sessions").then(retryStreamNow, () => undefined);
  },
  onStatus: (next) => {
    status = next;
    for (const listener of statusListeners) listener();
  },
});

/** Subscriptions change in bursts while a page mounts: the stream is opened again once, after them. */
function reopenSoon(): void {
  clearTimeout(openTimer);
  openTimer = setTimeout(() => (users > 0 && !isAway ? stream.open() : stream.close()), 40);
}

/** A browser has six lines to a server: a tab that nobody sees leaves its own to the others, and catches up later. */
const awayMs = 5_000;
let isAway = false;
let awayTimer: ReturnType<typeof setTimeout> | undefined;

function leave(): void {
  isAway = true;
  stream.close();
}

function comeBack(): void {
  clearTimeout(awayTimer);
  if (!isAway) return;
  isAway = false;
  if (!stream.hasPlace) missed();
  reopenSoon();
}

function onVisibility(): void {
  clearTimeout(awayTimer);
  if (!document.hidden) return comeBack();
  awayTimer = setTimeout(leave, awayMs);
}

function watchTab(): () => void {
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", comeBack);
  if (document.hidden) onVisibility();
  return () => {
    clearTimeout(awayTimer);
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", comeBack);
  };
}

let waitingTasks: TaskEvent[] = [];

function deliverTasks(): void {
  const byRun = new Map<string, TaskEvent[]>();
  for (const task of waitingTasks) {
    const list = byRun.get(task.run_id) ?? [];
    list.push(task);
    byRun.set(task.run_id, list);
  }
  waitingTasks = [];
  for (const [runId, tasks] of byRun) for (const one of runListeners.get(runId) ?? []) one.onTasks?.(tasks);
}

function dispatch(event: StreamEvent): void {
  const data: unknown = JSON.parse(event.data);
  switch (event.event) {
    case "run": {
      const run = data as RunSummary;
      onLiveRun(run);
      for (const one of runListeners.get(run.run_id) ?? []) one.onRun?.(run);
      return;
    }
    case "waiting":
      return onWaiting(data as { run_id: string; waits_for: string | null });
    case "task":
      if (waitingTasks.length === 0) requestAnimationFrame(deliverTasks);
      waitingTasks.push(data as TaskEvent);
      return onTask();
    case "progress": {
      const progress = data as ProgressEvent;
      for (const one of runListeners.get(progress.run_id) ?? []) one.onProgress?.(progress);
      return;
    }
    case "log": {
      const log = data as LogEvent;
      for (const one of logListeners.get(log.run_id) ?? []) {
        if (one.task === log.task && one.attempt === log.attempt) one.onLines(log.lines);
      }
      return;
    }
    case "workflow":
      return onWorkflow((data as { id: string }).id);
    case "project":
      onProjectFiles();
      for (const listener of fileListeners) listener();
      return;
    case "tick":
      return onSlots();
    case "reset":
      return missed();
  }
}

function missed(): void {
  onReset();
  for (const set of runListeners.values()) for (const one of set) one.onReset?.();
  for (const set of logListeners.values()) for (const one of set) one.onReset?.();
}

function add<T>(map: Map<string, Set<T>>, key: string, one: T): () => void {
  const set = map.get(key) ?? new Set<T>();
  set.add(one);
  map.set(key, set);
  reopenSoon();
  return () => {
    set.delete(one);
    if (set.size === 0) map.delete(key);
    reopenSoon();
  };
}

/** Keep the app's one stream open while the shell is there; another project is another stream. */
export function useLiveStream(): void {
  const project = useProject();
  useEffect(() => {
    if (!project) return undefined;
    users += 1;
    stream.forget();
    reopenSoon();
    return () => {
      users -= 1;
      reopenSoon();
    };
  }, [project]);
  useEffect(watchTab, []);
}

export function retryStreamNow(): void {
  stream.open();
}

export function useLiveStatus(): StreamStatus {
  return useSyncExternalStore(
    (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    () => status,
  );
}

/** Blueprints, scripts or `seaway.toml` changed. What is cached of them is fetched again without this. */
export function useProjectFiles(listener: () => void): void {
  useEffect(() => {
    fileListeners.add(listener);
    return () => void fileListeners.delete(listener);
  }, [listener]);
}

/** What happens in one run, as it happens. The cached run itself is kept up to date without this. */
export function useRunEvents(runId: string | null | undefined, listener: RunListener): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    if (!runId) return undefined;
    return add(runListeners, runId, {
      onRun: (run) => latest.current.onRun?.(run),
      onTasks: (tasks) => latest.current.onTasks?.(tasks),
      onProgress: (progress) => latest.current.onProgress?.(progress),
      onReset: () => latest.current.onReset?.(),
    });
  }, [runId]);
}

/** The lines of one attempt's log as they are printed; those that were there before are fetched by window. */
export function useLogLines(
  target: { runId: string; task: string; attempt: number } | null,
  onLines: (lines: LogLine[]) => void,
  onMissed?: () => void,
): void {
  const latest = useRef({ onLines, onMissed });
  useEffect(() => {
    latest.current = { onLines, onMissed };
  });
  const { runId, task, attempt } = target ?? { runId: "", task: "", attempt: 0 };
  useEffect(() => {
    if (!runId) return undefined;
    return add(logListeners, runId, {
      task,
      attempt,
      onLines: (lines) => latest.current.onLines(lines),
      onReset: () => latest.current.onMissed?.(),
    });
  }, [runId, task, attempt]);
}
