import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState, type ReactElement } from "react";
import { useActions } from "@/app/actions";
import { useRunEvents, type ProgressEvent } from "@/api/live";
import { useRun } from "@/api/queries";
import { useProjectZone } from "@/api/session";
import type { RunDetail, TaskRun } from "@/api/types";
import { Page } from "@/components/Page";
import { Failed, Loading } from "@/components/PanelState";
import { stateWord } from "@/components/StateIcon";
import type { Progress } from "@/graph/overlay";
import { isFinal } from "@/timeline/tasks";
import { AttemptsTab } from "./AttemptsTab";
import { DataTab } from "./DataTab";
import { FilesTab } from "./FilesTab";
import { HistoryTab } from "./HistoryTab";
import { LogPanel } from "./LogPanel";
import { Overview } from "./Overview";
import { readParams, writeParams, TABS, type RunParams, type Tab } from "./params";
import { useAttempts, useFiles, useTaskRuns } from "./queries";
import { RerunDialog, type RerunChoice } from "./RerunDialog";
import { RunActions } from "./RunActions";
import { RunHeader } from "./RunHeader";
import { aroundOf, firstChoice, itemOf } from "./tasks";
import { sayStart } from "./words";
import "./run.css";

const TAB_WORDS: Record<Tab, string> = {
  overview: "Overview",
  log: "Log",
  data: "Inputs and outputs",
  files: "Files",
  attempts: "Attempts and revision",
  history: "History",
};

export function RunPage(): ReactElement {
  const { runId } = useParams({ strict: false }) as { runId: string };
  const run = useRun(runId);
  if (run.data) return <LoadedRun key={runId} run={run.data} />;
  return (
    <Page title={[{ label: "Runs", to: "/runs" }, { label: `Run ${runId.slice(-8)}` }]}>
      {run.error ? (
        <Failed what="this run" error={run.error} onRetry={() => void run.refetch()} />
      ) : (
        <Loading what="the run" rows={10} />
      )}
    </Page>
  );
}

function LoadedRun({ run }: { run: RunDetail }): ReactElement {
  const navigate = useNavigate();
  const projectZone = useProjectZone();
  const timeZone = run.timezone || projectZone;
  const { params, set } = useRunParams();
  const found = useTaskRuns(run.run_id);
  const tasks = useMemo(() => found.data ?? [], [found.data]);
  const progress = useProgress(run.run_id);
  const key = useFirstChoice(run, tasks, params.task);
  const selected = useSelected(run.run_id, tasks, key);
  const [rerun, setRerun] = useState<RerunChoice | null>(null);
  const onSelect = useCallback((task: string | null) => set({ task, attempt: null, line: null }), [set]);
  const onLog = useCallback(
    (task: string, attempt: number | null = null) => set({ task, attempt, line: null, tab: "log" }),
    [set],
  );
  const openRun = (runId: string) => void navigate({ to: "/runs/$runId", params: { runId } });
  useTabKeys(set);
  const label = `Run ${sayStart(run.started_at ?? run.created_at, timeZone).slice(0, -3)}`;
  const log = (
    <LogPanel
      runId={run.run_id}
      task={selected}
      tasks={tasks}
      params={params}
      timeZone={timeZone}
      isOver={isFinal(run.state)}
      set={set}
    />
  );
  return (
    <Page
      isFlush
      title={[
        { label: "Workflows", to: "/workflows" },
        { label: run.name, to: `/workflows/${run.workflow}` },
        { label },
      ]}
      actions={<RunActions run={run} selected={key} onRerun={setRerun} />}
      head={
        <>
          <RunHeader run={run} tasks={tasks} />
          <Tabs run={run} tab={params.tab} onTab={(tab) => set({ tab })} />
        </>
      }
    >
      <Announce run={run} />
      {params.tab === "overview" ? (
        <Overview
          run={run}
          query={found}
          tasks={tasks}
          progress={progress}
          params={params}
          selected={selected}
          selectedKey={key}
          timeZone={timeZone}
          log={log}
          set={set}
          onSelect={onSelect}
          onLog={onLog}
          onRerun={setRerun}
          onOpenRun={openRun}
        />
      ) : null}
      {params.tab === "log" ? <div className="run-log-tab">{log}</div> : null}
      {params.tab === "data" ? (
        <div className="run-scroll">
          <DataTab run={run} tasks={tasks} selected={selected} onSelect={onSelect} />
        </div>
      ) : null}
      {params.tab === "files" ? <FilesTab run={run} file={params.file} onFile={(file) => set({ file })} /> : null}
      {params.tab === "attempts" ? (
        <div className="run-scroll">
          <AttemptsTab run={run} tasks={tasks} selected={selected} onSelect={onSelect} onLog={onLog} />
        </div>
      ) : null}
      {params.tab === "history" ? (
        <HistoryTab run={run} timeZone={timeZone} onSelect={(task) => set({ task, attempt: null, tab: "overview" })} />
      ) : null}
      {rerun ? (
        <RerunDialog
          run={run}
          tasks={tasks}
          choice={{ mode: rerun.mode, from: topOf(rerun.from ?? key) }}
          onClose={() => setRerun(null)}
          onStarted={(next) => {
            setRerun(null);
            openRun(next.run_id);
          }}
        />
      ) : null}
    </Page>
  );
}

/** A rerun begins with a task of the workflow's own level: what is inside of a foreach or a group goes with it. */
function topOf(key: string | null): string | null {
  return key === null ? null : (aroundOf(key)[0] ?? key);
}

function useRunParams(): { params: RunParams; set: (params: Partial<RunParams>) => void } {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const text = JSON.stringify(search);
  const params = useMemo(() => readParams(JSON.parse(text) as Record<string, string | undefined>), [text]);
  const set = useCallback(
    (change: Partial<RunParams>) => {
      const said = writeParams(change);
      void navigate({
        to: ".",
        search: (old: Record<string, unknown>) => ({ ...old, ...said }) as never,
        replace: !("tab" in change || "task" in change),
        resetScroll: false, // the panels scroll by themselves, and where to is part of the address
      });
    },
    [navigate],
  );
  return { params, set };
}

/** The task of the address, else the one the page opens with. That choice stays, but for a task that never began and for the run's failure. */
function useFirstChoice(run: RunDetail, tasks: readonly TaskRun[], wanted: string | null): string | null {
  const [first, setFirst] = useState<{ key: string | null; failed: string | null }>({ key: null, failed: null });
  const isUnbegun = tasks.find((task) => task.task === first.key)?.state === "pending";
  const best =
    tasks.length > 0 && (first.key === null || isUnbegun || first.failed !== run.failed_task)
      ? firstChoice(run, tasks)
      : first.key;
  if (best !== first.key || first.failed !== run.failed_task) setFirst({ key: best, failed: run.failed_task });
  return wanted ?? best;
}

/** The chosen task run; an item of a foreach is not in the list of tasks and is known by its attempts. */
function useSelected(runId: string, tasks: readonly TaskRun[], key: string | null): TaskRun | null {
  const known = tasks.find((task) => task.task === key) ?? null;
  const isItem = key !== null && known === null && tasks.length > 0 && key.includes("[");
  const attempts = useAttempts(runId, isItem ? key : null);
  const items = attempts.data?.items;
  return useMemo(() => known ?? (isItem && items ? itemOf(key, items) : null), [known, isItem, items, key]);
}

/** How far tasks say they are; the last word of each is kept. */
function useProgress(runId: string): Readonly<Record<string, Progress>> {
  const [progress, setProgress] = useState<Readonly<Record<string, Progress>>>({});
  const onProgress = useCallback((said: ProgressEvent) => {
    setProgress((old) => ({ ...old, [said.task]: { done: said.done ?? 0, total: said.total, message: said.message } }));
  }, []);
  useRunEvents(runId, { onProgress });
  return progress;
}

function useTabKeys(set: (params: Partial<RunParams>) => void): void {
  const show = (label: string) => () => {
    set({ tab: "overview" });
    setTimeout(() =>
      document.querySelector<HTMLElement>(`[aria-label="${label}"] [tabindex="0"], [aria-label="${label}"]`)?.focus(),
    );
  };
  useActions([
    { id: "run.graph", title: "Graph", group: "Run and log", key: "1", run: show("Graph of the run") },
    { id: "run.timeline", title: "Timeline", group: "Run and log", key: "2", run: show("Timeline") },
    { id: "run.log", title: "Log", group: "Run and log", key: "3", run: show("Log") },
    { id: "run.why", title: "Why", group: "Run and log", key: "4", run: show("Why it failed") },
  ]);
}

function Tabs({ run, tab, onTab }: { run: RunDetail; tab: Tab; onTab(tab: Tab): void }): ReactElement {
  const files = useFiles(run.run_id, isFinal(run.state) || tab === "files");
  const counts: Partial<Record<Tab, number>> = { files: files.data?.items.length };
  return (
    <div className="tabs" role="tablist" aria-label="Parts of the run">
      {TABS.map((one) => (
        <button key={one} type="button" role="tab" aria-selected={tab === one} onClick={() => onTab(one)}>
          {TAB_WORDS[one]}
          {counts[one] ? <span className="n">{counts[one]}</span> : null}
        </button>
      ))}
    </div>
  );
}

/** Says a change of state to a screen reader, at most once in five seconds. */
function Announce({ run }: { run: RunDetail }): ReactElement {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(`${run.name}: ${stateWord(run.state)}`), isFinal(run.state) ? 0 : 5000);
    return () => clearTimeout(timer);
  }, [run.name, run.state]);
  return (
    <div className="vh" role="status" aria-live="polite">
      {said}
    </div>
  );
}
