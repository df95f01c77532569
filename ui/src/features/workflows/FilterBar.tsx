import { Select } from "@mantine/core";
import { type ReactElement, type RefObject, useCallback } from "react";

import type { WorkflowSummary } from "@/api/types";
import { useUrl } from "@/app/useUrl";
import { SearchField } from "@/components/SearchField";

import type { Filter } from "./rows";

const sorts: Record<string, string> = {
  state: "by state, worst first",
  name: "by name",
  "-name": "by name, Z first",
  next: "by next run",
  "-next": "by next run, latest first",
  success: "by success, lowest first",
  "-success": "by success, highest first",
  median: "by usual time, shortest first",
  "-median": "by usual time, longest first",
  owner: "by owner",
  "-owner": "by owner, Z first",
};

export interface FilterBarProps {
  rows: WorkflowSummary[];
  filter: Filter;
  field: RefObject<HTMLInputElement | null>;
}

export function FilterBar({ rows, filter, field }: FilterBarProps): ReactElement {
  const [, setUrl] = useUrl();
  const search = useCallback((words: string) => setUrl({ search: words }), [setUrl]);
  const tags = [...new Set(rows.flatMap((row) => row.tags))].toSorted();
  const owners = [...new Set(rows.flatMap((row) => (row.owner ? [row.owner] : [])))].toSorted();
  return (
    <div className="fbar">
      <SearchField
        field={field}
        label="Find a workflow"
        placeholder="Name, tag, owner"
        value={filter.search}
        onChange={search}
      />
      {tags.length > 0 ? (
        <Select
          aria-label="Tag"
          placeholder="Any tag"
          data={tags}
          value={filter.tag || null}
          clearable
          searchable={tags.length > 8}
          w={150}
          onChange={(tag) => setUrl({ tag: tag ?? "" })}
        />
      ) : null}
      {owners.length > 0 ? (
        <Select
          aria-label="Owner"
          placeholder="Any owner"
          data={owners}
          value={filter.owner || null}
          clearable
          searchable={owners.length > 8}
          w={160}
          onChange={(owner) => setUrl({ owner: owner ?? "" })}
        />
      ) : null}
      <span className="grow" />
      <button type="button" className="sm t3" onClick={() => setUrl({ sort: "" })} disabled={filter.sort === "state"}>
        Sorted {sorts[filter.sort] ?? sorts["state"]}
      </button>
    </div>
  );
}
