import { describe, expect, it } from "vitest";
import { timelineRows, type Row } from "./rows";
import type { TimelineTask } from "./tasks";

let clock = 0;
const task = (key: string, over: Partial<TimelineTask> = {}): TimelineTask => {
  clock += 1000;
  const at = new Date(clock).toISOString();
  return {
    task: key,
    path: key.replace(/\[[^\]]*\]/g, ""),
    parent: null,
    item_index: null,
    item_key: null,
    state: "success",
    reason: null,
    attempt: 1,
    queued_at: at,
    started_at: at,
    ended_at: at,
    item_count: null,
    items: null,
    ...over,
  };
};
const waiting = { queued_at: null, started_at: null, ended_at: null };
const item = (key: string, state = "success") =>
  task(`each[${key}]`, { parent: "each", item_key: key, item_index: 0, state });
const shape = (rows: Row[]) =>
  rows.map((row) => (row.kind === "task" ? `${"  ".repeat(row.depth)}${row.label}` : row.kind));
const NONE = new Map();

describe("the rows of a timeline", () => {
  it("stand in the order of their starts", () => {
    const late = task("late", { queued_at: "2026-03-12T00:10:00Z" });
    const early = task("early", { queued_at: "2026-03-12T00:01:00Z" });
    expect(shape(timelineRows({ tasks: [late, early], items: NONE, open: new Set() }))).toEqual(["early", "late"]);
  });

  it("fold a foreach, and open it into the items read and a line for the rest", () => {
    const each = task("each", { item_count: 200, items: { success: 198, failed: 2 } });
    const items = new Map([["each", [item("eu", "failed"), item("us", "failed")]]]);
    expect(shape(timelineRows({ tasks: [each], items, open: new Set() }))).toEqual(["each"]);
    const rows = timelineRows({ tasks: [each], items, open: new Set(["each"]) });
    expect(shape(rows)).toEqual(["each", "  eu", "  us", "more"]);
    expect(rows[3]).toMatchObject({ kind: "more", count: 198, parent: "each" });
  });

  it("open an item of a foreach over a group into what is inside", () => {
    const each = task("each", { item_count: 1 });
    const items = new Map([
      ["each", [item("eu")]],
      ["each[eu]", [task("each[eu].load", { parent: "each[eu]" })]],
    ]);
    const open = new Set(["each", "each[eu]"]);
    expect(shape(timelineRows({ tasks: [each], items, open, groups: new Set(["each"]) }))).toEqual([
      "each",
      "  eu",
      "    load",
    ]);
  });

  it("indent what a group holds", () => {
    const tasks = [task("all"), task("all.load", { parent: "all" })];
    expect(shape(timelineRows({ tasks, items: NONE, open: new Set(["all"]) }))).toEqual(["all", "  load"]);
  });

  it("share one line for what never started, and say why", () => {
    const tasks = [
      task("report", { state: "failed" }),
      task("call_for_help", { ...waiting, state: "skipped", reason: "nothing to report" }),
      task("clean_up", { ...waiting, state: "upstream_failed", reason: "report failed" }),
    ];
    const rows = timelineRows({ tasks, items: NONE, open: new Set() });
    expect(shape(rows)).toEqual(["report", "never"]);
    expect(rows[1]).toMatchObject({
      state: "upstream_failed",
      sentence: "never started: report failed; call_for_help: nothing to report",
    });
  });

  it("are made of 10,000 tasks within a blink", () => {
    const tasks = Array.from({ length: 10_000 }, (_, i) => task(`t${i}`));
    const before = performance.now();
    expect(timelineRows({ tasks, items: NONE, open: new Set() })).toHaveLength(10_000);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
