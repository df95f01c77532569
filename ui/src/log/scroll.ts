/** Maps a scroll position to rows, also where all rows together are taller than a browser can lay out. */

const TALLEST_PX = 15_000_000;

export interface ScrollMap {
  heightPx: number;
  /** Row at the upper edge, with its fraction. */
  topRow(scrollTopPx: number): number;
  scrollTopOf(row: number): number;
}

export function scrollMap(rows: number, rowHeightPx: number, viewportPx: number): ScrollMap {
  const fullPx = rows * rowHeightPx;
  const heightPx = Math.max(Math.min(fullPx, TALLEST_PX), 0);
  const lastTop = Math.max(0, fullPx - viewportPx);
  const reach = Math.max(0, heightPx - viewportPx);
  const scale = reach > 0 ? lastTop / reach : 1;
  return {
    heightPx,
    topRow: (scrollTopPx) => (Math.min(Math.max(0, scrollTopPx), reach) * scale) / rowHeightPx,
    scrollTopOf: (row) => Math.min(Math.max(0, row * rowHeightPx), lastTop) / scale,
  };
}
