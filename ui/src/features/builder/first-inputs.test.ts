import { expect, test } from "vitest";

import { firstInputs } from "@/features/builder/first-inputs";

const SCHEMA = {
  required: ["connection", "paths", "count"],
  properties: {
    connection: { type: "string", "x-form": { kind: "connection", types: ["local"] } },
    paths: { type: "array", items: { type: "string" } },
    count: { type: "integer", minimum: 2 },
    poll: { type: "string", "x-form": { kind: "duration" } },
  },
};

test("the only connection that fits is taken, the rest of what is needed stands ready to be written over", () => {
  const connections = [
    { name: "bucket", type: "local" },
    { name: "warehouse", type: "duckdb" },
  ];
  expect(firstInputs(SCHEMA, connections)).toEqual({ connection: "bucket", paths: [], count: 2 });
});

test("of two that fit none is guessed", () => {
  const connections = [
    { name: "a", type: "local" },
    { name: "b", type: "local" },
  ];
  expect(firstInputs(SCHEMA, connections)["connection"]).toBe("");
  expect(firstInputs(undefined, connections)).toEqual({});
});
