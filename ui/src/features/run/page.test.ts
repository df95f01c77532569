import { describe, expect, it } from "vitest";
import type { RunDetail, TaskRun } from "@/api/types";
import { readParams, writeParams } from "./params";
import { standingOf, sublineOf } from "./sentence";
import { aroundOf, countStates, firstChoice, mergeTasks } from "./tasks";
import { cardKind, failureOf } from "./why";

const task = (key: string, over: Partial<TaskRun> = {}): TaskRun => ({
  task: key,
  path: key,
  parent: "",
  item_index: null,
  item_key: null,
  state: "success",
  reason: "",
  attempt: 1,
  queued_at: null,
  started_at: "2026-03-12T00:00:00Z",
  ended_at: "2026-03-12T00:01:00Z",
  exit_code: null,
  error: null,
  label: null,
  item_count: null,
  items: null,
  carried_from: null,
  child_run: null,
  allow_failure: false,
  due_at: null,
  has_log: false,
  has_files: false,
  ...over,
});
const run = (over: Partial<RunDetail>): RunDetail =>
  ({
    state: "running",
    sentence: "Running",
    failed_task: null,
    error: null,
    first_error: null,
    reason: "",
    ...over,
  }) as RunDetail;

describe("the address of a run page", () => {
  it("comes back as it was written", () => {
    const said = writeParams({
      tab: "log",
      task: "each[eu].load",
      attempt: 2,
      line: 42,
      open: new Set(["a", "b"]),
      find: "",
    });
    expect(readParams(said)).toMatchObject({ tab: "log", task: "each[eu].load", attempt: 2, line: 42 });
    expect([...(readParams(said).open ?? [])]).toEqual(["a", "b"]);
    expect(said["find"]).toBeUndefined();
  });

  it("tells all folded from nothing said", () => {
    expect(readParams({}).open).toBeNull();
    expect(readParams(writeParams({ open: new Set() })).open?.size).toBe(0);
  });

  it("unfolds what stands around a chosen task", () => {
    expect(aroundOf("each[eu].load[2026-01].check")).toEqual([
      "each",
      "each[eu]",
      "each[eu].load",
      "each[eu].load[2026-01]",
    ]);
    expect(aroundOf("group.load")).toEqual(["group"]);
    expect(aroundOf("load")).toEqual([]);
  });

  it("is right with nonsense in it", () => {
    expect(readParams({ tab: "x", line: "-3", attempt: "two" })).toMatchObject({
      tab: "overview",
      line: null,
      attempt: null,
    });
  });
});

describe("task events", () => {
  it("change a task in its place and keep the counts they do not carry", () => {
    const old = [task("a", { items: { success: 3 }, item_count: 4 }), task("b")];
    const next = mergeTasks(old, [task("a", { state: "failed", items: null, item_count: null }), task("c")]);
    expect(next.map((one) => [one.task, one.state])).toEqual([
      ["a", "failed"],
      ["b", "success"],
      ["c", "success"],
    ]);
    expect(next[0]).toMatchObject({ items: { success: 3 }, item_count: 4 });
    expect(next[1]).toBe(old[1]);
  });

  it("are counted by state without items", () => {
    const tasks = [task("a"), task("a[1]", { parent: "a", item_key: "1" }), task("b", { state: "failed" })];
    expect(countStates(tasks)).toEqual([
      ["success", 1],
      ["failed", 1],
    ]);
  });
});

describe("the title", () => {
  it("names what runs and how far it is", () => {
    const each = task("each", { state: "running", item_count: 900, items: { success: 611, failed: 1 } });
    expect(standingOf(run({}), [each]).title).toBe("Running each, 612 of 900");
  });

  it("puts a person first, and says a failure's first line", () => {
    const tasks = [task("x", { state: "running" }), task("release", { state: "awaiting_input" })];
    expect(standingOf(run({}), tasks)).toEqual({
      state: "awaiting_input",
      title: "Waiting for a person at release",
    });
    expect(sublineOf(run({ state: "failed", first_error: "TypeError: no\nmore" }))).toBe("TypeError: no");
  });
});

describe("the choice and the card", () => {
  const failed = task("report", {
    state: "failed",
    exit_code: 1,
    attempt: 2,
    error: { code: "exit", message: "TypeError: no\nx", hint: "Pin it.", task: "" },
  });
  const blocked = task("clean_up", { state: "upstream_failed", reason: "report failed" });

  it("open at the failed task", () => {
    expect(firstChoice(run({ state: "failed", failed_task: "report" }), [task("a"), failed])).toBe("report");
    expect(firstChoice(run({}), [task("a"), task("b", { state: "running", ended_at: null })])).toBe("b");
  });

  it("open at what waits for a person, also where a task failed that may", () => {
    const asks = task("release", { state: "awaiting_input", ended_at: null });
    expect(firstChoice(run({ failed_task: "report" }), [failed, asks])).toBe("release");
  });

  it("say what failed, how, and what it holds up", () => {
    const card = failureOf(run({ state: "failed", failed_task: "report" }), [failed, blocked], null);
    expect(card).toMatchObject({ title: "TypeError: no", hint: "Pin it.", blocks: [blocked] });
    expect(card?.facts).toContainEqual({ name: "exit code", value: "1" });
  });

  it("tell a run that waits from one that works", () => {
    expect(cardKind(run({}), [task("a", { state: "running" })], null)).toBe("running");
    expect(cardKind(run({}), [task("a", { state: "queued" })], null)).toBe("waiting");
    expect(cardKind(run({ state: "failed" }), [failed], null)).toBe("failed");
  });
});
