import { describe, expect, it } from "vitest";

import { sayClock, sayEvent, stateOf, uniqueEvents, type RunEvent } from "./history";

const event = (extra: Partial<RunEvent>): RunEvent => ({
  id: "1",
  at: "2026-03-01T06:30:12.345678Z",
  kind: "task_ended",
  task: "load",
  attempt: 1,
  state: null,
  message: "",
  seconds: null,
  actor: null,
  ...extra,
});

describe("the history of a run", () => {
  it("says what became of an attempt, and which it was from the second on", () => {
    expect(sayEvent(event({ state: "failed" }))).toBe("failed");
    expect(sayEvent(event({ state: "success", attempt: 2 }))).toBe("success, attempt 2");
    expect(sayEvent(event({ kind: "task_started" }))).toBe("began");
  });

  it("says what a person did, to the run or to a task", () => {
    const order = event({ kind: "order", task: null, attempt: 0, message: "cancel: enough", actor: "Ada" });
    expect(sayEvent(order)).toBe("cancel: enough");
    expect(stateOf(order)).toBeNull();
    expect(sayEvent({ ...order, task: "release", message: "approved" })).toBe("answered release: approved");
  });

  it("gives the clock of the run's zone, to the millisecond", () => {
    expect(sayClock("2026-03-01T06:30:12.345678Z", "Asia/Tokyo")).toBe("15:30:12.345");
  });

  it("keeps an event once that came on two pages", () => {
    const [a, b] = [event({ id: "a" }), event({ id: "b" })];
    expect(uniqueEvents([{ items: [a, b] }, { items: [b] }, { items: [] }])).toEqual([a, b]);
  });
});
