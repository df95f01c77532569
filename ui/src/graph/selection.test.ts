import { describe, expect, test } from "vitest";

import { aGraph, aTask } from "./factories";
import { layoutModel } from "./layout";
import { toModel } from "./model";
import {
  keepKnown,
  neighbour,
  nextInOrder,
  NOTHING,
  readingOrder,
  selectAll,
  selectNode,
  toggleNode,
} from "./selection";

const model = toModel(
  aGraph(aTask("a"), aTask("b", { after: ["a"] }), aTask("c", { after: ["a"] }), aTask("d", { after: ["b"] })),
);
const { positions } = layoutModel(model);

describe("the selection", () => {
  test("adds with shift and takes away again", () => {
    const both = toggleNode(selectNode("a"), "b");
    expect(both.nodes).toEqual(["a", "b"]);
    expect(toggleNode(both, "a").nodes).toEqual(["b"]);
  });

  test("takes all nodes", () => {
    expect(selectAll(model).nodes).toHaveLength(4);
  });

  test("forgets what was deleted, and is the same object where nothing was", () => {
    expect(keepKnown({ nodes: ["a", "gone"], edges: ["a->b", "x->y"] }, model)).toEqual({
      nodes: ["a"],
      edges: ["a->b"],
    });
    expect(keepKnown(NOTHING, model)).toBe(NOTHING);
  });
});

describe("the keys", () => {
  test("tab reads the columns from left to right", () => {
    const order = readingOrder(model, positions);
    expect(order[0]).toBe("a");
    expect(order[3]).toBe("d");
    expect(nextInOrder(order, undefined, 1)).toBe("a");
    expect(nextInOrder(order, "d", 1)).toBeUndefined();
  });

  test("left and right follow the edges", () => {
    expect(neighbour(model, positions, "b", "right")).toBe("d");
    expect(neighbour(model, positions, "b", "left")).toBe("a");
  });

  test("up and down go to the node above and below", () => {
    const [upper, lower] = (positions["b"]?.y ?? 0) < (positions["c"]?.y ?? 0) ? ["b", "c"] : ["c", "b"];
    expect(neighbour(model, positions, upper as string, "down")).toBe(lower);
    expect(neighbour(model, positions, lower as string, "up")).toBe(upper);
  });
});
