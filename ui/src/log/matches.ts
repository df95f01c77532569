/** Where a search text stands in a line, and spans split so that each hit is its own piece. */

import type { Span } from "./ansi";

export interface Piece extends Span {
  isHit: boolean;
}

/** Offsets of all hits, without regard to case, not overlapping. */
export function hitsIn(text: string, query: string): number[] {
  if (!query) return [];
  const hits: number[] = [];
  const lower = text.toLowerCase();
  const wanted = query.toLowerCase();
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) hits.push(at);
  return hits;
}

export function highlight(spans: readonly Span[], query: string): Piece[] {
  const text = spans.map((span) => span.text).join("");
  const hits = hitsIn(text, query);
  if (hits.length === 0) return spans.map((span) => ({ ...span, isHit: false }));
  const cuts = hits.flatMap((at) => [at, at + query.length]);
  const pieces: Piece[] = [];
  let start = 0;
  for (const span of spans) {
    const end = start + span.text.length;
    const inner = [start, ...cuts.filter((cut) => cut > start && cut < end), end];
    for (let i = 0; i + 1 < inner.length; i++) {
      const from = inner[i] as number;
      const isHit = hits.some((at) => from >= at && from < at + query.length);
      pieces.push({ text: text.slice(from, inner[i + 1]), style: span.style, isHit });
    }
    start = end;
  }
  return pieces;
}
