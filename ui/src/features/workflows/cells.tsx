import { ActionIcon, Menu, Switch, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import { keys, queryClient } from "@/api/queries";
import { useMay, useProjectZone } from "@/api/session";
import type { WorkflowSummary } from "@/api/types";
import { showDialog } from "@/app/dialogs";
import { useNow } from "@/components/clock";
import { copyText } from "@/components/CopyId";
import { plural, sayClock, sayDate, sayDay } from "@/components/format";
import { Icon, type IconName } from "@/components/Icon";
import { StateIcon, stateWord } from "@/components/StateIcon";
import { ExactTimes, When } from "@/components/When";

/** How it stands: its last run, or why it can't have one. */
export function StateCell({ row }: { row: WorkflowSummary }): ReactElement {
  const last = row.last_runs.at(-1);
  if (row.state !== "valid") {
    const words = row.state === "gone" ? "File is gone" : plural(row.problems_count, "problem");
    return (
      <Link to="/workflows/$id" params={{ id: row.id }} className="state-cell">
        <span className="warn">
          <Icon name="alert" size={14} />
        </span>
        <span className="cut m">{words}</span>
        <small>{row.active_revision ? "last valid content is active" : "never valid"}</small>
      </Link>
    );
  }
  if (!last) return <span className="t3">Never run</span>;
  return (
    <Link to="/runs/$runId" params={{ runId: last.run_id }} className="state-cell">
      <StateIcon state={last.state} size={14} isDecoration isTurning />
      <span className="cut m">{stateWord(last.state)}</span>
      <small>
        <When at={last.started_at ?? last.created_at} />
      </small>
    </Link>
  );
}

const triggerIcons: Record<string, IconName> = {
  schedule: "clock",
  webhook: "webhook",
  sensor: "hourglass",
  workflow: "workflow",
  asset: "database",
  api: "code",
};

export function NextCell({ row }: { row: WorkflowSummary }): ReactElement {
  const zone = useProjectZone();
  const now = useNow(15);
  const kinds = [...new Set(row.triggers.map((trigger) => trigger.kind))];
  const icons = kinds.map((kind) => <Icon key={kind} name={triggerIcons[kind] ?? "webhook"} size={14} label={kind} />);
  if (row.triggers.length === 0) return <span className="t3">by hand</span>;
  if (row.is_paused) return <NextLine icons={icons} words="paused" />;
  if (row.triggers.every((trigger) => trigger.is_paused))
    return <NextLine icons={icons} words="paused" whole="Paused in its file" />;
  if (!row.next)
    return <NextLine icons={icons} words={kinds.includes("schedule") ? "not planned" : `on ${kinds.join(", ")}`} />;
  const at = new Date(row.next.at);
  const day = sayDay(at, now, zone);
  return (
    <Tooltip label={<ExactTimes at={at} zone={row.next.timezone} />}>
      <span className="next-line">
        {icons}
        <time dateTime={row.next.at} className="num cut">
          {day === "Today" ? sayClock(at, zone) : sayDate(at, now, zone, true)}
        </time>
      </span>
    </Tooltip>
  );
}

function NextLine({
  icons,
  words,
  whole = words,
}: {
  icons: ReactElement[];
  words: string;
  whole?: string;
}): ReactElement {
  return (
    <span className="next-line" title={whole}>
      {icons}
      <span className="cut">{words}</span>
    </span>
  );
}

export function OwnerCell({ row }: { row: WorkflowSummary }): ReactElement {
  return (
    <span className="owner-cell" title={[row.owner ?? "", ...row.tags].filter(Boolean).join(", ")}>
      {row.owner ? (
        <Link to="/workflows" search={(old) => ({ ...old, owner: row.owner ?? undefined })} className="t2 cut">
          {row.owner}
        </Link>
      ) : null}
      <span className="tags">
        {row.tags.map((tag) => (
          <Link key={tag} to="/workflows" search={(old) => ({ ...old, tag })} className="tag">
            {tag}
          </Link>
        ))}
      </span>
    </span>
  );
}

/** Stop or resume what starts it by itself; a run by hand stays possible. Undo is in the message. */
export function PauseSwitch({ row }: { row: WorkflowSummary }): ReactElement | null {
  const operator = useMay("operator");
  const project = useProject();
  const change = useMutation({
    mutationFn: (isPaused: boolean) =>
      api.patch(inProject(`/workflows/${encodeURIComponent(row.id)}`), { is_paused: isPaused }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.workflows(project).slice(0, 3) }),
    onSuccess: (_answer, isPaused) =>
      notifications.show({
        message: isPaused
          ? `The triggers of ${row.name || row.id} are paused. Runs by hand go on.`
          : `The triggers of ${row.name || row.id} are on again.`,
      }),
    onError: (error) => notifications.show({ title: "It was not changed", message: error.message, color: "danger" }),
  });
  if (row.triggers.length === 0) return null;
  const isOn = change.isPending ? !change.variables : !row.is_paused;
  const label = operator.why ?? (isOn ? "Pause its triggers" : "Resume its triggers");
  return (
    <Tooltip label={label}>
      <span className="pause">
        <Switch
          aria-label={`${label}: ${row.name || row.id}`}
          checked={isOn}
          disabled={!operator.may}
          onChange={(event) => change.mutate(!event.currentTarget.checked)}
        />
      </span>
    </Tooltip>
  );
}

export function RowActions({ row }: { row: WorkflowSummary }): ReactElement {
  const operator = useMay("operator");
  const navigate = useNavigate();
  const why = operator.why ?? (row.active_revision ? null : "It has no valid content yet");
  return (
    <>
      <Tooltip label={why ?? "Run now"}>
        <ActionIcon
          aria-label={`Run ${row.name || row.id} now`}
          disabled={why !== null}
          onClick={() => showDialog({ kind: "run", workflow: row.id })}
        >
          <Icon name="play" size={14} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${row.name || row.id}`}>
            <Icon name="more" size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void navigate({ to: "/runs", search: { workflow: row.id } })}>
            All its runs
          </Menu.Item>
          <Menu.Item onClick={() => void navigate({ to: "/workflows/$id/revisions", params: { id: row.id } })}>
            Revisions
          </Menu.Item>
          <Menu.Item onClick={() => void copyText(row.id)}>Copy its id</Menu.Item>
          {row.file ? <Menu.Item onClick={() => void copyText(row.file ?? "")}>Copy its path</Menu.Item> : null}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
