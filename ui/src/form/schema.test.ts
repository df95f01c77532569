import { describe, expect, test } from "vitest";

import { fieldsOf, foldFields, isWanted, sectionsOf } from "@/form/schema";

const QUERY = {
  type: "object",
  required: ["paths"],
  properties: {
    connection: {
      anyOf: [{ type: "string" }, { type: "null" }],
      default: null,
      title: "Connection",
      "x-form": { kind: "connection", types: ["duckdb"] },
    },
    sql: { type: "string", title: "Sql", "x-form": { editor: "sql", raw: true } },
    sql_file: { type: "string", title: "Sql file", "x-form": { picker: "file" } },
    parameters: { type: "object", additionalProperties: true },
    first: { type: "integer", minimum: 0, default: 20 },
    transaction: { type: "boolean", default: true },
    mode: { $ref: "#/$defs/Mode" },
    poll: { type: "string", "x-form": { kind: "duration" } },
    paths: {
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
      description: "keys or patterns",
    },
    rules: { type: "array", items: { type: "object" } },
    anything: {},
  },
  $defs: { Mode: { enum: ["day_first", "infer"], type: "string" } },
};

describe("the fields of a form", () => {
  const fields = Object.fromEntries(fieldsOf(QUERY).map((field) => [field.name, field]));

  test("stand in the order of the signature, required ones first", () => {
    expect(
      fieldsOf(QUERY)
        .map((field) => field.name)
        .slice(0, 3),
    ).toEqual(["paths", "connection", "sql"]);
  });

  test.each([
    ["connection", "connection"],
    ["sql", "code"],
    ["sql_file", "file"],
    ["parameters", "map"],
    ["first", "integer"],
    ["transaction", "boolean"],
    ["mode", "select"],
    ["poll", "duration"],
    ["paths", "list"],
    ["rules", "json"],
    ["anything", "json"],
  ])("%s is a %s", (name, widget) => {
    expect(fields[name]?.widget).toBe(widget);
  });

  test("know types of connections, options, and that one path may stand alone", () => {
    expect(fields["connection"]?.types).toEqual(["duckdb"]);
    expect(fields["mode"]?.options).toEqual([
      { value: "day_first", label: "Day first" },
      { value: "infer", label: "Infer" },
    ]);
    expect(fields["paths"]?.isOneOrMany).toBe(true);
  });

  test("are named in words", () => {
    expect(fields["sql_file"]?.label).toBe("SQL file");
    const {
      sslmode,
      ca_file: ca,
      secret,
    } = Object.fromEntries(
      fieldsOf({
        properties: {
          sslmode: { type: "string", title: "Sslmode" },
          ca_file: { type: "string", title: "Ca File" },
          secret: { type: "string", title: "The secret" },
        },
      }).map((field) => [field.name, field.label]),
    );
    expect([sslmode, ca, secret]).toEqual(["SSL mode", "CA file", "The secret"]);
    expect(fields["paths"]?.description).toBe("Keys or patterns");
  });

  test("fold away what is rare, but never what has a value", () => {
    const { shown, folded } = foldFields(fieldsOf(QUERY), new Set(["anything"]));
    expect(shown.map((field) => field.name)).toContain("anything");
    expect(folded.length).toBeGreaterThan(0);
  });
});

test("what is advanced is folded away until it has a value", () => {
  const fields = fieldsOf({
    properties: { host: { type: "string" }, pool: { type: "integer", "x-form": { advanced: true } } },
  });
  expect(foldFields(fields, new Set()).folded.map((field) => field.name)).toEqual(["pool"]);
  expect(foldFields(fields, new Set(["pool"])).folded).toEqual([]);
});

test("a field is shown where the others are as it says, and their defaults count", () => {
  const fields = fieldsOf({
    properties: {
      mode: { enum: ["append", "merge", "replace"], type: "string", default: "append" },
      keys: { type: "string", "x-form": { show_if: { mode: "merge" } } },
      batch: { type: "integer", "x-form": { show_if: { mode: ["append", "merge"] } } },
    },
  });
  const wanted = (values: Record<string, unknown>) =>
    fields.filter((field) => isWanted(field, fields, values)).map((field) => field.name);
  expect(wanted({})).toEqual(["mode", "batch"]);
  expect(wanted({ mode: "merge" })).toEqual(["mode", "keys", "batch"]);
  expect(wanted({ mode: "replace" })).toEqual(["mode"]);
});

test("a secret is a line, a text or names with values", () => {
  const secret = { writeOnly: true, "x-secret": true };
  const fields = fieldsOf({
    properties: {
      password: { type: "string", ...secret },
      key: { type: "string", "x-form": { editor: "text" }, ...secret },
      headers: { type: "object", additionalProperties: { type: "string" }, ...secret },
    },
  });
  expect(fields.map((field) => [field.widget, field.secretKind])).toEqual([
    ["secret", "line"],
    ["secret", "text"],
    ["secret", "map"],
  ]);
});

test("headings hold their fields together, after those that have none", () => {
  const fields = fieldsOf({
    properties: {
      url: { type: "string" },
      paging: { type: "string", "x-form": { group: "Pages" } },
      since: { type: "string", "x-form": { group: "Only what is new" } },
      size: { type: "integer", "x-form": { group: "Pages" } },
      format: { type: "string" },
    },
  });
  expect(sectionsOf(fields).map(({ title, fields: own }) => [title, own.map((each) => each.name)])).toEqual([
    ["", ["url", "format"]],
    ["Pages", ["paging", "size"]],
    ["Only what is new", ["since"]],
  ]);
  expect(sectionsOf([])).toEqual([]);
});
