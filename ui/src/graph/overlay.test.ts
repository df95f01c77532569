import { describe, expect, test } from "vitest";

import { aGraph, aTask } from "./factories";
import { toModel } from "./model";
import { overlayOf, type TaskRunLike } from "./overlay";

const model = toModel(
  aGraph(
    aTask("pick", { kind: "switch" }),
    aTask("big", { after: ["pick label:big"] }),
    aTask("small", { after: ["pick label:small"] }),
    aTask("next", { after: ["big"] }),
    aTask("help", { after: ["big failed"] }),
    aTask("code", { after: ["big exit:3,10-12"] }),
  ),
);
const NOW = Date.parse("2026-01-01T00:01:00Z");

function run(state: string, said: Partial<TaskRunLike> = {}): TaskRunLike {
  return { path: "", state, ...said };
}

describe("the overlay", () => {
  test("a running task says since when, a foreach how many are done", () => {
    const { nodes } = overlayOf(
      model,
      {
        pick: run("running", { started_at: "2026-01-01T00:00:00Z" }),
        big: run("running", { item_count: 900, items: { success: 600, failed: 12, running: 4 } }),
      },
      NOW,
    );
    expect(nodes["pick"]?.fact).toBe("1 m");
    expect(nodes["big"]).toMatchObject({ fact: "612 of 900", progress: 0.68 });
  });

  test("a foreach that is done says of how many items, in the words of the timeline", () => {
    const times = { started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:00.400Z" };
    const { nodes } = overlayOf(model, { big: run("success", { item_count: 2000, ...times }) }, NOW);
    expect(nodes["big"]?.fact).toBe("2,000 items, 400 ms");
  });

  test("a failed script says its exit code", () => {
    const times = { started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:41Z" };
    const { nodes } = overlayOf(model, { big: run("failed", { exit_code: 2, ...times }) }, NOW);
    expect(nodes["big"]?.fact).toBe("exit 2 after 41 s");
  });

  test("the way that was not chosen is pruned, the chosen one taken", () => {
    const { edges } = overlayOf(
      model,
      { pick: run("success", { label: "big" }), big: run("running"), small: run("skipped") },
      NOW,
    );
    expect(edges["pick->big"]).toBe("taken");
    expect(edges["pick->small"]).toBe("pruned");
    expect(edges["big->next"]).toBe("open");
  });

  test("after a failure the edge that stopped is marked, and the one that asked for it taken", () => {
    const { edges } = overlayOf(
      model,
      { big: run("failed", { exit_code: 11 }), next: run("upstream_failed"), help: run("success") },
      NOW,
    );
    expect(edges["big->next"]).toBe("stopped");
    expect(edges["big->help"]).toBe("taken");
    expect(edges["big->code"]).toBe("taken");
  });

  test("an allowed failure goes on as a success would", () => {
    const { nodes, edges } = overlayOf(model, { big: run("failed", { allow_failure: true }) }, NOW);
    expect(nodes["big"]?.isAllowed).toBe(true);
    expect(edges["big->next"]).toBe("taken");
  });

  test("what never began has no overlay", () => {
    expect(overlayOf(model, {}, NOW)).toEqual({ nodes: {}, edges: {} });
  });
});
