import { expect, it } from "vitest";

import { kindOf, problemOf, valueOf, writtenOf } from "./values";

it.each([["eur"], [12.5], [false], [{ regions: ["eu", "us"] }], [null]])("writes %j and reads it back", (value) => {
  const kind = kindOf(value);
  expect(problemOf(kind, writtenOf(value))).toBe("");
  expect(valueOf(kind, writtenOf(value))).toEqual(value);
});

it("tells what is no number and no JSON", () => {
  expect(problemOf("number", "twelve")).not.toBe("");
  expect(problemOf("number", "")).not.toBe("");
  expect(problemOf("json", "{a}")).not.toBe("");
  expect(problemOf("text", "{a}")).toBe("");
});
