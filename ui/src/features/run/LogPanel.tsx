import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactElement } from "react";

import { useActions } from "@/app/actions";
import type { TaskRun } from "@/api/types";
import { copyText } from "@/components/CopyId";
import { sayCount } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Empty, Failed, Loading } from "@/components/PanelState";
import { step } from "@/log/errors";
import type { Fold } from "@/log/folds";
import { LogView } from "@/log/LogView";
import type { LogSource } from "@/log/source";
import { isFinal } from "@/timeline/tasks";
import { AttemptPicker, Errors, Find, TaskPicker, Tools } from "./LogTools";
import type { RunParams } from "./params";
import { useLog, useLogSearch } from "./useLog";

const LEAST_FOLD = 4;

export interface LogPanelProps {
  runId: string;
  task: TaskRun | null;
  tasks: readonly TaskRun[];
  params: RunParams;
  timeZone: string;
  isOver: boolean;
  set(params: Partial<RunParams>): void;
}

export function LogPanel(props: LogPanelProps): ReactElement {
  const { runId, task, params, set } = props;
  const attempt = attemptOf(task, params.attempt);
  const source = useLog(runId, task?.task ?? null, attempt, props.isOver || (task !== null && isFinal(task.state)));
  const matches = useLogSearch(runId, task?.task ?? null, attempt, params.find, source?.version ?? 0);
  const view = useLogPlace(source, params.line);
  const [isWrapped, setWrapped] = useKept("seaway-log-wrap");
  const { go } = view;
  const toLine = useCallback(
    (line: number | null) => {
      if (line === null) return;
      set({ line });
      go(line);
    },
    [go, set],
  );
  const toError = (direction: 1 | -1) => toLine(step(source?.errorLines ?? [], params.line, direction));
  // Enter may come before the answer of the search: it is kept until then.
  const asked = useRef<string | null>(null);
  const toMatch = (direction: 1 | -1) => {
    if (matches.query === params.find) toLine(step(matches.lines, params.line, direction));
    else asked.current = params.find;
  };
  useEffect(() => {
    if (asked.current === null || matches.query !== asked.current) return;
    asked.current = null;
    toLine(step(matches.lines, null, 1));
  }, [matches, toLine]);
  useActions([
    { id: "log.next-error", title: "Next error", group: "Run and log", key: "e", run: () => toError(1) },
    { id: "log.previous-error", title: "Previous error", group: "Run and log", key: "shift+e", run: () => toError(-1) },
    { id: "log.follow", title: "Follow the log", group: "Run and log", key: "f", run: () => view.follow(true) },
    {
      id: "log.wrap",
      title: "Wrap long lines",
      group: "Run and log",
      key: "w",
      icon: "wrap",
      run: () => setWrapped(!isWrapped),
    },
    {
      id: "log.address",
      title: "Copy the address of this line",
      group: "Run and log",
      key: "y",
      icon: "link",
      run: () => void copyText(window.location.href),
    },
  ]);
  return (
    <section className="logp" aria-label="Log">
      <header className="panel-head">
        <h2>Log</h2>
        <TaskPicker task={task} tasks={props.tasks} set={set} />
        <AttemptPicker task={task} attempt={attempt} set={set} />
        <span className="grow" />
        <Find
          source={source}
          find={params.find}
          matches={matches.lines}
          hasMore={matches.hasMore}
          line={params.line}
          set={set}
          onStep={toMatch}
        />
        <Errors lines={source?.errorLines ?? []} onStep={toError} />
        <Tools
          runId={runId}
          task={task}
          attempt={attempt}
          isWrapped={isWrapped}
          onWrap={() => setWrapped(!isWrapped)}
        />
      </header>
      <LogBody source={source} task={task} attempt={attempt} view={view} isWrapped={isWrapped} props={props} />
    </section>
  );
}

/** The attempt asked for, else the newest one. */
function attemptOf(task: TaskRun | null, wanted: number | null): number | null {
  if (!task || task.attempt < 1) return null;
  return wanted !== null && wanted <= task.attempt ? wanted : task.attempt;
}

interface Place {
  target: { line: number; time: number } | null;
  isFollowing: boolean;
  /** Lines that came since the reader stopped following. */
  newLines: number;
  go(line: number): void;
  follow(isFollowing: boolean): void;
}

/** Where the view stands: at the line of the address, else at the first error of a log that is over, else at the end and following. */
function useLogPlace(source: LogSource | null, line: number | null): Place {
  const [target, setTarget] = useState<Place["target"]>(null);
  const [isFollowing, setFollowing] = useState(false);
  const [leftAt, setLeftAt] = useState(0);
  const opened = useRef<LogSource | null>(null);
  const isReady = source?.status === "ready";
  useEffect(() => {
    if (!source || !isReady || opened.current === source) return;
    opened.current = source;
    const first = line ?? (source.isComplete ? source.errorLines[0] : undefined) ?? null;
    setFollowing(first === null);
    setLeftAt(source.book.total);
    setTarget(first === null ? null : { line: first, time: Date.now() });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a source is opened once
  }, [source, isReady]);
  const go = useCallback((to: number) => {
    setFollowing(false);
    setTarget({ line: to, time: Date.now() });
  }, []);
  const follow = useCallback(
    (on: boolean) => {
      setFollowing(on);
      if (!on) setLeftAt(source?.book.total ?? 0);
    },
    [source],
  );
  const newLines = isFollowing ? 0 : Math.max(0, (source?.book.total ?? 0) - leftAt);
  return { target, isFollowing, newLines, go, follow };
}

function useKept(key: string): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(key) === "1");
  return [
    on,
    (next) => {
      localStorage.setItem(key, next ? "1" : "0");
      setOn(next);
    },
  ];
}

interface BodyProps {
  source: LogSource | null;
  task: TaskRun | null;
  attempt: number | null;
  view: Place;
  isWrapped: boolean;
  props: LogPanelProps;
}

function LogBody({ source, task, attempt, view, isWrapped, props }: BodyProps): ReactElement {
  const { params, set, timeZone } = props;
  const [unfolded, setUnfolded] = useState<LogSource | null>(null);
  const version = source?.version ?? 0;
  // oxlint-disable-next-line react/memo-dependencies, react-hooks/exhaustive-deps -- the source changes in place, its version says so
  const folds = useMemo(() => (source && source !== unfolded ? leadingFold(source) : []), [source, unfolded, version]);
  const onNeed = useCallback((first: number, last: number) => source?.need(first, last), [source]);
  const onLine = useCallback((line: number) => set({ line }), [set]);
  if (!task) return <Empty title="No task is chosen">Choose one in the graph or the timeline to read its log.</Empty>;
  if (task.child_run) return <ChildRun runId={task.child_run} />;
  if (!source || attempt === null) return <NoLog task={task} />;
  if (source.status === "failed")
    return <Failed what="the log" error={source.problem} onRetry={() => void source.open()} />;
  if (source.status === "loading") return <Loading what="the log" rows={6} rowHeight={20} />;
  if (source.book.total === 0) {
    return isFinal(task.state) ? (
      <Empty title="Nothing was printed">This attempt wrote nothing to its log.</Empty>
    ) : (
      <Empty title="Nothing printed yet">Lines appear here as they are printed.</Empty>
    );
  }
  return (
    <div className="log-frame">
      <LogView
        book={source.book}
        version={version}
        folds={folds}
        timeZone={timeZone}
        query={params.find}
        line={params.line}
        isWrapped={isWrapped}
        isFollowing={view.isFollowing}
        target={view.target}
        onFollow={view.follow}
        onNeed={onNeed}
        onLine={onLine}
        onUnfold={() => setUnfolded(source)}
      />
      {!source.isComplete && !view.isFollowing ? (
        <Button
          className="log-follow"
          variant="filled"
          size="xs"
          leftSection={<Icon name="down" size={12} />}
          onClick={() => view.follow(true)}
        >
          {view.newLines > 0 ? `Follow, ${sayCount(view.newLines)} new` : "Follow"}
        </Button>
      ) : null}
    </div>
  );
}

function ChildRun({ runId }: { runId: string }): ReactElement {
  const open = (
    <Link to="/runs/$runId" params={{ runId }} className="btn">
      Open its run
    </Link>
  );
  return (
    <Empty title="This task is a run of its own" action={open}>
      Its logs are in the run that it started.
    </Empty>
  );
}

function NoLog({ task }: { task: TaskRun }): ReactElement {
  if (task.item_count)
    return (
      <Empty title={`${task.task} runs once for each of its ${sayCount(task.item_count)} items`}>
        Unfold it in the timeline and choose an item to read its log.
      </Empty>
    );
  if (task.carried_from) {
    const open = (
      <Link to="/runs/$runId" params={{ runId: task.carried_from }} search={{ task: task.task }} className="btn">
        Open that run
      </Link>
    );
    return (
      <Empty title="Taken over from an earlier run" action={open}>
        Its result was carried, so nothing was printed in this run.
      </Empty>
    );
  }
  if (task.started_at && task.attempt === 0 && task.state !== "awaiting_input")
    return (
      <Empty title={`${task.task} prints nothing by itself`}>
        Choose a task inside of it in the timeline to read its log.
      </Empty>
    );
  if (task.state === "awaiting_input")
    return <Empty title="It waits for an answer">A question to a person has no log.</Empty>;
  return (
    <Empty title={isFinal(task.state) ? "It never started, so there is no log" : "Not started yet"}>
      {task.reason || ""}
    </Empty>
  );
}

/** What Seaway said before user code began, folded where it is long. */
function leadingFold(source: LogSource): Fold[] {
  let to = 0;
  while (source.book.line(to + 1)?.stream === "sys" && to < source.book.total) to += 1;
  if (to < LEAST_FOLD || to === source.book.total) return [];
  return [{ from: 1, to, label: source.book.line(to)?.text ?? "what came before the task's own output" }];
}
