import { expect, test } from "vitest";

import { placeAt, siblingsAt } from "@/code/yaml-path";

/** The cursor is where the bar stands. */
function at(marked: string): { text: string; offset: number } {
  return { text: marked.replace("|", ""), offset: marked.indexOf("|") };
}

test.each([
  ["na|", [], true, "na"],
  ["tasks:\n  load:\n    ti|", ["tasks", "load"], true, "ti"],
  ["tasks:\n  # why\n\n  load:\n    uses: duck|", ["tasks", "load", "uses"], false, "duck"],
  ["tasks:\n  a:\n    with:\n      x: 1\n  b:\n    |", ["tasks", "b"], true, ""],
  ["tasks:\n  a:\n    checks:\n      - no|", ["tasks", "a", "checks", 0], true, "no"],
  ["notifications:\n  - events: [failed]\n    ch|", ["notifications", 0], true, "ch"],
  ["join: |", ["join"], false, ""],
])("%j", (marked, path, isKey, word) => {
  const { text, offset } = at(marked);
  expect(placeAt(text, offset)).toMatchObject({ path, isKey, word });
});

test("nothing is offered in a comment", () => {
  const { text, offset } = at("tasks:\n  a: # no|");
  expect(placeAt(text, offset)).toBeNull();
});

test("the keys beside the cursor are known, above and below", () => {
  const { text, offset } = at("tasks:\n  a:\n    run: x\n    |\n    timeout: 1h\n  b:\n    uses: y\n");
  expect(siblingsAt(text, offset)).toEqual(["run", "timeout"]);
});
