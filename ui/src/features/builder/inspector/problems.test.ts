import { expect, test } from "vitest";

import type { Problem } from "@/api/types";
import { problemsOfFields } from "@/features/builder/inspector/problems";
import { aTask } from "@/graph/factories";

const problem = (path: (string | number)[], severity: Problem["severity"] = "error") =>
  ({ path, severity, message: "It is wrong.", hint: "Write it so." }) as Problem;

test("a problem stands at its field, whether below `with` or at the task itself", () => {
  const found = problemsOfFields(
    [
      problem(["tasks", "load", "with", "paths", 0]),
      problem(["tasks", "load", "timeout"]),
      problem(["tasks", "other", "run"]),
    ],
    aTask("load"),
    true,
  );
  expect(found).toEqual({ paths: "It is wrong. Write it so.", timeout: "It is wrong. Write it so." });
});

test("nothing is said of a text that was not checked yet, and no warning turns a field red", () => {
  expect(problemsOfFields([problem(["tasks", "load", "run"])], aTask("load"), false)).toEqual({});
  expect(problemsOfFields([problem(["tasks", "load", "run"], "warning")], aTask("load"), true)).toEqual({});
});
