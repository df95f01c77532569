import { describe, expect, test } from "vitest";

import { isWhole, openingView, READABLE, revealed, type Box } from "./fit";

const PANE = { width: 800, height: 400 };
const NO_PADDING = { top: 0, bottom: 0, left: 0, right: 0 };
const LONG: Box = { x: 100, y: 0, width: 4000, height: 200 };

function box(x: number, y: number): Box {
  return { x, y, width: 100, height: 50 };
}

describe("what a canvas opens with", () => {
  test("a small graph stands in the middle, no larger than it is", () => {
    expect(openingView({ x: 0, y: 0, width: 400, height: 200 }, PANE, NO_PADDING, null)).toEqual({
      x: 200,
      y: 100,
      zoom: 1,
    });
  });

  test("one that fits when it is smaller is shown whole, beside the bars", () => {
    const view = openingView({ x: 0, y: 0, width: 1000, height: 100 }, PANE, { ...NO_PADDING, top: 100 }, null);
    expect(view.zoom).toBe(0.8);
    expect(view.x).toBe(0);
    expect(view.y).toBeCloseTo(100 + (300 - 80) / 2);
  });

  test("one that could not be read begins at its start, at a size that can be read", () => {
    const view = openingView(LONG, PANE, NO_PADDING, null);
    expect(view.zoom).toBe(READABLE);
    expect(LONG.x * view.zoom + view.x).toBeCloseTo(0);
  });

  test("what is chosen stands in the middle of it, and the graph's end at the pane's", () => {
    const middle = openingView(LONG, PANE, NO_PADDING, box(2000, 0));
    expect(2050 * middle.zoom + middle.x).toBeCloseTo(400);
    const last = openingView(LONG, PANE, NO_PADDING, box(4000, 0));
    expect(4100 * last.zoom + last.x).toBeCloseTo(800);
  });
});

test("a graph is whole until some of it is outside", () => {
  const view = openingView({ x: 0, y: 0, width: 400, height: 200 }, PANE, NO_PADDING, null);
  expect(isWhole({ x: 0, y: 0, width: 400, height: 200 }, PANE, view)).toBe(true);
  expect(isWhole(LONG, PANE, openingView(LONG, PANE, NO_PADDING, null))).toBe(false);
});

describe("how a canvas shows what was chosen elsewhere", () => {
  const view = { x: 0, y: 0, zoom: 1 };

  test("nothing moves where some of it is seen", () => {
    expect(revealed(box(790, 390), PANE, view)).toBeNull();
  });

  test("what is outside comes to the middle, at the same size", () => {
    expect(revealed(box(1000, 0), PANE, view)).toEqual({ x: 400 - 1050, y: 200 - 25, zoom: 1 });
  });
});
