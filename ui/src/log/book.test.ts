import { describe, expect, it } from "vitest";
import { CHUNK_LINES, LogBook, type LogLine } from "./book";

const lines = (from: number, count: number): LogLine[] =>
  Array.from({ length: count }, (_, i) => ({
    n: from + i,
    time: null,
    stream: "out",
    level: "",
    text: `line ${from + i}`,
  }));

describe("a log book", () => {
  it("asks for the whole chunks that a view touches, and only for those it lacks", () => {
    const book = new LogBook();
    book.put(lines(1, CHUNK_LINES), 1_000_000);
    expect(book.missing(1, 40)).toEqual([]);
    expect(book.missing(490, 530)).toEqual([{ from: 501, count: CHUNK_LINES }]);
    expect(book.missing(999_990, 1_000_100)).toEqual([{ from: 999_501, count: CHUNK_LINES }]);
  });

  it("takes lines that arrive live and knows a short last chunk as whole", () => {
    const book = new LogBook();
    book.put(lines(1, 3), 3);
    book.put(lines(4, 2));
    expect(book.total).toBe(5);
    expect(book.missing(1, 5)).toEqual([]);
    expect(book.line(5)?.text).toBe("line 5");
  });

  it("asks again for what a lost stream left out", () => {
    const book = new LogBook();
    book.put(lines(1, 10), 10);
    book.put(lines(21, 1));
    expect(book.missing(1, 21)).toEqual([{ from: 1, count: CHUNK_LINES }]);
    expect(book.held(9, 22).map((line) => line.n)).toEqual([9, 10, 21]);
  });

  it("holds a bounded part of a million lines, and what was looked at last", () => {
    const book = new LogBook();
    for (let from = 1; from <= 200_000; from += CHUNK_LINES) book.put(lines(from, CHUNK_LINES), 1_000_000);
    expect(book.line(1)).toBeUndefined();
    expect(book.line(200_000)).toBeDefined();
  });
});
