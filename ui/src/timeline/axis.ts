/** The time axis: what range is shown, where its ticks stand, and zooming by dragging. */

export interface Range {
  from: number;
  to: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  3 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  48 * HOUR,
  168 * HOUR,
];
const LEAST_RANGE_MS = 5;

export interface Tick {
  at: number;
  x: number;
}

export interface Ticks {
  step: number;
  ticks: Tick[];
}

/** Ticks at round times of the given zone (`offset_ms` east of UTC), at least `gap_px` apart; below a second they are round from `start` on. */
export function ticksOf(range: Range, width: number, offset_ms = 0, start = 0, gap_px = 88): Ticks {
  const span = range.to - range.from;
  if (width <= 0 || span <= 0) return { step: SECOND, ticks: [] };
  const least = (span * gap_px) / width;
  const step = STEPS.find((one) => one >= least) ?? Math.ceil(least / (168 * HOUR)) * 168 * HOUR;
  const ticks: Tick[] = [];
  const shift = step < SECOND ? -start : offset_ms;
  const first = Math.ceil((range.from + shift) / step) * step - shift;
  for (let at = first; at <= range.to; at += step) ticks.push({ at, x: toX(at, range, width) });
  return { step, ticks };
}

export function toX(at: number, range: Range, width: number): number {
  return ((at - range.from) / (range.to - range.from)) * width;
}

export function toTime(x: number, range: Range, width: number): number {
  return range.from + (x / width) * (range.to - range.from);
}

/** The range of a drag between two places; null where it is too small to be meant. */
export function dragged(x1: number, x2: number, range: Range, width: number): Range | null {
  if (Math.abs(x2 - x1) < 5) return null;
  const from = Math.round(toTime(Math.max(0, Math.min(x1, x2)), range, width));
  const to = Math.round(toTime(Math.min(width, Math.max(x1, x2)), range, width));
  return to - from < LEAST_RANGE_MS ? null : { from, to };
}

/** The whole run, with room at the right so that the end can be seen. */
export function wholeRange(starts: Iterable<number>, ends: Iterable<number>): Range {
  let from = Infinity;
  let to = -Infinity;
  for (const start of starts) from = Math.min(from, start);
  for (const end of ends) to = Math.max(to, end);
  if (!Number.isFinite(from)) return { from: 0, to: SECOND };
  const span = Math.max(to - from, 20);
  return { from, to: from + span * 1.06 };
}

/** As it stands in the address: milliseconds after the start of the run. */
export function zoomToText(zoom: Range, start: number): string {
  return `${Math.round(zoom.from - start)}-${Math.round(zoom.to - start)}`;
}

export function zoomFromText(text: string | undefined, start: number): Range | null {
  const match = /^(\d+)-(\d+)$/.exec(text ?? "");
  if (!match) return null;
  const range = { from: start + Number(match[1]), to: start + Number(match[2]) };
  return range.to - range.from >= LEAST_RANGE_MS ? range : null;
}

/** How a tick reads: the clock for a second and more, the time since the start below that. */
export function tickText(at: number, step: number, start: number, timeZone: string): string {
  if (step < SECOND) return `+${((at - start) / SECOND).toFixed(step < 10 ? 3 : step < 100 ? 2 : 1)} s`;
  const seconds = step < MINUTE ? ({ second: "2-digit" } as const) : {};
  const text = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...seconds,
    hourCycle: "h23",
    timeZone,
  }).format(at);
  if (step < 24 * HOUR) return text;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone }).format(at);
}

/** How far the zone is east of UTC at that time, in milliseconds. */
export function zoneOffset(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).formatToParts(at);
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(get("year"), get("month") - 1, get("day"), get("hour"), get("minute"), get("second"));
  return local - Math.floor(at / SECOND) * SECOND;
}
