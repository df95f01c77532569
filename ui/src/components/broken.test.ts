import { expect, test } from "vitest";

import type { Problem } from "@/api/types";
import { brokenIn } from "@/components/broken";

const problem = (file: string, message: string, severity = "error") => ({ file, message, severity }) as Problem;

test("each file that can't be read is told once, by its first error", () => {
  const found = brokenIn(
    [
      problem("blueprints/a.py", "is old", "warning"),
      problem("blueprints/a.py", "no such name"),
      problem("blueprints/a.py", "and more"),
      problem("workflows/b.py", "elsewhere"),
    ],
    "blueprints/",
  );
  expect(found.map((one) => one.message)).toEqual(["no such name"]);
});
