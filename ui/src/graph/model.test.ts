import { describe, expect, test } from "vitest";

import { aGraph, aTask } from "./factories";
import { toModel, upstreamsOf, wouldCycle } from "./model";
import { keyOf, parseKey, sourcePath } from "./source";

const diamond = aGraph(
  aTask("extract"),
  aTask("left", { after: ["extract"] }),
  aTask("right", { after: ["extract"] }),
  aTask("load", { after: ["left", "right failed"] }),
);

describe("the model", () => {
  test("has a node for each task and an edge for each need", () => {
    const model = toModel(diamond);
    expect(model.nodes.map((node) => node.key)).toEqual(["extract", "left", "right", "load"]);
    expect(model.edges.map((edge) => edge.id)).toEqual([
      "extract->left",
      "extract->right",
      "left->load",
      "right->load",
    ]);
  });

  test("says on which side an edge leaves, and what stands on it", () => {
    const edge = toModel(diamond).edges.find((each) => each.id === "right->load");
    expect(edge).toMatchObject({ side: "bottom", label: "failed" });
  });

  test("leaves out an edge to a task that is not there", () => {
    expect(toModel(aGraph(aTask("b", { after: ["gone"] }))).edges).toEqual([]);
  });

  test("keeps two tasks of one name in different sections apart", () => {
    const model = toModel(aGraph(aTask("tell"), aTask("tell", { section: "on_failure" })));
    expect(model.nodes.map((node) => node.key)).toEqual(["tell", "on_failure:tell"]);
    expect(model.sections).toEqual(["tasks", "on_failure"]);
  });

  test("shows the inside of a group when it is entered", () => {
    const graph = aGraph(
      aTask("each", { kind: "tasks" }),
      aTask("get", { parent: "each" }),
      aTask("put", { parent: "each", after: ["get"] }),
    );
    expect(toModel(graph).nodes.map((node) => node.key)).toEqual(["each"]);
    expect(toModel(graph, "each").edges.map((edge) => edge.id)).toEqual(["each/get->each/put"]);
  });

  test("gives a node with checks room for its footer", () => {
    const [plain, checked] = toModel(aGraph(aTask("a"), aTask("b", { checks_count: 2 }))).nodes;
    expect(checked?.height).toBeGreaterThan(plain?.height ?? Infinity);
  });

  test("knows everything upstream, nearest first", () => {
    expect(upstreamsOf(toModel(diamond), "load")).toEqual(["left", "right", "extract"]);
  });

  test("sees an edge that would close a circle", () => {
    const model = toModel(diamond);
    expect(wouldCycle(model, "load", "extract")).toBe(true);
    expect(wouldCycle(model, "load", "load")).toBe(true);
    expect(wouldCycle(model, "extract", "load")).toBe(false);
  });
});

test("a key leads back to section and path, and to the place in the file", () => {
  const key = keyOf("on_failure", "group/tell");
  expect(parseKey(key)).toEqual({ section: "on_failure", path: "group/tell" });
  expect(sourcePath("on_failure", "group/tell")).toEqual(["on_failure", "group", "tasks", "tell"]);
});
