import { describe, expect, it } from "vitest";
import type { LogLine } from "./book";
import { LogSource, type LogPage, type LogWindow } from "./source";

const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    n: from + i,
    time: null,
    stream: "out",
    level: null,
    text: `${from + i}`,
  }));

function served(total: number, asked: LogWindow[] = []) {
  return async (window: LogWindow): Promise<LogPage> => {
    asked.push(window);
    const from = window.tail ? Math.max(1, total - window.tail + 1) : (window.from_line ?? 1);
    const to = window.tail ? total : Math.min(total, from + (window.lines ?? 0) - 1);
    return { lines: lines(from, to), total_lines: total, size_bytes: total * 10, is_complete: false, error_lines: [7] };
  };
}

describe("the source of a log", () => {
  it("opens at the end and reads what comes into view once", async () => {
    const asked: LogWindow[] = [];
    const source = new LogSource(served(10_000, asked));
    await source.open();
    expect(source.book.total).toBe(10_000);
    source.need(1, 30);
    source.need(1, 40);
    await new Promise((done) => setTimeout(done));
    expect(asked).toEqual([{ tail: 500 }, { from_line: 1, lines: 500 }]);
    expect(source.book.line(7)?.text).toBe("7");
    expect(source.errorLines).toEqual([7]);
  });

  it("takes live lines and tells its readers", async () => {
    const source = new LogSource(served(3));
    await source.open();
    let told = 0;
    source.subscribe(() => (told += 1));
    source.append([{ n: 4, time: null, stream: "err", level: "error", text: "no table" }]);
    expect([source.book.total, source.errorLines, told]).toEqual([4, [4, 7], 1]);
  });

  it("stays complete when a window in the middle is read", async () => {
    const read = served(10_000);
    const source = new LogSource(async (window) => ({
      ...(await read(window)),
      is_complete: window.tail !== undefined,
    }));
    await source.open();
    source.need(1, 30);
    await new Promise((done) => setTimeout(done));
    expect([source.book.line(1)?.n, source.isComplete]).toEqual([1, true]);
  });

  it("keeps what it holds when a later read fails, and says so when the first does", async () => {
    const broken = new LogSource(async () => Promise.reject(new Error("503")));
    await broken.open();
    expect(broken.status).toBe("failed");
    let isDown = false;
    const flaky = new LogSource(async (window) => (isDown ? Promise.reject(new Error("503")) : served(600)(window)));
    await flaky.open();
    isDown = true;
    await flaky.refresh();
    expect([flaky.status, flaky.book.total]).toEqual(["ready", 600]);
  });
});
