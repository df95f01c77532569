import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";

import { api } from "@/api/client";
import { useRunEvents } from "@/api/live";
import { useProject } from "@/api/project";
import { keys } from "@/api/queries";
import type { Page, RunDetail } from "@/api/types";
import { uniqueEvents, type RunEvent } from "./history";
import { runPath } from "./queries";

const PAGE = 1000;
const LOOK_MS = 1000;

export interface History {
  query: UseInfiniteQueryResult<InfiniteData<Page<RunEvent>>>;
  events: RunEvent[];
  /** Nothing more is known to the server by now. */
  isWhole: boolean;
  /** Reads on, where the last page was full. */
  more(): void;
}

/** The events of a run as far as they were asked for. What has happened stays as it is, so news are read behind it,
 * once a second at most. */
export function useHistory(run: RunDetail, withItems: boolean): History {
  const project = useProject();
  const query = useInfiniteQuery({
    queryKey: [...keys.run(project, run.run_id), "/history", { items: withItems }],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<RunEvent>>(
        runPath(run.run_id, "/history", project),
        { limit: PAGE, items: withItems, after: pageParam },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: project !== "",
    staleTime: Infinity,
  });
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const pages = query.data?.pages;
  const events = useMemo(() => uniqueEvents(pages ?? []), [pages]);
  const isFull = (pages?.at(-1)?.items.length ?? 0) >= PAGE;
  const read = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const more = useCallback(() => (isFull ? read() : undefined), [isFull, read]);
  useNews(run, read);
  return { query, events, isWhole: !isFull, more };
}

function useNews(run: RunDetail, read: () => void): void {
  const latest = useRef(read);
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = read;
  }, [read]);
  const look = useCallback(() => {
    soon.current ??= setTimeout(() => {
      soon.current = undefined;
      latest.current();
    }, LOOK_MS);
  }, []);
  useEffect(() => () => clearTimeout(soon.current), []);
  useEffect(look, [look, run.state]);
  useRunEvents(run.run_id, { onTasks: look, onReset: look });
}
