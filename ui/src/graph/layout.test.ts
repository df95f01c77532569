import { describe, expect, test } from "vitest";

import { aGraph, aTask } from "./factories";
import { freeSpot, layoutModel, type Positions } from "./layout";
import { toModel, type GraphModel } from "./model";

const finance = toModel(
  aGraph(
    aTask("exports"),
    aTask("consolidate", { after: ["exports"], checks_count: 3 }),
    aTask("report", { after: ["consolidate"] }),
    aTask("view", { after: ["consolidate"] }),
    aTask("help", { after: ["consolidate failed", "view failed"], join: "any" }),
    aTask("tell", { section: "on_failure" }),
  ),
);

function overlaps(model: GraphModel, positions: Positions): string[] {
  const found: string[] = [];
  for (const one of model.nodes) {
    for (const other of model.nodes) {
      const [a, b] = [positions[one.key], positions[other.key]];
      if (one.key >= other.key || !a || !b) continue;
      const apart =
        a.x + one.width <= b.x || b.x + other.width <= a.x || a.y + one.height <= b.y || b.y + other.height <= a.y;
      if (!apart) found.push(`${one.key} and ${other.key}`);
    }
  }
  return found;
}

describe("the automatic layout", () => {
  const { positions, zones } = layoutModel(finance);

  test("goes left to right along the edges", () => {
    for (const edge of finance.edges) {
      expect(positions[edge.from]?.x).toBeLessThan(positions[edge.to]?.x ?? -1);
    }
  });

  test("sets no node on another", () => {
    expect(overlaps(finance, positions)).toEqual([]);
  });

  test("keeps what only reacts to failures below the main way", () => {
    expect(positions["help"]?.y).toBeGreaterThan(Math.max(positions["report"]?.y ?? 0, positions["view"]?.y ?? 0));
  });

  test("frames the section that runs after a failure, below the rest", () => {
    expect(zones.map((zone) => zone.section)).toEqual(["on_failure"]);
    expect(positions["on_failure:tell"]?.y).toBeGreaterThan(positions["help"]?.y ?? Infinity);
  });

  test("keeps a chain straight that shortcuts run beside", () => {
    const chain = toModel(
      aGraph(
        aTask("a"),
        aTask("b", { after: ["a"], checks_count: 1 }),
        aTask("c", { after: ["b", "a"] }),
        aTask("d", { after: ["a", "b", "c"] }),
      ),
    );
    expect(new Set(Object.values(layoutModel(chain).positions).map((at) => at.y)).size).toBe(1);
  });

  test("moves nothing of a part when a task comes that hangs on none of it", () => {
    const before = aGraph(aTask("a"), aTask("b", { after: ["a"] }), aTask("c", { after: ["a"] }));
    const after = aGraph(aTask("loner"), ...before.tasks, aTask("other"));
    const { positions: now } = layoutModel(toModel(after));
    for (const [key, at] of Object.entries(layoutModel(toModel(before)).positions)) expect(now[key]).toEqual(at);
    expect(now["loner"]?.y).toBe(now["other"]?.y);
  });

  test("lays 5,000 tasks out in a moment, none on another", () => {
    const tasks = Array.from({ length: 5_000 }, (_, at) =>
      aTask(`t${at}`, { after: at < 20 ? [] : [`t${at - 20}`, `t${Math.max(0, at - 23)}`] }),
    );
    const large = toModel(aGraph(...tasks));
    const began = performance.now();
    const { positions: placed } = layoutModel(large);
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(new Set(Object.values(placed).map((at) => `${at.x} ${at.y}`)).size).toBe(5_000);
  });

  test("snaps to the grid of four", () => {
    expect(Object.values(positions).every((at) => at.x % 4 === 0 && at.y % 4 === 0)).toBe(true);
  });

  test("is the same each time", () => {
    expect(layoutModel(finance).positions).toEqual(positions);
  });

  test("leaves nodes where a hand put them, and finds room for a new one", () => {
    const placed = Object.fromEntries(
      Object.entries(positions).map(([key, at]) => [key, { x: at.x + 400, y: at.y + 80 }]),
    );
    const { view: _view, ...rest } = placed;
    const again = layoutModel(finance, rest).positions;
    for (const [key, at] of Object.entries(rest)) expect(again[key]).toEqual(at);
    expect(again["view"]).toEqual(placed["view"]);
    expect(overlaps(finance, again)).toEqual([]);
  });

  test("lays out a circle without losing itself", () => {
    const circle = toModel(aGraph(aTask("a", { after: ["b"] }), aTask("b", { after: ["a"] })));
    expect(Object.keys(layoutModel(circle).positions)).toEqual(["a", "b"]);
  });
});

test("a free spot is found below what is in the way", () => {
  const nodes = finance.nodes;
  const [first] = nodes;
  const positions: Positions = { [first?.key ?? ""]: { x: 0, y: 0 } };
  const spot = freeSpot({ x: 10, y: 10 }, { key: "new", width: 176, height: 54 }, nodes, positions);
  expect(spot.y).toBeGreaterThanOrEqual(54);
});
