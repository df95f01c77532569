import { describe, expect, it } from "vitest";
import { segmentsOf } from "./segments";
import type { TimelineTask } from "./tasks";

const at = (second: number) => new Date(second * 1000).toISOString();
const task = (over: Partial<TimelineTask>): TimelineTask => ({
  task: "t",
  path: "t",
  parent: null,
  item_index: null,
  item_key: null,
  state: "success",
  reason: null,
  attempt: 1,
  queued_at: null,
  started_at: null,
  ended_at: null,
  item_count: null,
  items: null,
  ...over,
});
const seconds = (segments: ReturnType<typeof segmentsOf>) =>
  segments.map((one) => [one.from / 1000, one.to / 1000, one.state, one.isWait ? "wait" : "work"]);

describe("the bar of a task", () => {
  it("shows the wait for a slot and the work", () => {
    const one = task({ queued_at: at(0), started_at: at(5), ended_at: at(9) });
    expect(seconds(segmentsOf(one, [], false, 0))).toEqual([
      [0, 5, "queued", "wait"],
      [5, 9, "success", "work"],
    ]);
  });

  it("reaches to now while it runs or waits", () => {
    expect(seconds(segmentsOf(task({ state: "running", started_at: at(1) }), [], false, 7000))).toEqual([
      [1, 7, "running", "work"],
    ]);
    expect(seconds(segmentsOf(task({ state: "queued", queued_at: at(1) }), [], false, 7000))).toEqual([
      [1, 7, "queued", "wait"],
    ]);
  });

  it("shows a sensor's time as waiting", () => {
    const one = task({ started_at: at(0), ended_at: at(60) });
    expect(seconds(segmentsOf(one, [], true, 0))).toEqual([[0, 60, "deferred", "wait"]]);
  });

  it("shows retries in the same row, with the pause between them", () => {
    const attempts = [
      { attempt: 2, state: "failed", started_at: at(40), ended_at: at(46) },
      { attempt: 1, state: "failed", started_at: at(0), ended_at: at(6) },
    ];
    expect(seconds(segmentsOf(task({ state: "failed", started_at: at(0) }), attempts, false, 0))).toEqual([
      [0, 6, "failed", "work"],
      [6, 40, "up_for_retry", "wait"],
      [40, 46, "failed", "work"],
    ]);
  });

  it("is empty for what never started", () => {
    expect(segmentsOf(task({ state: "skipped" }), [], false, 0)).toEqual([]);
  });
});
