import { describe, expect, it } from "vitest";
import type { LogLine } from "./book";
import { markErrors, step } from "./errors";

const log = (text: string, stream = "err"): LogLine[] =>
  text.split("\n").map((line, i) => ({ n: i + 1, time: null, stream, level: "", text: line }));

describe("error blocks", () => {
  it("reach from the word Traceback to the error itself", () => {
    const marks = markErrors(
      log(
        'pivot rows\nTraceback (most recent call last):\n  File "report.py", line 61\n    view = pivot()\nTypeError: no such argument\nbye',
      ),
    );
    expect([...marks]).toEqual([
      [2, "head"],
      [3, "body"],
      [4, "body"],
      [5, "head"],
    ]);
  });

  it("go on over an exception raised while another was handled", () => {
    const marks = markErrors(
      log(
        'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 2\nValueError: x\ndone',
      ),
    );
    expect(marks.get(3)).toBe("head");
    expect(marks.get(5)).toBe("body");
    expect(marks.get(9)).toBe("head");
    expect(marks.has(10)).toBe(false);
  });

  it("know warnings and levels, and leave plain words alone", () => {
    const marks = markErrors(log("2026-03-12 ERROR no table\nPerformanceWarning: slow\n0 errors found, no error"));
    expect([...marks]).toEqual([
      [1, "head"],
      [2, "warn"],
    ]);
  });
});

describe("stepping", () => {
  it("goes to the next and the previous, and round at the ends", () => {
    expect(step([3, 9, 40], 9, 1)).toBe(40);
    expect(step([3, 9, 40], 40, 1)).toBe(3);
    expect(step([3, 9, 40], 9, -1)).toBe(3);
    expect(step([3, 9, 40], 3, -1)).toBe(40);
    expect(step([3, 9, 40], null, 1)).toBe(3);
    expect(step([], 1, 1)).toBeNull();
  });
});
