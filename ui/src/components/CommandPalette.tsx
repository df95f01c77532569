import { Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactElement, useId, useMemo, useRef, useState } from "react";

import { useRuns, useWorkflows } from "@/api/queries";
import type { RunSummary, State, WorkflowSummary } from "@/api/types";
import { type Action, useAllActions } from "@/app/actions";
import { showDialog } from "@/app/dialogs";
import { sayKey } from "@/app/keys";
import { type Entry, search } from "@/app/search";
import { Icon, type IconName } from "@/components/Icon";
import { StateIcon } from "@/components/StateIcon";

interface Line extends Entry {
  icon?: IconName;
  state?: State;
  keys?: string;
  off?: string | null;
  run: () => void;
}

/** One field for going and doing; everything it looks through is already here, so it never waits. */
export function CommandPalette({ first, onClose }: { first: string; onClose: () => void }): ReactElement {
  const [query, setQuery] = useState(first);
  const [chosen, setChosen] = useState(0);
  const lines = useLines();
  const found = useMemo(() => search(lines, query), [lines, query]);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  const choose = (index: number): void => {
    setChosen(index);
    list.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const run = (line: Line | undefined): void => {
    if (!line || line.off) return;
    onClose();
    line.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (found.length > 0) choose((chosen + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[chosen]);
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      aria-label="Search or run"
    >
      <div className="palette">
        <div className="palette-field">
          <Icon name="search" />
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={found[chosen] ? `${id}-${chosen}` : undefined}
            aria-label="Search or run"
            placeholder="A workflow, a run, an action"
            value={query}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              setChosen(0);
            }}
          />
          <kbd>Esc</kbd>
        </div>
        <div className="palette-list" role="listbox" id={`${id}-list`} ref={list} aria-label="Matches">
          {found.map((line, index) => (
            <PaletteLine
              key={line.id}
              line={line}
              id={`${id}-${index}`}
              index={index}
              isChosen={index === chosen}
              hasLabel={line.group !== found[index - 1]?.group}
              onPoint={() => setChosen(index)}
              onRun={() => run(line)}
            />
          ))}
          {found.length === 0 ? (
            <div className="pstate t2">
              Nothing here is called <span className="mono">{query}</span>.
            </div>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}

interface PaletteLineProps {
  line: Line;
  id: string;
  index: number;
  isChosen: boolean;
  hasLabel: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function PaletteLine({ line, id, index, isChosen, hasLabel, onPoint, onRun }: PaletteLineProps): ReactElement {
  return (
    <>
      {hasLabel ? <div className="palette-group">{line.group}</div> : null}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys */}
      <div
        role="option"
        tabIndex={-1}
        id={id}
        data-index={index}
        aria-selected={isChosen}
        aria-disabled={line.off ? true : undefined}
        className="palette-line"
        onMouseMove={onPoint}
        onClick={onRun}
      >
        {line.state ? <StateIcon state={line.state} /> : <Icon name={line.icon ?? "right"} />}
        <span className="cut">
          <b className="m">{line.title}</b>
          {line.detail ? <span className="t2"> {line.detail}</span> : null}
        </span>
        <span className="grow" />
        {line.off ? <span className="sm t3 cut">{line.off}</span> : line.keys ? <kbd>{line.keys}</kbd> : null}
      </div>
    </>
  );
}

function useLines(): Line[] {
  const actions = useAllActions();
  const workflows = useWorkflows().data;
  const runs = useRuns().data;
  const navigate = useNavigate();
  return useMemo(() => {
    const flows = workflows?.pages.flatMap((page) => page.items) ?? [];
    const recent = runs?.pages[0]?.items.slice(0, 50) ?? [];
    const offered = actions.filter((action) => !action.isKeyOnly);
    const here = offered.filter((action) => action.group !== "Go to" && action.group !== "Everywhere");
    const open = (to: string): void => void navigate({ to });
    return [
      ...here.map((action) => actionLine(action, "Actions here")),
      ...flows.map((flow) => workflowLine(flow, () => open(`/workflows/${encodeURIComponent(flow.id)}`))),
      ...recent.map((run) => runLine(run, () => open(`/runs/${run.run_id}`))),
      ...flows.filter((flow) => flow.state === "valid").map((flow) => runNowLine(flow)),
      ...offered.filter((action) => action.group === "Go to").map((action) => actionLine(action, "Go to")),
      ...offered.filter((action) => action.group === "Everywhere").map((action) => actionLine(action, "Everywhere")),
    ];
  }, [actions, workflows, runs, navigate]);
}

function actionLine(action: Action, group: string): Line {
  return {
    id: action.id,
    group,
    title: action.title,
    detail: action.effect,
    icon: action.icon,
    keys: action.key ? sayKey(action.key) : undefined,
    off: action.off,
    run: action.run,
  };
}

function workflowLine(flow: WorkflowSummary, run: () => void): Line {
  const last = flow.last_runs.at(-1);
  return {
    id: `workflow ${flow.id}`,
    group: "Workflows",
    title: flow.name || flow.id,
    detail: flow.name && flow.name !== flow.id ? flow.id : undefined,
    words: [...flow.tags, flow.owner ?? "", flow.description ?? ""].join(" "),
    icon: "workflow",
    state: last?.state,
    run,
  };
}

function runLine(run: RunSummary, go: () => void): Line {
  return {
    id: `run ${run.run_id}`,
    group: "Runs",
    title: run.short_id,
    detail: `${run.name}, ${run.logical_date?.slice(0, 10) ?? ""}`,
    words: run.run_id,
    state: run.state,
    run: go,
  };
}

function runNowLine(flow: WorkflowSummary): Line {
  return {
    id: `run-now ${flow.id}`,
    group: "Run",
    title: `Run ${flow.name || flow.id}`,
    detail: flow.inputs_count > 0 ? "asks for its inputs" : undefined,
    icon: "play",
    run: () => showDialog({ kind: "run", workflow: flow.id }),
  };
}
