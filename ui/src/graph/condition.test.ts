import { expect, test } from "vitest";

import { conditionLabel, exitCodesProblem, formatCondition, leavesAtBottom, parseCondition } from "./condition";

test.each(["success", "failed", "completed", "exit:3,10-12", "label:big"])("%s is read and written back", (said) => {
  expect(formatCondition(parseCondition(said))).toBe(said);
});

test("exit codes stand on the edge in figures", () => {
  expect(conditionLabel(parseCondition("exit:3,10-12"))).toBe("exit 3, 10-12");
});

test("success says nothing and goes on to the right, as does a label", () => {
  expect(conditionLabel(parseCondition("success"))).toBe("");
  expect(leavesAtBottom(parseCondition("label:big"))).toBe(false);
  expect(leavesAtBottom(parseCondition("failed"))).toBe(true);
});

test("codes that are none are told with what would be right", () => {
  expect(exitCodesProblem("2, 100-120")).toBe("");
  expect(exitCodesProblem("boom")).toContain("boom is no exit code");
  expect(exitCodesProblem("9-3")).toContain("no range");
  expect(exitCodesProblem("300")).toContain("0 to 255");
});
