import { expect, test } from "vitest";

import { narrowed, needsSearch, readiness } from "@/form/choices";
import { fieldsOf, type FieldSpec } from "@/form/schema";

const fields = fieldsOf({
  required: ["connection", "into"],
  properties: {
    connection: { type: "string", "x-form": { kind: "connection" } },
    into: { type: "string", "x-form": { options: ["connection", "schema"] } },
    schema: { type: "string", default: "" },
  },
});
const [, into] = fields as [FieldSpec, FieldSpec, FieldSpec];
const items = [
  { value: "orders", label: "" },
  { value: "C01", label: "#orders" },
  { value: "people", label: "" },
];

test("a field whose choices are asked for says on what they depend", () => {
  expect(into.widget).toBe("choice");
  expect(into.dependsOn).toEqual(["connection", "schema"]);
  expect(fields[0]?.dependsOn).toBeNull();
});

test("nothing is asked before what it depends on is chosen", () => {
  expect(readiness(into, fields, {})).toEqual({ why: "Choose the connection to see what there is." });
  expect(readiness(into, fields, { connection: "{{ vars.db }}" })).toEqual({
    why: "The connection is an expression: type the name.",
  });
  expect(readiness(into, fields, { connection: "shop", into: "x", other: 1 })).toEqual({
    inputs: { connection: "shop" },
  });
  expect(readiness(into, fields, { connection: "shop", schema: "s" })).toEqual({
    inputs: { connection: "shop", schema: "s" },
  });
});

test("what is typed narrows the list by value and by label", () => {
  expect(narrowed(items, "ORD").map((each) => each.value)).toEqual(["orders", "C01"]);
  expect(narrowed(items, " ")).toHaveLength(3);
});

test("the system is asked again only where its list can't tell", () => {
  expect(needsSearch({ items, is_cut: false }, "ord")).toBe(false);
  expect(needsSearch({ items, is_cut: false }, "staging.")).toBe(true);
  expect(needsSearch({ items, is_cut: true }, "ord")).toBe(true);
  expect(needsSearch({ items, is_cut: true }, "")).toBe(false);
  expect(needsSearch(undefined, "ord")).toBe(false);
});
