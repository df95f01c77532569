import { expect, it } from "vitest";

import { safeNext } from "./next";

it.each([
  ["/runs/1?task=a", "/runs/1?task=a"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["/signin?next=/", "/"],
  [undefined, "/"],
])("goes from %s to %s", (next, to) => expect(safeNext(next)).toBe(to));
