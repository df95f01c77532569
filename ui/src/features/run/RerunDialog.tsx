import { Button, Modal, Radio, Select } from "@mantine/core";
import { useState, type ReactElement } from "react";

import type { RunDetail, RunSummary, TaskRun } from "@/api/types";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Failed, Loading } from "@/components/PanelState";
import { refusedFields } from "@/components/RunDialog";
import { RerunInputs } from "./RerunInputs";
import { isItem } from "./tasks";
import { useRerunInputs } from "./useRerunInputs";
import { useRerun, useRerunPreview } from "./queries";
import type { RerunMode, RerunPreview } from "./types";

export interface RerunChoice {
  mode: RerunMode;
  from: string | null;
}

export interface RerunDialogProps {
  run: RunDetail;
  tasks: readonly TaskRun[];
  choice: RerunChoice;
  onClose(): void;
  onStarted(run: RunSummary): void;
}

/** Which tasks run again, on which revision and with which inputs; what follows from it stands below before anything starts. */
export function RerunDialog({ run, tasks, choice, onClose, onStarted }: RerunDialogProps): ReactElement {
  const [mode, setMode] = useState<RerunMode>(choice.mode);
  const [from, setFrom] = useState(choice.from);
  const [revision, setRevision] = useState<"same" | "latest">(run.revision_changed ? "latest" : "same");
  const form = useRerunInputs(run, revision);
  const [isTried, setTried] = useState(false);
  const preview = useRerunPreview(run.run_id, mode, from, revision);
  const rerun = useRerun(run.run_id);
  const { isChanged, values } = form;
  const canStart = mode !== "from" || from !== null;
  const start = () => {
    setTried(true);
    if (values === null) return;
    rerun.mutate(
      {
        mode,
        revision,
        ...(mode === "from" && from ? { from_task: from } : {}),
        ...(isChanged ? { inputs: values } : {}),
      },
      { onSuccess: onStarted },
    );
  };
  const names = [...new Set(tasks.filter((task) => !isItem(task) && !task.parent).map((task) => task.task))];
  return (
    <Modal opened onClose={onClose} title={`Rerun ${run.name}`} size={640}>
      <div className="rerun">
        <Radio.Group value={mode} onChange={(value) => setMode(value as RerunMode)} label="What runs again">
          <div className="rerun-modes">
            <Radio value="failed" disabled={run.state === "success"} label="What failed or never ran" />
            <Radio value="from" label="From one task on" />
            <Radio value="all" label="Everything" />
          </div>
        </Radio.Group>
        {mode === "from" ? (
          <Select label="From" data={names} value={from} onChange={setFrom} searchable placeholder="a task" />
        ) : null}
        <Radio.Group
          value={revision}
          onChange={(value) => setRevision(value as "same" | "latest")}
          label="On which revision"
        >
          <div className="rerun-modes">
            <Radio value="same" label={`The same, ${run.revision.slice(0, 7)}`} />
            <Radio value="latest" label={newestOf(run)} />
          </div>
        </Radio.Group>
        <Preview query={preview} isAsked={mode !== "from" || from !== null} />
        <RerunInputs form={form} isTried={isTried} refused={refusedFields(rerun.error)} />
        {rerun.error ? <Failed what="the new run" error={rerun.error} /> : null}
      </div>
      <div className="row dialog-acts">
        <Button onClick={onClose}>Leave it as it is</Button>
        <Button variant="filled" data-autofocus disabled={!canStart} loading={rerun.isPending} onClick={start}>
          {actOf(mode, from)}
        </Button>
      </div>
    </Modal>
  );
}

function actOf(mode: RerunMode, from: string | null): string {
  if (mode === "all") return "Rerun everything";
  return mode === "failed" ? "Rerun from failed" : `Rerun from ${from ?? "…"}`;
}

const MOST_SAID = 12;

function Preview({ query, isAsked }: { query: ReturnType<typeof useRerunPreview>; isAsked: boolean }): ReactElement {
  if (!isAsked) return <div className="rerun-preview t3">Choose the task to run from.</div>;
  if (query.data) return <PreviewOf preview={query.data} isStale={query.isFetching} />;
  if (query.error) return <Failed what="what would run" error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="rerun-preview">
      <Loading what="what would run" rows={3} rowHeight={24} />
    </div>
  );
}

function PreviewOf({ preview, isStale }: { preview: RerunPreview; isStale: boolean }): ReactElement {
  const { runs, carried, joins } = preview;
  return (
    <div className="rerun-preview" data-stale={isStale || undefined} aria-live="polite">
      {joins.length > 0 ? (
        <div className="rerun-joins">
          {joins.slice(0, MOST_SAID).map((join) => (
            <div key={join.task}>
              <Icon name="alert" size={14} />
              <span>
                <b>{join.task}</b> runs too: {join.reason}
              </span>
            </div>
          ))}
        </div>
      ) : null}
      <Line icon="play" title={`${plural(runs.length, "task")} will run`} names={runs.map((one) => one.task)} />
      <Line
        icon="check"
        title={
          carried.length === 0
            ? "Nothing is carried over"
            : `${plural(carried.length, "task")} carried over, with outputs and files`
        }
        names={carried}
      />
    </div>
  );
}

function Line({
  icon,
  title,
  names,
}: {
  icon: "play" | "check";
  title: string;
  names: readonly string[];
}): ReactElement {
  const said = names.slice(0, MOST_SAID).join(", ");
  return (
    <div className="rerun-line">
      <Icon name={icon} size={14} />
      <div>
        <div>{title}</div>
        <div className="t3 sm" title={names.join(", ")}>
          {said}
          {names.length > MOST_SAID ? ` and ${names.length - MOST_SAID} more` : ""}
        </div>
      </div>
    </div>
  );
}

function newestOf(run: RunDetail): string {
  if (run.revision_changed) return "The newest: it was saved again since";
  return run.is_revision_active ? "The newest, which is the same" : "The one saved last, older than this draft";
}
