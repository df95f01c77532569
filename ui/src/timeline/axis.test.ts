import { describe, expect, it } from "vitest";
import { dragged, tickText, ticksOf, toX, wholeRange, zoneOffset, zoomFromText, zoomToText } from "./axis";

const MINUTE = 60_000;
const MIDNIGHT = Date.UTC(2026, 2, 12, 4);

describe("the axis", () => {
  it("has round ticks with room between them", () => {
    const { step, ticks } = ticksOf({ from: MIDNIGHT, to: MIDNIGHT + 17 * MINUTE }, 600);
    expect(step).toBe(3 * MINUTE);
    expect(ticks.map((tick) => tickText(tick.at, step, MIDNIGHT, "America/New_York"))).toEqual([
      "00:00",
      "00:03",
      "00:06",
      "00:09",
      "00:12",
      "00:15",
    ]);
  });

  it("counts from the start where the clock is too coarse", () => {
    const { step } = ticksOf({ from: MIDNIGHT, to: MIDNIGHT + 900 }, 600);
    expect(tickText(MIDNIGHT + 400, step, MIDNIGHT, "UTC")).toBe("+0.4 s");
  });

  it("is round from the start on where it counts from there", () => {
    const start = MIDNIGHT + 37;
    const { step, ticks } = ticksOf({ from: start + 300, to: start + 1200 }, 600, 0, start);
    expect(ticks.map((tick) => tickText(tick.at, step, start, "UTC"))[0]).toBe("+0.4 s");
  });

  it("stands at round hours of a zone with half an hour", () => {
    const offset = zoneOffset(MIDNIGHT, "Asia/Kolkata");
    expect(offset).toBe(5.5 * 60 * MINUTE);
    const { step, ticks } = ticksOf({ from: MIDNIGHT, to: MIDNIGHT + 600 * MINUTE }, 600, offset);
    expect(ticks.every((tick) => tickText(tick.at, step, MIDNIGHT, "Asia/Kolkata").endsWith(":00"))).toBe(true);
  });

  it("zooms to what was dragged, and not to a click", () => {
    const range = { from: 0, to: 1000 };
    expect(dragged(100, 50, range, 100)).toEqual({ from: 500, to: 1000 });
    expect(dragged(50, 52, range, 100)).toBeNull();
  });

  it("survives an address", () => {
    const zoom = { from: MIDNIGHT + 500, to: MIDNIGHT + 2000 };
    expect(zoomFromText(zoomToText(zoom, MIDNIGHT), MIDNIGHT)).toEqual(zoom);
    expect(zoomFromText("nonsense", 0)).toBeNull();
    expect(zoomFromText("5-2", 0)).toBeNull();
  });

  it("covers the run with room at the right", () => {
    const range = wholeRange([100, 50], [200]);
    expect(range.from).toBe(50);
    expect(toX(200, range, 100)).toBeLessThan(96);
    expect(wholeRange([], [])).toEqual({ from: 0, to: 1000 });
  });
});
