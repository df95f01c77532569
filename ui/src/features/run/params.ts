/** The run page's address: what is selected, and where one looks. */

export const TABS = ["overview", "log", "data", "files", "attempts", "history"] as const;
export type Tab = (typeof TABS)[number];

export interface RunParams {
  tab: Tab;
  task: string | null;
  attempt: number | null;
  line: number | null;
  find: string;
  zoom: string | undefined;
  /** What is unfolded in the timeline; null where nobody said, so that it follows the selection. */
  open: ReadonlySet<string> | null;
  file: string | null;
}

type Search = Readonly<Record<string, string | undefined>>;

export function readParams(search: Search): RunParams {
  return {
    tab: TABS.find((tab) => tab === search["tab"]) ?? "overview",
    task: search["task"] || null,
    attempt: positive(search["attempt"]),
    line: positive(search["line"]),
    find: search["find"] ?? "",
    zoom: search["zoom"],
    open: readOpen(search["open"]),
    file: search["file"] || null,
  };
}

/** What of it goes into the address: nothing that is as it would be anyway. */
export function writeParams(params: Partial<RunParams>): Record<string, string | undefined> {
  const said: Record<string, string | undefined> = {};
  if (params.tab !== undefined) said["tab"] = params.tab === "overview" ? undefined : params.tab;
  if (params.task !== undefined) said["task"] = params.task ?? undefined;
  if (params.attempt !== undefined) said["attempt"] = params.attempt?.toString();
  if (params.line !== undefined) said["line"] = params.line?.toString();
  if (params.find !== undefined) said["find"] = params.find || undefined;
  if ("zoom" in params) said["zoom"] = params.zoom;
  if (params.open !== undefined)
    said["open"] = params.open === null ? undefined : [...params.open].join("|") || NOTHING;
  if (params.file !== undefined) said["file"] = params.file ?? undefined;
  return said;
}

const NOTHING = "-";

function readOpen(text: string | undefined): ReadonlySet<string> | null {
  if (!text) return null;
  return new Set(text === NOTHING ? [] : text.split("|").filter(Boolean));
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
}
