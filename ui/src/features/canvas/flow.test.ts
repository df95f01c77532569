import { expect, test } from "vitest";

import { isSameNode, Reuse, toNoteNodes, type CanvasNode } from "@/features/canvas/flow";

const note = { id: "note-1", x: 10, y: 20, text: "Check the tides" };
const canvasNote = (changes: Partial<typeof note> = {}, selected: string[] = []) =>
  toNoteNodes([{ ...note, ...changes }], selected, true);

test("a note that is written stays the same node while everything around it changes", () => {
  const nodes = new Reuse<CanvasNode>(isSameNode);
  const [first] = nodes.take(canvasNote());
  expect(nodes.take(canvasNote())[0]).toBe(first);
});

test("a note that was moved, chosen or rewritten is another node", () => {
  for (const other of [canvasNote({ x: 50 }), canvasNote({ text: "Ask the pilot" }), canvasNote({}, [note.id])]) {
    const nodes = new Reuse<CanvasNode>(isSameNode);
    const [first] = nodes.take(canvasNote());
    expect(nodes.take(other)[0]).not.toBe(first);
  }
});

test("a note has a size before it is measured, so that it is seen and can be typed into at once", () => {
  const [node] = canvasNote();
  expect(node?.initialWidth).toBeGreaterThan(0);
  expect(node?.initialHeight).toBeGreaterThan(0);
});
