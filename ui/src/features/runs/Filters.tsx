import "@mantine/dates/styles.css";

import { Button, Select, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useEffect, useRef, useState, type ReactElement } from "react";

import { useActions } from "@/app/actions";
import { useWorkflows } from "@/api/queries";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { isFiltered, VIEWS, type RunFilters, type View } from "./filters";

const WORDS: Record<View, string> = {
  all: "All",
  live: "Under way",
  failed: "Failed",
  success: "Succeeded",
  cancelled: "Cancelled",
};

export function Views({ view, onView }: { view: View; onView(view: View): void }): ReactElement {
  return (
    <div className="tabs" role="tablist" aria-label="Runs by state">
      {VIEWS.map((one) => (
        <button key={one} type="button" role="tab" aria-selected={one === view} onClick={() => onView(one)}>
          {WORDS[one]}
        </button>
      ))}
    </div>
  );
}

const TRIGGERS = [
  { value: "schedule", label: "a schedule" },
  { value: "manual", label: "hand" },
  { value: "rerun", label: "a rerun" },
  { value: "webhook", label: "a webhook" },
  { value: "workflow", label: "a workflow" },
  { value: "api", label: "the API" },
];

export interface FiltersProps {
  filters: RunFilters;
  set(filters: Partial<RunFilters>): void;
  waiting: number;
  onShowWaiting(): void;
}

export function Filters({ filters, set, waiting, onShowWaiting }: FiltersProps): ReactElement {
  const workflows = useWorkflows();
  const known = workflows.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="fbar runs-filters">
      <SearchField value={filters.search} onChange={(search) => set({ search })} />
      <Select
        aria-label="Workflow"
        placeholder="Any workflow"
        w={170}
        clearable
        searchable
        value={filters.workflow}
        data={known.map((one) => ({ value: one.id, label: one.name || one.id }))}
        onChange={(workflow) => set({ workflow })}
      />
      <Select
        aria-label="Started by"
        placeholder="Started by anything"
        w={186}
        clearable
        data={TRIGGERS}
        value={filters.trigger}
        onChange={(trigger) => set({ trigger })}
      />
      <DatePickerInput
        type="range"
        aria-label="Made between"
        placeholder="Any day"
        valueFormat="D MMM YYYY"
        w={248}
        weekendDays={[]}
        clearable
        allowSingleDateInRange
        value={[filters.from, filters.to]}
        onChange={([from, to]) => set({ from, to: to ?? null })}
      />
      {isFiltered(filters) ? (
        <Button
          variant="subtle"
          onClick={() => set({ view: "all", workflow: null, trigger: null, from: null, to: null, search: "" })}
        >
          Clear
        </Button>
      ) : null}
      <span className="grow" />
      {waiting > 0 ? (
        <Button leftSection={<Icon name="up" size={14} />} onClick={onShowWaiting}>
          {plural(waiting, "new run")}
        </Button>
      ) : (
        <span className="t3 sm">Newest first</span>
      )}
    </div>
  );
}

/** Typing changes the address a moment after the last key, not on each of them. */
function SearchField({ value, onChange }: { value: string; onChange(value: string): void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onChange(text), 250);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  useActions([
    {
      id: "runs.find",
      title: "Find a run",
      group: "Page",
      key: "/",
      icon: "search",
      run: () => input.current?.focus(),
    },
  ]);
  return (
    <TextInput
      ref={input}
      w={248}
      aria-label="Find a run"
      placeholder="Workflow, run, task, error"
      value={text}
      leftSection={<Icon name="search" size={14} />}
      rightSection={text ? undefined : <kbd>/</kbd>}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}
