import { describe, expect, it } from "vitest";
import { scrollMap } from "./scroll";

describe("the map from scrolling to rows", () => {
  it("is one to one while a browser can lay it out", () => {
    const map = scrollMap(1000, 20, 400);
    expect(map.heightPx).toBe(20_000);
    expect(map.topRow(400)).toBe(20);
    expect(map.scrollTopOf(20)).toBe(400);
  });

  it("reaches the first and the last of a million lines", () => {
    const map = scrollMap(1_000_000, 20, 400);
    expect(map.heightPx).toBeLessThanOrEqual(15_000_000);
    expect(map.topRow(0)).toBe(0);
    expect(map.topRow(map.heightPx - 400)).toBeCloseTo(1_000_000 - 20, 3);
    expect(map.topRow(map.scrollTopOf(612_345))).toBeCloseTo(612_345, 3);
  });

  it("stands still when all fits", () => {
    const map = scrollMap(3, 20, 400);
    expect(map.topRow(50)).toBe(0);
    expect(map.scrollTopOf(2)).toBe(0);
  });
});
