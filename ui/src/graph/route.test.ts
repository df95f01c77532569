import { describe, expect, test } from "vitest";

import { aGraph, aTask } from "./factories";
import { toModel } from "./model";
import { lineThrough, routeEdges } from "./route";

describe("the way of an edge", () => {
  test("is straight between neighbours on one level", () => {
    const model = toModel(aGraph(aTask("a"), aTask("b", { after: ["a"] })));
    const routes = routeEdges(model, { a: { x: 0, y: 0 }, b: { x: 220, y: 0 } });
    expect(routes["a->b"]?.path).toBe("M176 27L214 27");
  });

  test("goes around a node that stands between", () => {
    const model = toModel(aGraph(aTask("a"), aTask("b", { after: ["a"] }), aTask("c", { after: ["a", "b"] })));
    const routes = routeEdges(model, { a: { x: 0, y: 0 }, b: { x: 220, y: 0 }, c: { x: 440, y: 0 } });
    const levels = [...(routes["a->c"]?.path ?? "").matchAll(/ (-?\d+(?:\.\d+)?)/g)].map((found) => Number(found[1]));
    expect(levels.some((y) => y < 0 || y > 54)).toBe(true);
  });

  test("of two failed edges to one target, the second joins the first at a dot", () => {
    const model = toModel(aGraph(aTask("a"), aTask("b"), aTask("help", { after: ["a failed", "b failed"] })));
    const routes = routeEdges(model, { a: { x: 0, y: 0 }, b: { x: 220, y: 0 }, help: { x: 440, y: 200 } });
    expect(routes["a->help"]?.dot).toBeNull();
    expect(routes["b->help"]).toMatchObject({ dot: { x: 308, y: 227 }, label: { x: 308, y: 140.5 } });
  });

  test("leaves side by side with another to a different end", () => {
    const model = toModel(
      aGraph(aTask("a"), aTask("help", { after: ["a failed"] }), aTask("three", { after: ["a exit:3"] })),
    );
    const routes = routeEdges(model, { a: { x: 0, y: 0 }, help: { x: 300, y: 120 }, three: { x: 300, y: 240 } });
    expect(routes["a->help"]?.label.x).toBeGreaterThan((routes["a->three"]?.label.x ?? 0) + 50);
  });

  test("leads back under both to a node further left", () => {
    const model = toModel(aGraph(aTask("a", { after: ["b"] }), aTask("b", { after: ["a"] })));
    const routes = routeEdges(model, { a: { x: 0, y: 0 }, b: { x: 220, y: 0 } });
    expect(routes["b->a"]?.label.y).toBeGreaterThan(54);
  });

  test("can be asked for again for a few edges only", () => {
    const model = toModel(aGraph(aTask("a"), aTask("b", { after: ["a"] }), aTask("c", { after: ["b"] })));
    const positions = { a: { x: 0, y: 0 }, b: { x: 220, y: 0 }, c: { x: 440, y: 0 } };
    expect(Object.keys(routeEdges(model, positions, new Set(["a->b"])))).toEqual(["a->b"]);
  });
});

test("corners are round, and points on a line are no corners", () => {
  expect(
    lineThrough([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 0 },
      { x: 20, y: 40 },
    ]),
  ).toBe("M0 0L12 0Q20 0 20 8L20 40");
});
