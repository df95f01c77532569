import { describe, expect, it } from "vitest";
import { parseAnsi } from "./ansi";
import { highlight, hitsIn } from "./matches";

describe("hits in a line", () => {
  it("are found without regard to case, and do not overlap", () => {
    expect(hitsIn("Error: an error in errors", "error")).toEqual([0, 10, 19]);
    expect(hitsIn("aaaa", "aa")).toEqual([0, 2]);
    expect(hitsIn("anything", "")).toEqual([]);
  });

  it("keep the colours of a hit that reaches over two of them", () => {
    const pieces = highlight(parseAnsi("\u001b[31mTypeE\u001b[32mrror\u001b[0m: x"), "error");
    expect(pieces.map((piece) => [piece.text, piece.style.fg, piece.isHit])).toEqual([
      ["Type", "red", false],
      ["E", "red", true],
      ["rror", "green", true],
      [": x", null, false],
    ]);
  });
});
