import { describe, expect, it } from "vitest";

import type { InputField } from "@/api/types";

import { draftOf, readField, readForm } from "./inputs";

const field = (extra: Partial<InputField> & { type: InputField["type"] }): InputField => ({
  name: "x",
  title: "X",
  description: "",
  required: false,
  default: null,
  default_said: null,
  options: [],
  items: null,
  min: null,
  max: null,
  min_length: null,
  max_length: null,
  pattern: null,
  accept: [],
  max_bytes: null,
  placeholder: "",
  schema: {},
  ...extra,
});

describe("input fields", () => {
  it("says which part of a date is wrong", () => {
    expect(readField(field({ type: "date" }), "2026-31-12")).toEqual({
      error: "No month 31. Dates are year, month, day.",
    });
    expect(readField(field({ type: "date" }), "2026-02-30")).toEqual({
      error: "No day 30 in that month; its last is 28.",
    });
    expect(readField(field({ type: "date" }), "2026-3-1")).toEqual({ value: "2026-03-01" });
  });

  it("takes numbers as numbers and holds them in their range", () => {
    expect(readField(field({ type: "integer", min: 1, max: 5 }), "7")).toEqual({ error: "At most 5." });
    expect(readField(field({ type: "integer" }), "1.5")).toHaveProperty("error");
    expect(readField(field({ type: "number" }), " 0.5 ")).toEqual({ value: 0.5 });
  });

  it("leaves out what is empty and not required, and asks for what is", () => {
    const fields = [field({ type: "string" }), field({ type: "string", name: "y", required: true })];
    expect(readForm(fields, { x: "", y: "" })).toEqual({ values: {}, errors: { y: "Needs a value." } });
  });

  it("waits for a file that is on the way, required or not", () => {
    for (const required of [true, false]) {
      const read = readField(field({ type: "file", required }), { sending: "march.csv" });
      expect(read).toEqual({ error: "Not there yet: march.csv is being sent." });
    }
  });

  it("gives a select's declared value, not its text", () => {
    const options = [{ value: 5, label: "Five" }];
    expect(readField(field({ type: "select", options }), "5")).toEqual({ value: 5 });
  });

  it("reads each item of a typed list", () => {
    expect(readField(field({ type: "list", items: "integer" }), ["1", "2"])).toEqual({ value: [1, 2] });
    expect(readField(field({ type: "list", items: "integer" }), ["1", "two"])).toHaveProperty("error");
  });

  it("begins with the resolved defaults, or with what an earlier run was given", () => {
    const fields = [
      field({ type: "date", default: "2026-03-11" }),
      field({ type: "json", name: "j", default: { a: 1 } }),
    ];
    expect(draftOf(fields)).toEqual({ x: "2026-03-11", j: '{\n  "a": 1\n}' });
    expect(draftOf(fields, { x: "2026-01-01" })["x"]).toBe("2026-01-01");
  });
});
