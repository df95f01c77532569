import { describe, expect, test } from "vitest";

import {
  addTask,
  connectProblem,
  duplicateTasks,
  reconnect,
  removeSelected,
  renameTask,
  setCondition,
  setInTask,
} from "./commands";
import { aGraph, aTask } from "./factories";
import { toModel } from "./model";

const graph = aGraph(
  aTask("extract"),
  aTask("load", { after: ["extract"], data: { retry: { attempts: 3 } } }),
  aTask("tell", { section: "on_failure" }),
);

describe("adding", () => {
  test("takes a free name and an edge from the task before", () => {
    const command = addTask(graph, { wanted: "load", task: { run: "echo" } }, { after: "extract", at: { x: 4, y: 8 } });
    expect(command).toEqual({
      label: "add load_2",
      operations: [
        { op: "add_task", id: "load_2", section: "tasks", after: "extract", task: { needs: "extract", run: "echo" } },
      ],
      select: ["load_2"],
      place: { load_2: { x: 4, y: 8 } },
    });
  });

  test("after a condition writes the map form", () => {
    const command = addTask(graph, { wanted: "help", task: {} }, { after: "load", condition: "exit:3,10-12" });
    expect(command.operations[0]).toMatchObject({ task: { needs: { load: [3, "10-12"] } } });
  });

  test("goes into the group that is open", () => {
    const command = addTask(graph, { wanted: "get", task: {} }, { place: { section: "tasks", parent: "each" } });
    expect(command.operations[0]).toMatchObject({ parent: "each" });
    expect(command.select).toEqual(["each/get"]);
  });
});

describe("changing", () => {
  test("deleting a node takes its edges with it, in one operation", () => {
    expect(removeSelected(["load"], ["extract->load"]).operations).toEqual([
      { op: "remove_task", section: "tasks", path: "load" },
    ]);
  });

  test("deleting an edge alone disconnects it", () => {
    const [operation] = removeSelected([], ["extract->load"]).operations;
    expect(operation).toEqual({ op: "disconnect", section: "tasks", from: "extract", to: "load" });
  });

  test("a copy stands beside its task, two copies under two names", () => {
    const command = duplicateTasks(graph, ["load", "extract"], { load: { x: 0, y: 0 } });
    expect(command.select).toEqual(["load_2", "extract_2"]);
    expect(command.place).toEqual({ load_2: { x: 28, y: 76 } });
  });

  test("a rename selects the new name", () => {
    expect(renameTask("on_failure:tell", "shout").select).toEqual(["on_failure:shout"]);
  });

  test("an edge keeps its condition when its end is moved", () => {
    const { operations } = reconnect("extract->load", "extract", "report", { kind: "failed", text: "" });
    expect(operations.map((each) => each.op)).toEqual(["disconnect", "connect"]);
    expect(operations[1]).toMatchObject({ condition: "failed" });
  });

  test("exit codes are written without blanks", () => {
    const [operation] = setCondition("extract->load", { kind: "exit", text: "3, 10-12" }).operations;
    expect(operation).toMatchObject({ condition: "exit:3,10-12" });
  });

  test("a value is set at its place in the file, and taken away when there is none", () => {
    const [, load] = graph.tasks;
    if (!load) throw new Error("The graph has no second task.");
    expect(setInTask(load, ["timeout"], "1h").operations).toEqual([
      { op: "set", path: ["tasks", "load", "timeout"], value: "1h" },
    ]);
    expect(setInTask(load, ["timeout"], undefined).operations).toEqual([
      { op: "unset", path: ["tasks", "load", "timeout"] },
    ]);
  });
});

describe("connecting", () => {
  const model = toModel(graph);

  test.each([
    ["extract", "extract", "itself"],
    ["extract", "load", "already"],
    ["extract", "on_failure:tell", "different sections"],
    ["load", "extract", ""],
  ])("%s to %s: %j", (from, to, why) => {
    const problem = connectProblem(graph, model, from, to);
    expect(problem === "" ? "" : problem).toContain(why);
    if (why === "") expect(problem).toBe("");
  });
});
