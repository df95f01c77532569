import { Autocomplete, Loader } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useContext, useState, type ReactElement } from "react";

import { api } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import { ApiProblem } from "@/api/problem";
import { Icon } from "@/components/Icon";
import { ChoiceSources, type ChoiceSource } from "@/form/choice-context";
import { narrowed, needsSearch, readiness, type Choices, type Readiness } from "@/form/choices";
import type { FieldSpec } from "@/form/schema";

export interface ChoiceFieldProps {
  id: string;
  field: FieldSpec;
  value: string;
  isBad: boolean;
  placeholder: string;
  onCommit: (value: string) => void;
}

const ASK_AFTER_MS = 350;

/** Text with what the system offers for it: asked for when the field is entered, again when what it depends on changes. */
export function ChoiceField({ id, field, value, isBad, placeholder, onCommit }: ChoiceFieldProps): ReactElement {
  const source = useContext(ChoiceSources);
  const [typed, setTyped] = useState<string | null>(null);
  const isOpen = typed !== null;
  const wanted = typed === null || typed === value ? "" : typed;
  const ready: Readiness = source ? readiness(field, source.fields, source.values) : { why: "" };
  const { known, isAsking, error } = useChoices(field.name, source, ready, wanted, isOpen);
  const items = narrowed(known?.items ?? [], wanted);
  const labels = new Map(items.map((each) => [each.value, each.label]));
  const commit = (text: string) => {
    if (text !== value) onCommit(text);
  };
  return (
    <>
      <Autocomplete
        id={id}
        aria-label={field.label}
        value={typed ?? value}
        data={[...labels.keys()]}
        filter={({ options }) => options}
        placeholder={placeholder}
        error={isBad}
        maxDropdownHeight={260}
        spellCheck={false}
        rightSection={isAsking ? <Loader size={14} /> : <Icon name="down" size={14} />}
        rightSectionPointerEvents="none"
        renderOption={({ option }) => (
          <span className="row">
            {option.value}
            {labels.get(option.value) ? <span className="t3 sm">{labels.get(option.value)}</span> : null}
          </span>
        )}
        onFocus={() => setTyped(value)}
        onChange={setTyped}
        onOptionSubmit={(picked) => {
          setTyped(picked);
          commit(picked);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.currentTarget.getAttribute("aria-activedescendant"))
            commit(event.currentTarget.value);
        }}
        onBlur={(event) => {
          commit(event.currentTarget.value);
          setTyped(null);
        }}
      />
      {isOpen ? <Standing ready={ready} known={known} isAsking={isAsking} error={error} count={items.length} /> : null}
    </>
  );
}

interface Found {
  known: Choices | undefined;
  isAsking: boolean;
  error: Error | null;
}

/** The whole list, and where that can't tell, what the system finds for the words. */
function useChoices(
  field: string,
  source: ChoiceSource | null,
  ready: Readiness,
  wanted: string,
  isOpen: boolean,
): Found {
  const [search] = useDebouncedValue(wanted, ASK_AFTER_MS);
  const canAsk = isOpen && "inputs" in ready;
  const whole = useAsked(field, source, ready, "", canAsk);
  const isNeeded = needsSearch(whole.data, search);
  const found = useAsked(field, source, ready, search, canAsk && isNeeded);
  const shown = isNeeded && found.data ? found : whole;
  return {
    known: shown.data,
    isAsking: whole.isFetching || found.isFetching,
    error: (isNeeded ? found.error : null) ?? whole.error,
  };
}

function useAsked(
  field: string,
  source: ChoiceSource | null,
  ready: Readiness,
  search: string,
  isEnabled: boolean,
): UseQueryResult<Choices> {
  const project = useProject();
  const blueprint = source?.blueprint ?? "";
  const inputs = "inputs" in ready ? ready.inputs : {};
  return useQuery({
    queryKey: ["project", project, "options", blueprint, field, inputs, search],
    queryFn: ({ signal }) =>
      api.post<Choices>(
        inProject(`/blueprints/${encodeURIComponent(blueprint)}/options`, project),
        { field, inputs, search },
        { signal },
      ),
    enabled: isEnabled && source !== null,
    staleTime: 60_000,
    retry: false,
  });
}

/** Why there is nothing to choose, or that there is more. The text of the field counts either way. */
function Standing({
  ready,
  known,
  isAsking,
  error,
  count,
}: Found & { ready: Readiness; count: number }): ReactElement | null {
  if ("why" in ready) return ready.why ? <div className="hint">{ready.why}</div> : null;
  if (error)
    return (
      <div className="hint" role="status">
        <Icon name="alert" size={12} /> {said(error)} What you type counts.
      </div>
    );
  if (isAsking || !known) return null;
  if (known.is_cut) return <div className="hint">There are more: type a part of the name.</div>;
  return count === 0 ? <div className="hint">Nothing like it is there; what you type counts.</div> : null;
}

function said(error: Error): string {
  return error instanceof ApiProblem ? [error.message, error.hint].filter(Boolean).join(" ") : error.message;
}
