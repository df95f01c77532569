/** What part of a graph a canvas opens with, and how far a canvas moves to show what was chosen. Pure. */

import type { Point } from "@/graph/layout";

export interface Box extends Point {
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** What is kept free at each side, in px of the screen: bars float there. */
export interface Padding {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface View extends Point {
  zoom: number;
}

/** Below this the second line of a node is not drawn. */
export const READABLE = 0.6;
const MOST = 1;

/** The box around all of them. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** All of it where it can still be read; else at the size that can be read, around `focus` or from where the graph begins. */
export function openingView(whole: Box, pane: Size, padding: Padding, focus: Box | null): View {
  const room = {
    width: Math.max(1, pane.width - padding.left - padding.right),
    height: Math.max(1, pane.height - padding.top - padding.bottom),
  };
  const fitting = Math.min(room.width / Math.max(1, whole.width), room.height / Math.max(1, whole.height));
  const zoom = Math.min(MOST, Math.max(READABLE, fitting));
  const x = startOf(whole.x, whole.width, room.width / zoom, focus ? focus.x + focus.width / 2 : null);
  const y = startOf(whole.y, whole.height, room.height / zoom, focus ? focus.y + focus.height / 2 : null);
  return { x: padding.left - x * zoom, y: padding.top - y * zoom, zoom };
}

/** Where the room begins along one axis of the graph. */
function startOf(from: number, length: number, room: number, focus: number | null): number {
  if (length <= room) return from - (room - length) / 2;
  if (focus === null) return from;
  return Math.min(Math.max(from, focus - room / 2), from + length - room);
}

/** Whether all of it is in the pane. */
export function isWhole(whole: Box, pane: Size, view: View): boolean {
  const left = whole.x * view.zoom + view.x;
  const top = whole.y * view.zoom + view.y;
  const right = left + whole.width * view.zoom;
  return left >= 0 && top >= 0 && right <= pane.width && top + whole.height * view.zoom <= pane.height;
}

/** The view moved to the middle of a box; null where some of it is to be seen as it is. */
export function revealed(box: Box, pane: Size, view: View): View | null {
  const left = box.x * view.zoom + view.x;
  const top = box.y * view.zoom + view.y;
  const isSeen =
    left < pane.width && top < pane.height && left + box.width * view.zoom > 0 && top + box.height * view.zoom > 0;
  if (isSeen) return null;
  return {
    x: pane.width / 2 - (box.x + box.width / 2) * view.zoom,
    y: pane.height / 2 - (box.y + box.height / 2) * view.zoom,
    zoom: view.zoom,
  };
}
