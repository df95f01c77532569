/** A graph fitted into a small picture, and a place of the picture found in the graph. Pure. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Placed {
  position: { x: number; y: number };
  width?: number | undefined;
  height?: number | undefined;
}

export function boundsOf(nodes: readonly Placed[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position, width = 0, height = 0 } of nodes) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + width);
    bottom = Math.max(bottom, position.y + height);
  }
  if (left > right) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: left, y: top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) };
}

export interface MapScale {
  box: (box: Box) => Box;
  back: (x: number, y: number) => { x: number; y: number };
}

/** The bounds in the middle of the picture, both ways at one scale. */
export function toMap(bounds: Box, size: { width: number; height: number }): MapScale {
  const scale = Math.min(size.width / bounds.width, size.height / bounds.height);
  const left = (size.width - bounds.width * scale) / 2 - bounds.x * scale;
  const top = (size.height - bounds.height * scale) / 2 - bounds.y * scale;
  return {
    box: (box) => ({
      x: left + box.x * scale,
      y: top + box.y * scale,
      width: box.width * scale,
      height: box.height * scale,
    }),
    back: (x, y) => ({ x: (x - left) / scale, y: (y - top) / scale }),
  };
}
