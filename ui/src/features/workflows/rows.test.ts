import { describe, expect, it } from "vitest";

import type { RunState, WorkflowSummary } from "@/api/types";

import { type Filter, chooseRows, isIn } from "./rows";

const flow = (id: string, states: RunState[] = [], extra: Partial<WorkflowSummary> = {}): WorkflowSummary => ({
  id,
  name: id,
  description: "",
  owner: null,
  tags: [],
  file: `workflows/${id}.yaml`,
  state: "valid",
  is_paused: false,
  active_revision: null,
  problems_count: 0,
  home: "folder",
  last_runs: states.map((state, index) => ({
    run_id: `${id}${index}`,
    state,
    created_at: "2026-03-12T00:00:00Z",
    started_at: null,
    seconds: null,
  })),
  success_rate: null,
  median_s: null,
  next: null,
  triggers: [],
  inputs_count: 0,
  updated_at: "2026-03-12T00:00:00Z",
  ...extra,
});

const all: Filter = { view: "all", search: "", tag: "", owner: "", sort: "state" };
const names = (rows: WorkflowSummary[], filter: Partial<Filter> = {}): string[] =>
  chooseRows(rows, { ...all, ...filter }, ["Maya"]).map((row) => row.id);

describe("the list of workflows", () => {
  it("puts the worst first and what is paused last", () => {
    const rows = [
      flow("paused", ["failed"], { is_paused: true }),
      flow("fine", ["success"]),
      flow("running", ["success", "running"]),
      flow("red", ["success", "failed"]),
      flow("new"),
      flow("broken", ["success"], { state: "invalid" }),
    ];
    expect(names(rows)).toEqual(["broken", "red", "running", "fine", "new", "paused"]);
  });

  it("does not let a run under way hide that the one before failed", () => {
    expect(isIn("attention", flow("x", ["failed", "running"]), [])).toBe(true);
    expect(isIn("attention", flow("x", ["failed", "success"]), [])).toBe(false);
  });

  it("searches every word in name, tags and owner", () => {
    const rows = [flow("daily", [], { tags: ["finance"], owner: "Ines" }), flow("hourly", [], { tags: ["finance"] })];
    expect(names(rows, { search: "FIN ines" })).toEqual(["daily"]);
  });

  it("keeps what has no figure at the end, whichever way it is sorted", () => {
    const rows = [flow("none"), flow("low", [], { success_rate: 0.2 }), flow("high", [], { success_rate: 1 })];
    expect(names(rows, { sort: "success" })).toEqual(["low", "high", "none"]);
    expect(names(rows, { sort: "-success" })).toEqual(["high", "low", "none"]);
  });

  it("knows whose they are", () => {
    expect(names([flow("a", [], { owner: "Maya" }), flow("b", [], { owner: "Tom" })], { view: "mine" })).toEqual(["a"]);
  });
});
