import { expect, test } from "vitest";

import { boundsOf, toMap } from "@/features/canvas/map";

const size = { width: 142, height: 80 };
const far = Array.from({ length: 5000 }, (_, n) => ({
  position: { x: -300 + (n % 100) * 240, y: Math.floor(n / 100) * 90 },
  width: 176,
  height: 54,
}));

test("every node of a large graph lies within the picture", () => {
  const map = toMap(boundsOf(far), size);
  for (const node of far) {
    const box = map.box({ ...node.position, width: node.width, height: node.height });
    expect(box.x).toBeGreaterThanOrEqual(-0.001);
    expect(box.y).toBeGreaterThanOrEqual(-0.001);
    expect(box.x + box.width).toBeLessThanOrEqual(size.width + 0.001);
    expect(box.y + box.height).toBeLessThanOrEqual(size.height + 0.001);
  }
});

test("a place in the picture is found in the graph again", () => {
  const map = toMap(boundsOf(far), size);
  const at = map.box({ x: 1200, y: 900, width: 0, height: 0 });
  expect(map.back(at.x, at.y).x).toBeCloseTo(1200);
  expect(map.back(at.x, at.y).y).toBeCloseTo(900);
});

test("an empty graph has a picture too", () => {
  expect(toMap(boundsOf([]), size).box({ x: 0, y: 0, width: 1, height: 1 }).width).toBeGreaterThan(0);
});
