import { expect, test } from "vitest";

import { describe as described, keyOffers, schemasAt, valueOffers } from "@/code/yaml-schema";

const SCHEMA = {
  properties: {
    name: { type: "string", description: "A label." },
    tasks: { type: "object", additionalProperties: { $ref: "#/$defs/Task" } },
  },
  $defs: {
    Task: {
      properties: {
        uses: {
          anyOf: [
            { const: "duckdb.query", title: "Query DuckDB" },
            { type: "string", pattern: "@" },
          ],
        },
        join: { anyOf: [{ enum: ["all", "any"] }, { type: "integer" }] },
        disabled: { type: "boolean" },
        checks: { type: "array", items: { properties: { unique: { description: "A key." } } } },
        with: { type: "object" },
      },
      allOf: [
        {
          if: {
            properties: { uses: { anyOf: [{ const: "duckdb.query" }, { const: "duckdb.query@1" }] } },
            required: ["uses"],
          },
          // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
          then: { properties: { with: { $ref: "#/$defs/with:duckdb.query" } } },
        },
      ],
    },
    "with:duckdb.query": { properties: { sql: { description: "One or several statements.", type: "string" } } },
  },
};
const labels = (offers: { label: string }[]) => offers.map((each) => each.label);

test("keys are offered that are not there yet", () => {
  expect(labels(keyOffers(schemasAt(SCHEMA, []), new Set(["name"])))).toEqual(["tasks"]);
  expect(labels(keyOffers(schemasAt(SCHEMA, ["tasks", "load"]), new Set()))).toContain("join");
});

test("values are offered where the schema lists them", () => {
  expect(labels(valueOffers(schemasAt(SCHEMA, ["tasks", "load", "uses"])))).toEqual(["duckdb.query"]);
  expect(labels(valueOffers(schemasAt(SCHEMA, ["tasks", "load", "join"])))).toEqual(["all", "any"]);
  expect(labels(valueOffers(schemasAt(SCHEMA, ["tasks", "load", "disabled"])))).toEqual(["true", "false"]);
});

test("what `with` holds depends on the blueprint beside it", () => {
  const beside = () => ({ uses: "duckdb.query" });
  expect(labels(keyOffers(schemasAt(SCHEMA, ["tasks", "load", "with"], beside), new Set()))).toEqual(["sql"]);
  expect(keyOffers(schemasAt(SCHEMA, ["tasks", "load", "with"]), new Set())).toEqual([]);
});

test("a place is described, items of lists too", () => {
  expect(described(schemasAt(SCHEMA, ["name"]))).toEqual({ text: "A label.", type: "string" });
  expect(described(schemasAt(SCHEMA, ["tasks", "a", "checks", 0, "unique"]))?.text).toBe("A key.");
});
