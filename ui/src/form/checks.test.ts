import { describe, expect, test } from "vitest";

import { dateProblem, durationProblem, isExpression, jsonProblem, numberProblem, sizeProblem } from "@/form/checks";

describe("a value that is wrong is told what would be right", () => {
  test.each(["30s", "1h30m", "2 d", "1.5h"])("%s is a duration", (text) => expect(durationProblem(text)).toBe(""));
  test.each(["30", "soon", "1y"])("%s is none", (text) => expect(durationProblem(text)).toContain("30s"));
  test.each(["512MiB", "2GB", "100"])("%s is a size", (text) => expect(sizeProblem(text)).toBe(""));
  test("a number knows its limits", () => {
    expect(numberProblem("2.5", { isWhole: true })).toBe("A whole number.");
    expect(numberProblem("0", { isWhole: true, minimum: 1 })).toBe("1 or more.");
    expect(numberProblem("7", { isWhole: false, maximum: 6 })).toBe("6 or less.");
    expect(numberProblem("5", { isWhole: true, minimum: 1, maximum: 6 })).toBe("");
  });
  test("a date says which part is wrong", () => {
    expect(dateProblem("2026-31-12")).toBe("No month 31. Dates are year, month, day.");
    expect(dateProblem("2026-02-30")).toContain("No day 30");
    expect(dateProblem("11.03.2026")).toContain("year, month, day");
    expect(dateProblem("2024-02-29")).toBe("");
  });
  test("JSON is JSON", () => {
    expect(jsonProblem("{}")).toBe("");
    expect(jsonProblem("{a}")).toContain("JSON");
  });
  test("an expression is known by its braces", () => {
    expect(isExpression("raw/{{ item }}")).toBe(true);
    expect(isExpression("raw")).toBe(false);
  });
});
