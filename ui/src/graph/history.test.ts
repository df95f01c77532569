import { describe, expect, test } from "vitest";

import { record, redo, redoLabel, startHistory, undo, undoLabel } from "./history";

const act = (label: string, at = 0) => ({ label, kind: "", at });

describe("undo and redo", () => {
  test("go back and forth through every step, and say what they would do", () => {
    let history = startHistory("one");
    history = record(history, "two", act("add report"));
    history = record(history, "three", act("connect"));
    expect(undoLabel(history)).toBe("connect");
    history = undo(undo(history));
    expect(history.present).toBe("one");
    expect(redoLabel(history)).toBe("add report");
    expect(redo(redo(history)).present).toBe("three");
  });

  test("have no limit", () => {
    let history = startHistory(0);
    for (let step = 1; step <= 5_000; step += 1) history = record(history, step, act("step", step * 10_000));
    for (let step = 0; step < 5_000; step += 1) history = undo(history);
    expect(history.present).toBe(0);
  });

  test("a new step forgets what was undone", () => {
    const history = record(undo(record(startHistory("a"), "b", act("b"))), "c", act("c"));
    expect(redo(history).present).toBe("c");
  });

  test("typing is one step while it goes on, and another after a rest", () => {
    const typed = (at: number) => ({ label: "typing", kind: "typing", at });
    let history = startHistory("");
    for (const [at, text] of [
      [0, "r"],
      [200, "ru"],
      [400, "run"],
    ] as const)
      history = record(history, text, typed(at));
    history = record(history, "run:", typed(5_000));
    expect(undo(history).present).toBe("run");
    expect(undo(undo(history)).present).toBe("");
  });

  test("nothing happens at either end", () => {
    const history = startHistory("a");
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });
});
