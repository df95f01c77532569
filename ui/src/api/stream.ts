import { type StreamEvent, eventParser } from "@/api/sse";

export type StreamStatus = { kind: "off" } | { kind: "live" } | { kind: "lost"; since: number; retryAt: number };

export interface StreamOptions {
  url: () => string;
  onEvent: (event: StreamEvent) => void;
  onStatus: (status: StreamStatus) => void;
  /** Called after a connection came back from a loss or was opened anew; what was missed is in the ring or in a `reset`. */
  onOpen?: () => void;
  onRefused?: (status: number) => void;
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** The server says something every 15 s; silence of three times that is a dead line that nobody reported. */
const silenceMs = 45_000;

/** A text/event-stream that goes on where it stopped: Last-Event-ID, back-off with jitter, a watch for silence. */
export class EventStream {
  private lastId = "";
  private failures = 0;
  private lostSince = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | undefined;

  constructor(private readonly options: StreamOptions) {}

  /** Open it, or open it again at a new address without losing its place. */
  open(): void {
    this.stop();
    void this.connect();
  }

  close(): void {
    this.stop();
    this.lostSince = 0;
    this.options.onStatus({ kind: "off" });
  }

  /** Whether it can go on where it stopped. */
  get hasPlace(): boolean {
    return this.lastId !== "";
  }

  /** The place in the old stream means nothing in another one. */
  forget(): void {
    this.lastId = "";
  }

  private stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.watch);
    this.abort?.abort();
    this.abort = undefined;
  }

  private async connect(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (this.lastId) headers["Last-Event-ID"] = this.lastId;
      const response = await fetch(this.options.url(), { headers, signal: abort.signal, credentials: "same-origin" });
      if (!response.ok || !response.body) {
        this.options.onRefused?.(response.status);
        throw new Error(`The stream answered ${response.status}.`);
      }
      await this.follow(response.body, abort);
    } catch {
      // A lost line is said in the status line, and tried again below.
    }
    if (this.abort === abort) this.retry();
  }

  private async follow(body: ReadableStream<Uint8Array>, abort: AbortController): Promise<void> {
    this.failures = 0;
    this.lostSince = 0;
    this.options.onStatus({ kind: "live" });
    this.options.onOpen?.();
    const feed = eventParser((event) => {
      this.lastId = event.id || this.lastId;
      this.options.onEvent(event);
    });
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      clearTimeout(this.watch);
      this.watch = setTimeout(() => abort.abort(), silenceMs);
      const { done, value } = await reader.read();
      if (done || this.abort !== abort) return;
      feed(decoder.decode(value, { stream: true }));
    }
  }

  private retry(): void {
    clearTimeout(this.watch);
    this.failures += 1;
    this.lostSince ||= Date.now();
    const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** (this.failures - 1));
    const waitMs = ceiling / 2 + (Math.random() * ceiling) / 2;
    this.options.onStatus({ kind: "lost", since: this.lostSince, retryAt: Date.now() + waitMs });
    this.timer = setTimeout(() => void this.connect(), waitMs);
  }
}
