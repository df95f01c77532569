/** The lines of one attempt's log that are held, by number, in chunks; the rest is read when it comes into view. */

export interface LogLine {
  n: number;
  time: string | null;
  stream: string;
  level: string | null;
  text: string;
}

export interface Span {
  from: number;
  count: number;
}

export const CHUNK_LINES = 500;
const MOST_CHUNKS = 120;

type Chunk = (LogLine | undefined)[];

/** Lines are counted from 1. Holds at most 60,000 lines, dropping the chunk that was looked at longest ago. */
export class LogBook {
  total = 0;
  private readonly chunks = new Map<number, Chunk>();

  line(n: number): LogLine | undefined {
    return this.chunks.get(chunkOf(n))?.[(n - 1) % CHUNK_LINES];
  }

  /** Add lines as read or as they arrive; a line that is known already is replaced by the same. */
  put(lines: readonly LogLine[], total = 0): void {
    for (const line of lines) {
      const index = chunkOf(line.n);
      const chunk = this.chunks.get(index) ?? [];
      chunk[(line.n - 1) % CHUNK_LINES] = line;
      this.touch(index, chunk);
      if (line.n > this.total) this.total = line.n;
    }
    if (total > this.total) this.total = total;
    this.evict();
  }

  /** What has to be read to show these lines, in whole chunks. */
  missing(first: number, last: number): Span[] {
    const spans: Span[] = [];
    const end = Math.min(last, this.total);
    for (let index = chunkOf(Math.max(1, first)); index <= chunkOf(Math.max(1, end)); index++) {
      const start = index * CHUNK_LINES + 1;
      const wanted = Math.min(CHUNK_LINES, this.total - start + 1);
      if (wanted > 0 && !this.isWhole(index, wanted)) spans.push({ from: start, count: CHUNK_LINES });
    }
    return spans;
  }

  /** The held lines of a range, in order, without the holes. */
  held(first: number, last: number): LogLine[] {
    const lines: LogLine[] = [];
    for (let n = Math.max(1, first); n <= Math.min(last, this.total); n++) {
      const line = this.line(n);
      if (line) lines.push(line);
    }
    return lines;
  }

  private isWhole(index: number, wanted: number): boolean {
    const chunk = this.chunks.get(index);
    if (!chunk) return false;
    this.touch(index, chunk);
    for (let i = 0; i < wanted; i++) if (chunk[i] === undefined) return false;
    return true;
  }

  /** A map keeps the order of insertion, so the first key is what was looked at longest ago. */
  private touch(index: number, chunk: Chunk): void {
    this.chunks.delete(index);
    this.chunks.set(index, chunk);
  }

  private evict(): void {
    for (const index of this.chunks.keys()) {
      if (this.chunks.size <= MOST_CHUNKS) return;
      this.chunks.delete(index);
    }
  }
}

function chunkOf(n: number): number {
  return Math.floor((n - 1) / CHUNK_LINES);
}
