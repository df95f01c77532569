import { describe, expect, test } from "vitest";

import { completionsFor } from "@/code/names";
import { openExpression } from "@/code/templates";

const names = [
  { name: "inputs.day", type: "date", description: "The day to load.", sample: "2026-01-01" },
  { name: "item", type: null, description: null, sample: "stripe" },
  { name: "tasks.load.outputs.rows", type: "integer", description: null, sample: 49037 },
  { name: "tasks.load.state", type: "string", description: null, sample: null },
];

describe("completion", () => {
  test("goes one step at a time", () => {
    expect(completionsFor("", names).map((each) => each.label)).toEqual(["inputs", "item", "tasks"]);
    expect(completionsFor("tasks.", names).map((each) => each.label)).toEqual(["tasks.load"]);
    expect(completionsFor("tasks.load.", names).map((each) => each.label)).toEqual([
      "tasks.load.outputs",
      "tasks.load.state",
    ]);
  });

  test("shows type and value of the last run", () => {
    expect(completionsFor("1 + tasks.load.outputs.r", names)[0]).toMatchObject({
      label: "tasks.load.outputs.rows",
      detail: "integer = 49037",
    });
  });

  test("offers nothing for what is complete or unknown", () => {
    expect(completionsFor("item", names)).toEqual([]);
    expect(completionsFor("nothing", names)).toEqual([]);
  });
});

test("an expression is open after its braces and before they close", () => {
  expect(openExpression("raw/{{ inp", 10)).toEqual({ from: 6, text: " inp" });
  expect(openExpression("raw/{{ item }}.csv", 18)).toBeNull();
  expect(openExpression("raw", 3)).toBeNull();
});
