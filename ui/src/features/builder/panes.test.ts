import { expect, test } from "vitest";

import { boundSize } from "@/features/builder/usePanes";

test("a pane stays usable, and leaves room for the others", () => {
  expect(boundSize("palette", 20)).toBe(160);
  expect(boundSize("inspector", 400.4)).toBe(400);
  expect(boundSize("dock", 4000)).toBe(640);
});
