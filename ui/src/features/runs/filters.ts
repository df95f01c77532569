/** What the list of runs shows, as it stands in the address. */

export const VIEWS = ["all", "live", "failed", "success", "cancelled"] as const;
export type View = (typeof VIEWS)[number];

export const STATES_OF: Record<View, readonly string[]> = {
  all: [],
  live: ["queued", "running", "paused", "cancelling"],
  failed: ["failed"],
  success: ["success"],
  cancelled: ["cancelled"],
};

export interface RunFilters {
  view: View;
  workflow: string | null;
  trigger: string | null;
  from: string | null;
  to: string | null;
  search: string;
}

type Search = Readonly<Record<string, string | undefined>>;

export function readFilters(search: Search): RunFilters {
  return {
    view: VIEWS.find((view) => view === search["state"]) ?? "all",
    workflow: search["workflow"] || null,
    trigger: search["trigger"] || null,
    from: day(search["from"]),
    to: day(search["to"]),
    search: search["q"] ?? "",
  };
}

export function writeFilters(filters: Partial<RunFilters>): Record<string, string | undefined> {
  const said: Record<string, string | undefined> = {};
  if (filters.view !== undefined) said["state"] = filters.view === "all" ? undefined : filters.view;
  if (filters.workflow !== undefined) said["workflow"] = filters.workflow ?? undefined;
  if (filters.trigger !== undefined) said["trigger"] = filters.trigger ?? undefined;
  if (filters.from !== undefined) said["from"] = filters.from ?? undefined;
  if (filters.to !== undefined) said["to"] = filters.to ?? undefined;
  if (filters.search !== undefined) said["q"] = filters.search || undefined;
  return said;
}

/** As the API asks for them; days are whole days in UTC. */
export function toQuery(filters: RunFilters): Record<string, string | readonly string[] | undefined> {
  return {
    state: STATES_OF[filters.view],
    workflow: filters.workflow ?? undefined,
    trigger: filters.trigger ?? undefined,
    from: filters.from ? `${filters.from}T00:00:00Z` : undefined,
    to: filters.to ? `${nextDay(filters.to)}T00:00:00Z` : undefined,
    search: filters.search || undefined,
  };
}

export function isFiltered(filters: RunFilters): boolean {
  return Object.values(writeFilters(filters)).some((value) => value !== undefined);
}

function day(text: string | undefined): string | null {
  return text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function nextDay(text: string): string {
  return new Date(Date.parse(`${text}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
