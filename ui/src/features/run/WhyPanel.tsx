import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import { useMay } from "@/api/session";
import { useNow } from "@/components/clock";
import type { RunDetail, TaskRun } from "@/api/types";
import { plural, sayAbout, sayCount, sayDuration } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Failed, Loading } from "@/components/PanelState";
import { Said } from "@/components/Said";
import { StateBar } from "@/components/StateChip";
import { StateIcon } from "@/components/StateIcon";
import { When } from "@/components/When";
import { isFinal } from "@/timeline/tasks";
import { ApprovalForm } from "./ApprovalForm";
import { useWhy } from "./queries";
import { countStates, doneItems, isItem } from "./tasks";
import { Steps } from "./Steps";
import { cardKind, failureOf, type FailureCard } from "./why";
import type { RerunChoice } from "./RerunDialog";

export interface WhyPanelProps {
  run: RunDetail;
  tasks: readonly TaskRun[];
  selected: TaskRun | null;
  onSelect(task: string): void;
  onLog(task: string): void;
  onRerun(choice: RerunChoice): void;
}

const TITLES = {
  failed: "Why it failed",
  waiting: "Why is it not running?",
  approval: "It waits for an answer",
  running: "Under way",
  cancelled: "It was cancelled",
  success: "How it went",
} as const;

/** The answer to the question its reader came with. */
export function WhyPanel(props: WhyPanelProps): ReactElement {
  const { run, tasks, selected } = props;
  const all = selected && !tasks.some((task) => task.task === selected.task) ? [...tasks, selected] : tasks;
  const kind = cardKind(run, all, selected?.task ?? null);
  return (
    <aside className="why" aria-label={TITLES[kind]}>
      <div className="row why-head">
        <h2>{TITLES[kind]}</h2>
        <span className="grow" />
      </div>
      {kind === "failed" ? <FailedCard {...props} card={failureOf(run, all, selected?.task ?? null)} /> : null}
      {kind === "waiting" ? <WaitingCard {...props} /> : null}
      {kind === "approval" ? <ApprovalCard {...props} /> : null}
      {kind === "running" ? <RunningCard {...props} /> : null}
      {kind === "success" || kind === "cancelled" ? <EndedCard {...props} /> : null}
      <SelectedFacts {...props} isTold={kind === "failed"} />
      {selected ? <Steps runId={run.run_id} task={selected} /> : null}
      {isFinal(run.state) || kind !== "failed" ? null : <WaitNote />}
    </aside>
  );
}

function WaitNote(): ReactElement {
  return <p className="t3 sm">The run goes on with what does not need this task.</p>;
}

function FailedCard(props: WhyPanelProps & { card: FailureCard | null }): ReactElement {
  const { run, card, onLog, onRerun, onSelect } = props;
  const operator = useMay("operator");
  if (!card) {
    return (
      <div className="cause">
        <div className="cause-said">
          <span>The run itself</span>
          <b>{run.first_error ?? run.error ?? run.reason ?? "No reason was given."}</b>
        </div>
      </div>
    );
  }
  const message = card.task.error?.message ?? "";
  const rest = message.includes("\n") ? message : "";
  return (
    <>
      <div className="cause">
        <div className="cause-said">
          <span>What it said, at {card.task.task}</span>
          <b>{card.title}</b>
        </div>
        <div className="cause-next">
          {rest ? <pre className="cause-more">{rest}</pre> : null}
          {card.hint ? (
            <p className="t2 sm">
              <Said text={card.hint} />
            </p>
          ) : null}
          {run.state === "failed" ? (
            <>
              <div className="row">
                <Button
                  variant="filled"
                  disabled={!operator.may}
                  title={operator.why ?? undefined}
                  onClick={() => onRerun({ mode: "failed", from: null })}
                >
                  Rerun from failed
                </Button>
                <Link
                  to="/workflows/$id"
                  params={{ id: run.workflow }}
                  search={{ task: card.task.path }}
                  className="btn"
                >
                  Edit task
                </Link>
              </div>
              <p className="t3 sm">
                {operator.why ?? "A new run: what succeeded is carried over, the rest runs again."}
              </p>
            </>
          ) : null}
          {card.task.child_run ? (
            <Link to="/runs/$runId" params={{ runId: card.task.child_run }} className="link why-link">
              Open the run that it started
            </Link>
          ) : (
            <button type="button" className="link why-link" onClick={() => onLog(card.task.task)}>
              Open its log
            </button>
          )}
        </div>
      </div>
      <section>
        <h3>The facts</h3>
        {card.facts.map((fact) => (
          <div className="fact" key={fact.name}>
            <span className="t3">{fact.name}</span>
            <span className="cut" title={fact.value}>
              {fact.value}
            </span>
          </div>
        ))}
        {run.revision_changed ? (
          <div className="fact is-marked">
            <span className="t3">
              <Icon name="info" size={14} /> revision
            </span>
            <span>the workflow was saved again since</span>
          </div>
        ) : null}
      </section>
      <TaskList title="What it holds up" tasks={card.blocks} onSelect={onSelect} />
      <TaskList title="Also failed" tasks={card.others} onSelect={onSelect} />
    </>
  );
}

const MOST_LISTED = 8;

function TaskList({
  title,
  tasks,
  onSelect,
}: {
  title: string;
  tasks: readonly TaskRun[];
  onSelect(task: string): void;
}): ReactElement | null {
  if (tasks.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      {tasks.slice(0, MOST_LISTED).map((task) => (
        <button type="button" key={task.task} className="why-task" onClick={() => onSelect(task.task)}>
          <StateIcon state={task.state} size={14} />
          <span className="cut">
            <b className="m">{task.task}</b> <span className="t2">{task.reason}</span>
          </span>
        </button>
      ))}
      {tasks.length > MOST_LISTED ? <p className="t3 sm">and {tasks.length - MOST_LISTED} more</p> : null}
    </section>
  );
}

/** Kinds of waiting whose sentence says by itself what ends it. */
const TOLD_ALREADY: ReadonlySet<string> = new Set([
  "approval",
  "condition",
  "edge",
  "engine",
  "limit",
  "outside",
  "timer",
]);

function WaitingCard({ run, selected, tasks }: WhyPanelProps): ReactElement {
  const waits = selected && !isFinal(selected.state) && selected.state !== "running" ? selected : null;
  const why = useWhy(run.run_id, waits?.task ?? null, true);
  const others = useWhy(run.run_id, null, waits !== null && (why.data?.items.length ?? 0) === 0);
  const items = why.data?.items.length ? why.data.items : (others.data?.items ?? []);
  if (why.isPending) return <Loading what="the reason" rows={2} rowHeight={40} />;
  if (why.error) return <Failed what="the reason" error={why.error} onRetry={() => void why.refetch()} />;
  const live = tasks.filter((task) => !isFinal(task.state) && task.state !== "pending");
  if (items.length === 0)
    return (
      <p className="t2">
        {run.reason || (live.length > 0 ? "Nothing holds it: it goes on in a moment." : "Nothing is known to hold it.")}
      </p>
    );
  return (
    <div className="cause is-waiting">
      {items.slice(0, MOST_LISTED).map((wait, at) => (
        <div className="wait" key={`${wait.task}${at}`}>
          <span className="t3 sm">
            {wait.task ?? "the run"}
            {wait.since ? (
              <>
                , since <When at={wait.since} />
              </>
            ) : null}
          </span>
          <b>
            <Said text={capital(wait.sentence)} />
          </b>
          {wait.frees && !TOLD_ALREADY.has(wait.kind) ? (
            <span className="t2 sm">
              What ends the wait: <Said text={wait.frees} />
            </span>
          ) : null}
        </div>
      ))}
    </div>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function ApprovalCard(props: WhyPanelProps): ReactElement {
  const { run, tasks, selected } = props;
  const task = selected?.state === "awaiting_input" ? selected : tasks.find((one) => one.state === "awaiting_input");
  if (!task) return <p className="t2">Nothing waits for an answer any more.</p>;
  return <ApprovalForm key={task.task} runId={run.run_id} task={task} />;
}

function RunningCard({ run, tasks, onSelect }: WhyPanelProps): ReactElement {
  const now = useNow(1).getTime();
  const live = tasks.filter((task) => !isItem(task) && !isFinal(task.state) && task.state !== "pending");
  const elapsed = run.started_at ? (now - Date.parse(run.started_at)) / 1000 : 0;
  const left = run.usual_s === null ? null : run.usual_s - elapsed;
  return (
    <>
      {left === null ? null : (
        <p className="t2">
          {left > 0
            ? `Usually done in about ${sayAbout(Math.max(1, left))} more.`
            : `${sayAbout(Math.max(1, -left))} longer than usual.`}
        </p>
      )}
      <section>
        <h3>Under way</h3>
        {live.slice(0, MOST_LISTED).map((task) => (
          <button type="button" key={task.task} className="why-task is-tall" onClick={() => onSelect(task.task)}>
            <StateIcon state={task.state} size={14} isTurning />
            <span className="cut">
              <b className="m">{task.task}</b>{" "}
              <span className="t2">
                {task.item_count ? `${sayCount(doneItems(task))} of ${sayCount(task.item_count)}` : task.reason}
              </span>
              {task.item_count ? <StateBar counts={task.items ?? {}} total={task.item_count} /> : null}
            </span>
          </button>
        ))}
        {live.length > MOST_LISTED ? <p className="t3 sm">and {live.length - MOST_LISTED} more</p> : null}
      </section>
    </>
  );
}

function EndedCard({ run, tasks, onRerun }: WhyPanelProps): ReactElement {
  const counts = countStates(tasks);
  const took = run.started_at && run.ended_at ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : null;
  const carried = tasks.filter((task) => task.carried_from).length;
  const slowest = slowestOf(tasks);
  return (
    <>
      {run.state === "cancelled" ? <p>{run.reason ? capital(run.reason) : "No reason was given."}</p> : null}
      <section>
        <h3>The facts</h3>
        {took === null ? null : (
          <FactLine
            name="took"
            value={`${sayDuration(took)}${run.usual_s === null ? "" : `, usually ${sayAbout(run.usual_s)}`}`}
          />
        )}
        {counts.map(([state, count]) => (
          <FactLine key={state} name={state.replace("_", " ")} value={plural(count, "task")} />
        ))}
        {carried > 0 ? <FactLine name="carried" value={`${plural(carried, "task")} from the run before`} /> : null}
        {slowest ? <FactLine name="longest task" value={slowest} /> : null}
        {run.revision_changed ? <FactLine name="revision" value="the workflow was saved again since" /> : null}
      </section>
      <div className="row">
        <Button onClick={() => onRerun({ mode: "all", from: null })} leftSection={<Icon name="rerun" size={14} />}>
          Rerun…
        </Button>
      </div>
    </>
  );
}

function FactLine({ name, value }: { name: string; value: string }): ReactElement {
  return (
    <div className="fact">
      <span className="t3">{name}</span>
      <span className="cut" title={value}>
        {value}
      </span>
    </div>
  );
}

function slowestOf(tasks: readonly TaskRun[]): string | null {
  let most = 0;
  let name: string | null = null;
  for (const task of tasks) {
    if (!task.started_at || !task.ended_at || task.carried_from) continue;
    const took = (Date.parse(task.ended_at) - Date.parse(task.started_at)) / 1000;
    if (took > most) [most, name] = [took, `${task.task}, ${sayDuration(took)}`];
  }
  return name;
}

/** What is known of the chosen task, wherever the card does not speak of it. */
function SelectedFacts({
  run,
  selected,
  isTold,
  onRerun,
  onLog,
}: WhyPanelProps & { isTold: boolean }): ReactElement | null {
  if (!selected || isTold) return null;
  const { started_at: from, ended_at: to } = selected;
  return (
    <section className="why-selected">
      <h3>Chosen task</h3>
      <div className="why-task is-still">
        <StateIcon state={selected.state} size={14} />
        <span className="cut">
          <b className="m">{selected.task}</b> <span className="t2">{selected.reason}</span>
        </span>
      </div>
      {from && to ? <FactLine name="took" value={sayDuration((Date.parse(to) - Date.parse(from)) / 1000)} /> : null}
      {selected.attempt > 1 ? <FactLine name="attempts" value={String(selected.attempt)} /> : null}
      {selected.label ? <FactLine name="way chosen" value={selected.label} /> : null}
      {selected.carried_from ? <FactLine name="carried from" value={selected.carried_from.slice(-8)} /> : null}
      <div className="row why-acts">
        {selected.attempt > 0 ? (
          <Button size="xs" onClick={() => onLog(selected.task)}>
            Open its log
          </Button>
        ) : null}
        {selected.child_run ? (
          <Link to="/runs/$runId" params={{ runId: selected.child_run }} className="btn s">
            Open its run
          </Link>
        ) : null}
        {isFinal(run.state) && !isItem(selected) ? (
          <Button size="xs" onClick={() => onRerun({ mode: "from", from: selected.task })}>
            Rerun from here…
          </Button>
        ) : null}
      </div>
    </section>
  );
}
