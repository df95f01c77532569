import { ActionIcon, Button, Menu, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { useRef, useState, type ReactElement } from "react";

import { useActions } from "@/app/actions";
import { buildUrl } from "@/api/client";
import { useProject } from "@/api/project";
import type { TaskRun } from "@/api/types";
import { copyText } from "@/components/CopyId";
import { sayAboutCount, sayCount } from "@/components/format";
import { Icon } from "@/components/Icon";
import { StateIcon } from "@/components/StateIcon";
import type { LogSource } from "@/log/source";
import type { RunParams } from "./params";
import { runPath } from "./queries";

type SetParams = (params: Partial<RunParams>) => void;

interface LogTaskProps {
  task: TaskRun | null;
  tasks: readonly TaskRun[];
  set: SetParams;
}

export function TaskPicker({ task, tasks, set }: LogTaskProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const choices = isOpen ? tasks.filter((one) => one.attempt > 0 || one.item_count).slice(0, 200) : [];
  return (
    <Menu position="bottom-start" opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <Button
          size="xs"
          variant="subtle"
          className="log-task"
          leftSection={task ? <StateIcon state={task.state} size={14} isDecoration /> : null}
          rightSection={<Icon name="down" size={12} />}
        >
          <span className="cut">{task?.task ?? "choose a task"}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="log-menu">
        {choices.map((one) => (
          <Menu.Item
            key={one.task}
            leftSection={<StateIcon state={one.state} size={14} isDecoration />}
            onClick={() => set({ task: one.task, attempt: null, line: null })}
          >
            {one.task}
          </Menu.Item>
        ))}
        {choices.length === 0 ? <Menu.Item disabled>Nothing has started yet</Menu.Item> : null}
      </Menu.Dropdown>
    </Menu>
  );
}

export function AttemptPicker({
  task,
  attempt,
  set,
}: {
  task: TaskRun | null;
  attempt: number | null;
  set: SetParams;
}): ReactElement | null {
  if (!task || attempt === null || task.attempt < 2) return null;
  const first = Math.max(1, task.attempt - 4);
  const data = Array.from({ length: task.attempt - first + 1 }, (_, i) => ({
    value: String(first + i),
    label: `Attempt ${first + i}`,
  }));
  return (
    <SegmentedControl
      size="xs"
      data={data}
      value={String(attempt)}
      onChange={(value) => set({ attempt: Number(value), line: null })}
    />
  );
}

interface FindProps {
  source: LogSource | null;
  find: string;
  matches: number[];
  hasMore: boolean;
  line: number | null;
  set: SetParams;
  onStep(direction: 1 | -1): void;
}

export function Find({ source, find, matches, hasMore, line, set, onStep }: FindProps): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  useActions([
    {
      id: "log.find",
      title: "Find in the log",
      group: "Run and log",
      key: "/",
      icon: "search",
      run: () => input.current?.focus(),
    },
  ]);
  const total = source?.book.total ?? 0;
  const at = line === null ? -1 : matches.indexOf(line);
  const count = `${at >= 0 ? `${at + 1} of ` : ""}${sayCount(matches.length)}${hasMore ? "+" : ""}`;
  return (
    <TextInput
      ref={input}
      size="xs"
      className="log-find"
      aria-label="Find in the log"
      placeholder={`Find in ${sayAboutCount(total)} ${total === 1 ? "line" : "lines"}`}
      value={find}
      leftSection={<Icon name="search" size={14} />}
      rightSectionWidth={find ? 74 : 28}
      rightSection={
        find ? (
          <span className="log-count" role="status">
            {matches.length === 0 ? "none" : count}
          </span>
        ) : (
          <kbd>/</kbd>
        )
      }
      onChange={(event) => set({ find: event.currentTarget.value })}
      onKeyDown={(event) => {
        if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
        if (event.key === "Escape") {
          set({ find: "" });
          event.currentTarget.blur();
        }
      }}
    />
  );
}

export function Errors({
  lines,
  onStep,
}: {
  lines: readonly number[];
  onStep(direction: 1 | -1): void;
}): ReactElement | null {
  if (lines.length === 0) return null;
  return (
    <span className="row log-errors">
      <Tooltip label="Previous error, Shift E">
        <ActionIcon variant="subtle" aria-label="Previous error" onClick={() => onStep(-1)}>
          <Icon name="up" size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Next error, E">
        <ActionIcon variant="subtle" aria-label="Next error" onClick={() => onStep(1)}>
          <Icon name="down" size={14} />
        </ActionIcon>
      </Tooltip>
      <span className="bad nowrap">{lines.length === 1 ? "1 error" : `${sayCount(lines.length)} errors`}</span>
    </span>
  );
}

interface ToolsProps {
  runId: string;
  task: TaskRun | null;
  attempt: number | null;
  isWrapped: boolean;
  onWrap(): void;
}

export function Tools({ runId, task, attempt, isWrapped, onWrap }: ToolsProps): ReactElement {
  const project = useProject();
  const [isCopied, setCopied] = useState(false);
  const address =
    task && attempt ? buildUrl(runPath(runId, "/log/download", project), { task: task.task, attempt }) : "";
  return (
    <span className="row log-tools">
      <Tooltip label="Wrap long lines, W">
        <ActionIcon
          variant={isWrapped ? "light" : "subtle"}
          aria-pressed={isWrapped}
          aria-label="Wrap long lines"
          onClick={onWrap}
        >
          <Icon name="wrap" size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={isCopied ? "Copied" : "Copy the address of this line, Y"}>
        <ActionIcon
          variant="subtle"
          aria-label="Copy the address of this line"
          onClick={() =>
            void copyText(window.location.href).then(() => {
              setCopied(true);
              setTimeout(() => setCopied(false), 1500);
            })
          }
        >
          <Icon name={isCopied ? "check" : "link"} size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Download the log">
        <ActionIcon
          component="a"
          href={address || undefined}
          download
          variant="subtle"
          aria-label="Download the log"
          role={address ? undefined : "link"}
          aria-disabled={!address || undefined}
          data-disabled={!address || undefined}
        >
          <Icon name="download" size={14} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
