import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { api } from "@/api/client";
import { useLogLines } from "@/api/live";
import { useProject } from "@/api/project";
import { LogSource, type LogPage } from "@/log/source";
import { runPath } from "./queries";

const NOTHING = { subscribe: () => () => undefined, version: 0 };

/** The log of one attempt, live until it is over. */
export function useLog(runId: string, task: string | null, attempt: number | null, isOver: boolean): LogSource | null {
  const project = useProject();
  const source = useMemo(() => {
    if (!task || !attempt || !project) return null;
    return new LogSource((window, signal) =>
      api.get<LogPage>(runPath(runId, "/log", project), { task, attempt, ...window }, signal),
    );
  }, [runId, task, attempt, project]);
  useEffect(() => {
    void source?.open();
    return () => source?.close();
  }, [source]);
  const from = source ?? NOTHING;
  useSyncExternalStore(from.subscribe, () => from.version);
  const isLive = source !== null && !source.isComplete;
  useLogLines(
    isLive && task && attempt ? { runId, task, attempt } : null,
    (lines) => source?.append(lines),
    () => void source?.refresh(),
  );
  useEffect(() => {
    if (isOver && source && source.status === "ready" && !source.isComplete) void source.refresh();
  }, [isOver, source]);
  return source;
}

export interface Matches {
  query: string;
  lines: number[];
  hasMore: boolean;
}

const NO_MATCHES: Matches = { query: "", lines: [], hasMore: false };

/** Lines that hold the words, found by the server over the whole log. */
export function useLogSearch(
  runId: string,
  task: string | null,
  attempt: number | null,
  query: string,
  version: number,
): Matches {
  const project = useProject();
  const [found, setFound] = useState<Matches>(NO_MATCHES);
  useEffect(() => {
    if (!query || !task || !attempt) {
      setFound(NO_MATCHES);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api
        .get<{ lines: { n: number }[]; next: number | null }>(
          runPath(runId, "/log/search", project),
          { task, attempt, q: query, limit: 1000 },
          abort.signal,
        )
        .then((page) => setFound({ query, lines: page.lines.map((line) => line.n), hasMore: page.next !== null }))
        .catch(() => undefined); // a search that fails leaves the hits in view, which the browser finds itself
    }, 150);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a growing log is searched again only with new words
  }, [runId, task, attempt, query, project, version > 0]);
  return found;
}
