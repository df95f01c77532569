import { ActionIcon, Tooltip } from "@mantine/core";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState, type ReactElement } from "react";

import { api } from "@/api/client";
import { useActions } from "@/app/actions";
import { useProject } from "@/api/project";
import { keys } from "@/api/queries";
import type { RunDetail, State, TaskRun } from "@/api/types";
import { useNow } from "@/components/clock";
import { sayCount, sayDuration } from "@/components/format";
import { Icon } from "@/components/Icon";
import { StateIcon } from "@/components/StateIcon";
import { wholeRange, zoomFromText, zoomToText, type Range } from "@/timeline/axis";
import { criticalPath } from "@/timeline/critical";
import { NEVER, timelineRows, WAITS, type Row } from "@/timeline/rows";
import { segmentsOf } from "@/timeline/segments";
import { isFinal, ms, type TimelineAttempt, type TimelineTask } from "@/timeline/tasks";
import { Timeline } from "@/timeline/Timeline";
import type { RunParams } from "./params";
import { itemsKey, readInside, readItems, runPath, type ItemsRead } from "./queries";
import { TaskHover } from "./TaskHover";
import { aroundOf, doneItems } from "./tasks";
import type { Attempt } from "./types";

const MOST_RETRIED = 40;

export interface TimelinePanelProps {
  run: RunDetail;
  tasks: readonly TaskRun[];
  params: RunParams;
  timeZone: string;
  selected: string | null;
  isSettling: boolean;
  set(params: Partial<RunParams>): void;
}

export function TimelinePanel(props: TimelinePanelProps): ReactElement {
  const { run, tasks, params, set } = props;
  const isLive = tasks.some((task) => !isFinal(task.state)) || run.ended_at === null;
  const now = useNow(isLive ? 1 : 60).getTime();
  const unfolded = useMemo(
    () => params.open ?? new Set(props.selected === null ? [] : aroundOf(props.selected)),
    [params.open, props.selected],
  );
  const { items, more } = useOpenItems(run.run_id, tasks, unfolded);
  const attempts = useRetried(run.run_id, tasks);
  const { graph } = run;
  const groups = useMemo(() => groupsOf(graph), [graph]);
  const waiting = useMemo(() => sensors(graph), [graph]);
  const rows = useMemo(
    () => timelineRows({ tasks: tasks as readonly TimelineTask[], items, open: unfolded, groups }),
    [tasks, items, unfolded, groups],
  );
  const start = ms(run.started_at ?? run.created_at) ?? 0;
  const whole = useMemo(() => wholeOf(run, tasks, now), [run, tasks, now]);
  const zoom = zoomFromText(params.zoom, start);
  const [showsCritical, setCritical] = useState(false);
  const critical = useMemo(
    () => (showsCritical ? criticalPath(tasks as readonly TimelineTask[], topOf(graph)) : new Set<string>()),
    [showsCritical, tasks, graph],
  );
  const toggle = useCallback(
    (id: string) => {
      const open = new Set(unfolded);
      if (!open.delete(id)) open.add(id);
      set({ open });
    },
    [unfolded, set],
  );
  // What is unfolded now stays so, else rows would move under the pointer.
  const select = (task: string) =>
    set({ task, attempt: null, line: null, open: unfolded.size > 0 ? unfolded : params.open });
  useActions([
    {
      id: "timeline.now",
      title: "Jump to now in the timeline",
      group: "Run and log",
      key: "l",
      run: () => set({ zoom: undefined }),
    },
  ]);
  const find = (id: string) => {
    const row = rows.find((one) => one.id === id);
    return row?.kind === "task" ? (row.task as TaskRun) : null;
  };
  return (
    <TaskHover attribute="data-row" find={find}>
      <Timeline
        rows={rows}
        range={zoom ?? whole}
        start={start}
        timeZone={props.timeZone}
        selected={props.selected}
        isSettling={props.isSettling}
        painted={(row) => ({
          segments:
            row.kind === "task"
              ? segmentsOf(row.task, attempts.get(row.task.task) ?? [], waiting.has(row.task.task), now)
              : [],
          isCritical: row.kind === "task" && critical.has(row.task.task),
          progress: row.kind === "task" ? shareDone(row.task) : null,
          note: row.kind === "task" ? noteOf(row.task, waiting) : "",
        })}
        renderIcon={(row) => (
          <StateIcon state={(row.kind === "task" ? row.task.state : row.state) as State} size={14} />
        )}
        took={(row) => tookOf(row, now, row.kind === "task" ? (attempts.get(row.task.task) ?? []) : [])}
        tools={
          <Tools
            isZoomed={zoom !== null}
            showsCritical={showsCritical}
            onReset={() => set({ zoom: undefined })}
            onCritical={() => setCritical(!showsCritical)}
          />
        }
        onSelect={(row) => onRow(row, select, toggle)}
        onToggle={(row) => toggle(row.kind === "more" ? row.parent : row.id)}
        onZoom={(range) => set({ zoom: range ? zoomToText(range, start) : undefined })}
        onMore={more}
      />
    </TaskHover>
  );
}

/** A shared line that stands for one task is that task. */
function onRow(row: Row, onSelect: (task: string) => void, toggle: (id: string) => void): void {
  const only = row.kind === "never" && row.tasks.length === 1 ? row.tasks[0] : undefined;
  if (row.kind === "task") onSelect(row.task.task);
  else if (only) onSelect(only.task);
  else toggle(row.kind === "never" ? row.id : row.parent);
}

interface ToolsProps {
  isZoomed: boolean;
  showsCritical: boolean;
  onReset(): void;
  onCritical(): void;
}

function Tools({ isZoomed, showsCritical, onReset, onCritical }: ToolsProps): ReactElement {
  return (
    <>
      {isZoomed ? (
        <Tooltip label="Show the whole run, double click">
          <ActionIcon size={20} variant="subtle" aria-label="Show the whole run" onClick={onReset}>
            <Icon name="fit" size={14} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      <Tooltip label="Underline the critical path">
        <ActionIcon
          size={20}
          variant={showsCritical ? "light" : "subtle"}
          aria-pressed={showsCritical}
          aria-label="Underline the critical path"
          onClick={onCritical}
        >
          <Icon name="workflow" size={14} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function groupsOf(graph: RunDetail["graph"]): ReadonlySet<string> {
  return new Set(
    topOf(graph)
      .filter((task) => task.kind === "tasks")
      .map((task) => task.path.replaceAll("/", ".")),
  );
}

/** Tasks that wait rather than work while they run. */
function sensors(graph: RunDetail["graph"]): ReadonlySet<string> {
  return new Set(
    topOf(graph)
      .filter((task) => task.is_sensor || task.kind === "approval")
      .map((task) => task.path),
  );
}

function topOf(graph: RunDetail["graph"]) {
  if (graph === null) return [];
  return [...graph.tasks, ...graph.on_failure, ...graph.finally];
}

function wholeOf(run: RunDetail, tasks: readonly TaskRun[], now: number): Range {
  const started = tasks.filter((task) => !task.carried_from);
  const starts = started.flatMap((task) => ms(task.queued_at) ?? ms(task.started_at) ?? []);
  const ends = started.flatMap((task) => ms(task.ended_at) ?? (task.started_at ? now : []));
  const begin = ms(run.started_at ?? run.created_at);
  return wholeRange(begin === null ? starts : [begin, ...starts], [...ends, ms(run.ended_at) ?? now]);
}

function shareDone(task: TimelineTask): number | null {
  if (task.state !== "running" || !task.item_count) return null;
  return doneItems(task as TaskRun) / task.item_count;
}

function noteOf(task: TimelineTask, waiting: ReadonlySet<string>): string {
  if ((task as TaskRun).carried_from) return "";
  if (task.item_count && task.items) {
    const bad = (task.items["failed"] ?? 0) + (task.items["timed_out"] ?? 0) + (task.items["crashed"] ?? 0);
    if (task.state === "running") return `${sayCount(doneItems(task as TaskRun))} of ${sayCount(task.item_count)}`;
    if (bad > 0) return `${sayCount(bad)} of ${sayCount(task.item_count)} failed`;
    return "";
  }
  if (waiting.has(task.task) || task.state === "deferred" || task.state === "awaiting_input") return task.reason ?? "";
  return "";
}

/** From the first attempt on: what was waited between attempts counts. */
function tookOf(row: Row, now: number, attempts: readonly TimelineAttempt[]): string {
  if (row.kind !== "task") return row.kind === "never" && row.tasks.every((task) => isFinal(task.state)) ? "0 s" : "";
  if ((row.task as TaskRun).carried_from) return "carried";
  const from =
    ms(attempts[0]?.started_at ?? row.task.started_at) ?? (isFinal(row.task.state) ? null : ms(row.task.queued_at));
  if (from === null) return "";
  const to = ms(row.task.ended_at);
  const seconds = Math.max(0, ((to ?? now) - from) / 1000);
  return sayDuration(to === null ? Math.floor(seconds) : seconds);
}

/** The items of each foreach that is open, page after page as they come into view. */
function useOpenItems(runId: string, tasks: readonly TaskRun[], open: ReadonlySet<string>) {
  const project = useProject();
  const client = useQueryClient();
  const fans = useMemo(() => {
    const plain = new Set(tasks.filter((task) => (task.item_count ?? 0) === 0).map((task) => task.task));
    return [...open].filter((key) => key !== NEVER && key !== WAITS && !plain.has(key));
  }, [tasks, open]);
  const found = useQueries({
    queries: fans.map((fan) => ({
      queryKey: itemsKey(project, runId, fan),
      queryFn: async () => (fan.endsWith("]") ? readInside(project, runId, fan) : readItems(project, runId, fan, null)),
    })),
  });
  const signature = found.map((one) => one.dataUpdatedAt).join();
  const items = useMemo(
    () => new Map(fans.map((fan, at) => [fan, (found[at]?.data?.items ?? []) as readonly TimelineTask[]])),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the signature stands for both lists
    [fans, signature],
  );
  const [reading] = useState(() => new Set<string>());
  const more = useCallback(
    (fan: string) => {
      const key = itemsKey(project, runId, fan);
      const held = client.getQueryData<ItemsRead>(key);
      if (!held?.next || reading.has(fan)) return;
      reading.add(fan);
      void readItems(project, runId, fan, held.next)
        .then((page) =>
          client.setQueryData<ItemsRead>(key, (old) =>
            old ? { items: [...old.items, ...page.items], next: page.next } : page,
          ),
        )
        .finally(() => reading.delete(fan));
    },
    [client, project, runId, reading],
  );
  return { items, more };
}

/** The attempts of tasks that were tried again, so that each try has its stretch. */
function useRetried(runId: string, tasks: readonly TaskRun[]): ReadonlyMap<string, TimelineAttempt[]> {
  const project = useProject();
  const retried = tasks.filter((task) => task.attempt > 1 && !task.carried_from).slice(0, MOST_RETRIED);
  const found = useQueries({
    queries: retried.map((task) => ({
      queryKey: [...keys.run(project, runId), "/attempts", { task: task.task }, task.attempt, task.state],
      queryFn: async () => api.get<{ items: Attempt[] }>(runPath(runId, "/attempts", project), { task: task.task }),
    })),
  });
  return new Map(retried.map((task, at) => [task.task, (found[at]?.data?.items ?? []) as TimelineAttempt[]]));
}
