/** Draws the bars of the rows in view; the names beside them are ordinary elements. */

import { toX, type Range, type Tick } from "./axis";
import type { Segment } from "./segments";

export const ROW_PX = 24;
const BAR_PX = 12;
const BAR_TOP = 6;

export interface PaintedRow {
  y: number;
  segments: readonly Segment[];
  isCritical: boolean;
  /** The done part of a foreach under way, between 0 and 1. */
  progress: number | null;
  isSelected: boolean;
  /** Said on the bar where there is room. */
  note: string;
}

/** The colours of the theme at this moment, by token. */
export interface Palette {
  of(state: string): { strong: string; soft: string };
  line: string;
  surface: string;
  selected: string;
  accent: string;
  font: string;
}

export interface Scene {
  rows: readonly PaintedRow[];
  range: Range;
  ticks: readonly Tick[];
  width: number;
  height: number;
  palette: Palette;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  context.clearRect(0, 0, scene.width, scene.height);
  context.fillStyle = scene.palette.line;
  for (const tick of scene.ticks) context.fillRect(Math.round(tick.x), 0, 1, scene.height);
  for (const row of scene.rows) {
    for (const segment of row.segments) bar(context, scene, row, segment);
    if (row.isCritical) underline(context, scene, row);
    if (row.note) note(context, scene, row);
  }
}

function span(scene: Scene, from: number, to: number): { x: number; width: number } | null {
  const left = Math.max(-4, toX(from, scene.range, scene.width));
  const right = Math.min(scene.width + 4, toX(to, scene.range, scene.width));
  if (right < -3 || left > scene.width + 3) return null;
  return { x: left, width: Math.max(3, right - left) };
}

function bar(context: CanvasRenderingContext2D, scene: Scene, row: PaintedRow, segment: Segment): void {
  const place = span(scene, segment.from, segment.to);
  if (!place) return;
  const { strong, soft } = scene.palette.of(segment.state);
  const y = row.y + BAR_TOP;
  context.save();
  context.beginPath();
  context.roundRect(place.x, y, place.width, BAR_PX, Math.min(3, place.width / 2));
  context.clip();
  if (segment.isWait) hatch(context, place, y, strong, soft);
  else if (row.progress !== null) {
    context.fillStyle = soft;
    context.fillRect(place.x, y, place.width, BAR_PX);
    context.fillStyle = strong;
    context.fillRect(place.x, y, place.width * row.progress, BAR_PX);
  } else {
    context.fillStyle = strong;
    context.fillRect(place.x, y, place.width, BAR_PX);
  }
  context.restore();
  if (segment.isWait || row.progress !== null) {
    context.strokeStyle = strong;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(place.x + 0.5, y + 0.5, Math.max(2, place.width - 1), BAR_PX - 1, 3);
    context.stroke();
  }
}

function hatch(
  context: CanvasRenderingContext2D,
  place: { x: number; width: number },
  y: number,
  strong: string,
  soft: string,
): void {
  context.fillStyle = soft;
  context.fillRect(place.x, y, place.width, BAR_PX);
  context.strokeStyle = strong;
  context.lineWidth = 2;
  context.beginPath();
  const first = Math.floor((place.x - BAR_PX) / 6) * 6;
  for (let x = first; x < place.x + place.width; x += 6) {
    context.moveTo(x, y + BAR_PX + 1);
    context.lineTo(x + BAR_PX + 2, y - 1);
  }
  context.stroke();
}

function underline(context: CanvasRenderingContext2D, scene: Scene, row: PaintedRow): void {
  const first = row.segments[0];
  const last = row.segments[row.segments.length - 1];
  if (!first || !last) return;
  const place = span(scene, first.from, last.to);
  if (!place) return;
  context.fillStyle = scene.palette.accent;
  context.fillRect(place.x, row.y + BAR_TOP + BAR_PX + 2, place.width, 2);
}

/** In the middle of the longest stretch, on a ground of its own; left out where it does not fit. */
function note(context: CanvasRenderingContext2D, scene: Scene, row: PaintedRow): void {
  const longest = [...row.segments].sort((a, b) => b.to - b.from - (a.to - a.from))[0];
  const place = longest && span(scene, longest.from, longest.to);
  if (!longest || !place) return;
  const left = Math.max(0, place.x);
  const room = Math.min(scene.width, place.x + place.width) - left;
  context.font = scene.palette.font;
  const width = context.measureText(row.note).width + 12;
  if (width > room - 24) return;
  const x = left + (room - width) / 2;
  context.fillStyle = row.isSelected ? scene.palette.selected : scene.palette.surface;
  context.fillRect(x, row.y + 2, width, 20);
  context.fillStyle = scene.palette.of(longest.state).strong;
  context.textBaseline = "middle";
  context.fillText(row.note, x + 6, row.y + ROW_PX / 2 + 0.5);
}
