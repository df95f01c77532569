import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type StreamEvent, eventParser } from "./sse";
import { EventStream, type StreamStatus } from "./stream";

describe("a text/event-stream", () => {
  it("is cut into events wherever its pieces end", () => {
    const text = ': beat\r\n\r\nid: 7\r\nevent: run\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: x\n\n';
    for (const size of [1, 2, 5, text.length]) {
      const found: StreamEvent[] = [];
      const feed = eventParser((event) => found.push(event));
      for (let at = 0; at < text.length; at += size) feed(text.slice(at, at + size));
      expect(found).toEqual([
        { id: "7", event: "run", data: '{"a":\n1}' },
        { id: "7", event: "message", data: "x" },
      ]);
    }
  });
});

/** A line to a server, in the hands of the test. */
class Line {
  private control: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly response: Response;

  constructor() {
    const body = new ReadableStream<Uint8Array>({ start: (control) => void (this.control = control) });
    this.response = new Response(body, { status: 200 });
  }

  say(text: string): void {
    this.control?.enqueue(new TextEncoder().encode(text));
  }

  hangUp(): void {
    this.control?.close();
  }
}

describe("the app's stream", () => {
  const asked = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();
  const events: StreamEvent[] = [];
  const states: StreamStatus[] = [];
  const stream = (): EventStream =>
    new EventStream({
      url: () => "/events",
      onEvent: (event) => events.push(event),
      onStatus: (status) => states.push(status),
    });
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", asked);
    events.length = 0;
    states.length = 0;
  });
  afterEach(() => {
    asked.mockReset();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("goes on after the last event it saw, once the line is back", async () => {
    const [first, second] = [new Line(), new Line()];
    asked.mockResolvedValueOnce(first.response).mockResolvedValueOnce(second.response);
    const it = stream();
    it.open();
    await settle();
    first.say("id: 41\nevent: run\ndata: {}\n\n");
    await settle();
    first.hangUp();
    await settle();
    expect(states.map((status) => status.kind)).toEqual(["live", "lost"]);
    await vi.advanceTimersByTimeAsync(600);
    expect(new Headers(asked.mock.calls[1]?.[1].headers).get("Last-Event-ID")).toBe("41");
    expect(states.at(-1)).toEqual({ kind: "live" });
    it.close();
  });

  it("waits longer from loss to loss, and says since when it is lost", async () => {
    asked.mockRejectedValue(new TypeError("refused"));
    const it = stream();
    it.open();
    await vi.advanceTimersByTimeAsync(20_000);
    const lost = states.flatMap((status) => (status.kind === "lost" ? [status] : []));
    expect(lost.length).toBeGreaterThan(3);
    expect(lost.length).toBeLessThan(12);
    expect(new Set(lost.map((status) => status.since)).size).toBe(1);
    it.close();
  });

  it("hangs up on a line that has been silent for three heartbeats", async () => {
    const dead = new Line();
    asked.mockImplementationOnce((_url, init) => {
      init.signal?.addEventListener("abort", () => dead.hangUp());
      return Promise.resolve(dead.response);
    });
    asked.mockImplementation(() => new Promise(() => undefined));
    const it = stream();
    it.open();
    await vi.advanceTimersByTimeAsync(46_000);
    expect(states.at(-1)?.kind).toBe("lost");
    it.close();
  });

  it("is off when nobody wants it any more", async () => {
    asked.mockImplementation(() => new Promise(() => undefined));
    const it = stream();
    it.open();
    it.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledOnce();
    expect(states.at(-1)).toEqual({ kind: "off" });
  });
});
