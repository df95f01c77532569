/** Reads one attempt's log by windows and takes the lines that arrive live. */

import { LogBook, type LogLine, type Span } from "./book";

export interface LogPage {
  lines: LogLine[];
  total_lines: number;
  size_bytes: number;
  is_complete: boolean;
  error_lines: number[];
}

export interface LogWindow {
  from_line?: number;
  lines?: number;
  tail?: number;
}

export type ReadLog = (window: LogWindow, signal: AbortSignal) => Promise<LogPage>;
export type LogStatus = "loading" | "ready" | "failed";

const FIRST_READ = 500;

/** One for each attempt that is looked at. Readers subscribe; `version` changes with whatever they would show. */
export class LogSource {
  readonly book = new LogBook();
  status: LogStatus = "loading";
  problem: unknown = null;
  isComplete = false;
  errorLines: number[] = [];
  sizeBytes = 0;
  version = 0;
  private readonly pending = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private readonly abort = new AbortController();

  constructor(private readonly read: ReadLog) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The first read says how long the log is and where its errors stand. */
  async open(): Promise<void> {
    this.status = "loading";
    this.problem = null;
    await this.load({ tail: FIRST_READ });
  }

  /** Make sure of these lines, reading what is not held and not already on its way. */
  need(first: number, last: number): void {
    for (const span of this.book.missing(first, last)) void this.fetch(span);
  }

  append(lines: readonly LogLine[]): void {
    if (lines.length === 0) return;
    this.book.put(lines);
    const errors = lines.filter((line) => line.level === "error" || line.level === "critical").map((line) => line.n);
    if (errors.length > 0) this.errorLines = sortedUnion(this.errorLines, errors);
    this.changed();
  }

  /** What may have been missed: asks for the end again. */
  async refresh(): Promise<void> {
    await this.load({ tail: FIRST_READ });
  }

  close(): void {
    this.abort.abort();
    this.listeners.clear();
  }

  private async fetch(span: Span): Promise<void> {
    if (this.pending.has(span.from)) return;
    this.pending.add(span.from);
    try {
      await this.load({ from_line: span.from, lines: span.count });
    } finally {
      this.pending.delete(span.from);
    }
  }

  private async load(window: LogWindow): Promise<void> {
    try {
      this.take(await this.read(window, this.abort.signal));
    } catch (error) {
      if (this.abort.signal.aborted) return;
      this.problem = error;
      if (this.status === "loading") this.status = "failed";
      this.changed();
    }
  }

  private take(page: LogPage): void {
    this.book.put(page.lines, page.total_lines);
    this.errorLines = sortedUnion(this.errorLines, page.error_lines);
    this.isComplete ||= page.is_complete; // a window in the middle does not reach the end
    this.sizeBytes = page.size_bytes;
    this.status = "ready";
    this.problem = null;
    this.changed();
  }

  private changed(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

function sortedUnion(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
