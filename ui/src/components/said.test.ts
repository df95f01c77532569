import { expect, test } from "vitest";

import { partsOf, sayMoment } from "./said";

test("plain words stay as they are", () => {
  expect(partsOf("timed out")).toEqual([{ kind: "words", text: "timed out" }]);
});

test("code, a run and a moment are told apart from words", () => {
  const run = "01a2064b-bec4-7f5e-b554-1f6b0b8b75d9";
  const parts = partsOf(`\`load\` waits for ${run}; looks again at 2026-03-12 02:55:57 UTC`);
  expect(parts.map((part) => [part.kind, part.text])).toEqual([
    ["code", "load"],
    ["words", " waits for "],
    ["run", run],
    ["words", "; looks again at "],
    ["moment", "2026-03-12 02:55:57 UTC"],
  ]);
  expect(parts[4]).toMatchObject({ at: new Date("2026-03-12T02:55:57Z") });
});

test("a back-tick alone is a word", () => {
  expect(partsOf("one ` alone")).toEqual([{ kind: "words", text: "one ` alone" }]);
});

test("a moment has its date only where it is not today in that zone", () => {
  const now = new Date("2026-03-12T22:30:00Z");
  const at = new Date("2026-03-12T23:30:00Z");
  expect(sayMoment(at, now, "UTC")).toBe("23:30");
  expect(sayMoment(at, now, "Europe/Berlin")).toBe("Fri 13 Mar 00:30");
});
