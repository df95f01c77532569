import { expect, test } from "vitest";

import { applyEdits, editBetween } from "./edits";

test("edits are applied in offsets of the text before", () => {
  expect(
    applyEdits("abcdef", [
      { start: 4, end: 5, text: "X" },
      { start: 0, end: 1, text: "__" },
    ]),
  ).toBe("__bcdXf");
});

test.each([
  ["timeout: 1h\n", "timeout: 2h\n"],
  ["aaa", "aaaa"],
  ["", "new"],
  ["gone", ""],
])("the edit between %j and %j leads from one to the other", (before, after) => {
  const edits = editBetween(before, after);
  expect(applyEdits(before, edits)).toBe(after);
});

test("the edit touches only what differs", () => {
  expect(editBetween("a: 1 # why\nb: 2\n", "a: 1 # why\nb: 3\n")).toEqual([{ start: 14, end: 15, text: "3" }]);
  expect(editBetween("same", "same")).toEqual([]);
});
