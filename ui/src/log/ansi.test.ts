import { describe, expect, it } from "vitest";
import { classOf, parseAnsi, plainText } from "./ansi";

const ESC = "\u001b";

describe("terminal output", () => {
  it("comes through unchanged where nothing is coloured", () => {
    expect(parseAnsi("read 49,037 rows").map((span) => span.text)).toEqual(["read 49,037 rows"]);
  });

  it("keeps colours and weight as names", () => {
    const spans = parseAnsi(`${ESC}[1;31merror${ESC}[0m: no such table`);
    expect(spans.map((span) => [span.text, classOf(span.style)])).toEqual([
      ["error", "ansi-red ansi-bold"],
      [": no such table", ""],
    ]);
  });

  it("brings 256 colours and true colour to the nearest name", () => {
    const spans = parseAnsi(`${ESC}[38;5;196ma${ESC}[38;2;10;180;120mb${ESC}[39mc`);
    expect(spans.map((span) => span.style.fg)).toEqual(["red", "green", null]);
  });

  it("drops what moves the cursor, links and bells", () => {
    expect(plainText(`${ESC}[2K${ESC}]8;;https://example.org${ESC}\\docs${ESC}]8;;${ESC}\\\u0007!`)).toBe("docs!");
  });

  it("shows the last state of a progress bar", () => {
    expect(plainText("10 %\r50 %\r100 %\r")).toBe("100 %");
  });

  it("keeps a tag as text", () => {
    expect(plainText("<script>alert(1)</script>")).toBe("<script>alert(1)</script>");
  });
});
