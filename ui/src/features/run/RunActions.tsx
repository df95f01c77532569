import { ActionIcon, Button, Menu, Modal, Textarea } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";

import { useActions } from "@/app/actions";
import { useMay } from "@/api/session";
import type { RunDetail } from "@/api/types";
import { ActionTip } from "@/components/ActionTip";
import { Icon } from "@/components/Icon";
import { Failed } from "@/components/PanelState";
import { isFinal } from "@/timeline/tasks";
import { useRunAct } from "./queries";
import type { RerunChoice } from "./RerunDialog";

export interface RunActionsProps {
  run: RunDetail;
  selected: string | null;
  onRerun(choice: RerunChoice): void;
}

/** What can be done with the run, by button, key and palette alike. */
export function RunActions({ run, selected, onRerun }: RunActionsProps): ReactElement {
  const navigate = useNavigate();
  const operator = useMay("operator");
  const [isCancelling, setCancelling] = useState(false);
  const pause = useRunAct<undefined>(run.run_id, "pause");
  const resume = useRunAct<undefined>(run.run_id, "resume");
  const isOver = isFinal(run.state);
  const isPaused = run.state === "paused";
  const go = (runId: string | null) => {
    if (runId) void navigate({ to: "/runs/$runId", params: { runId } });
  };
  const notOver = isOver ? "The run is over" : operator.why;
  useActions([
    {
      id: "run.next",
      title: "Next run of this workflow",
      group: "Run and log",
      key: "j",
      off: run.next_id ? null : "There is no later run",
      run: () => go(run.next_id),
    },
    {
      id: "run.previous",
      title: "Previous run of this workflow",
      group: "Run and log",
      key: "k",
      off: run.previous_id ? null : "There is no earlier run",
      run: () => go(run.previous_id),
    },
    {
      id: "run.rerun",
      title: "Rerun…",
      effect: run.name,
      group: "Run and log",
      key: "r",
      icon: "rerun",
      off: operator.why ?? (isOver ? null : "The run is not over yet"),
      run: () => onRerun(defaultRerun(run)),
    },
    {
      id: "run.rerun-from",
      title: `Rerun from ${selected ?? "a task"}…`,
      group: "Run and log",
      icon: "rerun",
      off: operator.why ?? (isOver ? null : "The run is not over yet"),
      run: () => onRerun({ mode: "from", from: selected }),
    },
    {
      id: "run.cancel",
      title: "Cancel the run…",
      effect: run.name,
      group: "Run and log",
      icon: "stop",
      off: notOver,
      run: () => setCancelling(true),
    },
    isPaused
      ? {
          id: "run.resume",
          title: "Resume the run",
          group: "Run and log",
          icon: "play",
          off: notOver,
          run: () => resume.mutate(undefined),
        }
      : {
          id: "run.pause",
          title: "Pause the run",
          group: "Run and log",
          icon: "pause",
          off: notOver,
          run: () => pause.mutate(undefined),
        },
  ]);
  return (
    <>
      <ActionTip action="run.previous">
        <ActionIcon
          variant="subtle"
          aria-label="Previous run"
          disabled={!run.previous_id}
          onClick={() => go(run.previous_id)}
        >
          <Icon name="up" />
        </ActionIcon>
      </ActionTip>
      <ActionTip action="run.next">
        <ActionIcon variant="subtle" aria-label="Next run" disabled={!run.next_id} onClick={() => go(run.next_id)}>
          <Icon name="down" />
        </ActionIcon>
      </ActionTip>
      <Link
        to="/workflows/$id"
        params={{ id: run.workflow }}
        search={selected ? { task: selected } : {}}
        className="btn s"
      >
        <Icon name="external" size={14} />
        Open in builder
      </Link>
      {isOver ? null : (
        <>
          {isPaused ? (
            <ActionTip action="run.resume">
              <Button
                size="xs"
                loading={resume.isPending}
                disabled={!operator.may}
                leftSection={<Icon name="play" size={14} />}
                onClick={() => resume.mutate(undefined)}
              >
                Resume
              </Button>
            </ActionTip>
          ) : (
            <ActionTip action="run.pause" label="What runs goes on, nothing new starts">
              <Button
                size="xs"
                loading={pause.isPending}
                disabled={!operator.may || run.state === "cancelling"}
                leftSection={<Icon name="pause" size={14} />}
                onClick={() => pause.mutate(undefined)}
              >
                Pause
              </Button>
            </ActionTip>
          )}
          <ActionTip action="run.cancel">
            <Button
              size="xs"
              disabled={!operator.may}
              leftSection={<Icon name="stop" size={14} />}
              onClick={() => setCancelling(true)}
            >
              {run.state === "cancelling" ? "Stop now…" : "Cancel…"}
            </Button>
          </ActionTip>
        </>
      )}
      <RerunButton
        run={run}
        selected={selected}
        off={operator.why ?? (isOver ? null : "The run is not over yet")}
        onRerun={onRerun}
      />
      {isCancelling ? <CancelDialog run={run} onClose={() => setCancelling(false)} /> : null}
    </>
  );
}

export function defaultRerun(run: RunDetail): RerunChoice {
  return { mode: run.state === "success" ? "all" : "failed", from: null };
}

function RerunButton({ run, selected, off, onRerun }: RunActionsProps & { off: string | null }): ReactElement {
  return (
    <span className="split">
      <ActionTip action="run.rerun">
        <button type="button" className="btn s" disabled={off !== null} onClick={() => onRerun(defaultRerun(run))}>
          <Icon name="rerun" size={14} />
          Rerun
        </button>
      </ActionTip>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn s" aria-label="More ways to rerun" disabled={off !== null}>
            <Icon name="down" size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={run.state === "success"} onClick={() => onRerun({ mode: "failed", from: null })}>
            From failed…
          </Menu.Item>
          <Menu.Item disabled={selected === null} onClick={() => onRerun({ mode: "from", from: selected })}>
            From {selected ?? "the chosen task"}…
          </Menu.Item>
          <Menu.Item onClick={() => onRerun({ mode: "all", from: null })}>Everything…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/** Once asks politely; on a run that is ending already it stops what is left at once. */
function CancelDialog({ run, onClose }: { run: RunDetail; onClose(): void }): ReactElement {
  const [reason, setReason] = useState("");
  const cancel = useRunAct<{ reason?: string; force?: boolean }>(run.run_id, "cancel");
  const isForce = run.state === "cancelling";
  const send = () =>
    cancel.mutate({ ...(reason ? { reason } : {}), ...(isForce ? { force: true } : {}) }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={isForce ? `Stop ${run.name} at once?` : `Cancel the run of ${run.name}?`}>
      <p className="t2">
        {isForce
          ? "It is being cancelled already. Now what still runs is killed without time to tidy up."
          : "Tasks under way are asked to end; tasks marked always and those in finally still run. What succeeded stays, and can be carried into a rerun."}
      </p>
      <Textarea
        label="Reason"
        description="Everyone who looks at this run reads it."
        autosize
        minRows={1}
        maxRows={4}
        mt={12}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      {cancel.error ? <Failed what="the cancelling" error={cancel.error} /> : null}
      <div className="row dialog-acts">
        <Button onClick={onClose}>Let it run</Button>
        <Button variant="filled" color="danger" loading={cancel.isPending} onClick={send}>
          {isForce ? "Stop at once" : "Cancel the run"}
        </Button>
      </div>
    </Modal>
  );
}
