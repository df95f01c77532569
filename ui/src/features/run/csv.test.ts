import { describe, expect, it } from "vitest";

import { tableOf, toCsv } from "./csv";

describe("an output as CSV", () => {
  it("takes a list of objects with the columns of all of them", () => {
    expect(
      tableOf([
        { day: "1", n: 1 },
        { n: 2, note: null },
      ]),
    ).toEqual({
      columns: ["day", "n", "note"],
      rows: [
        ["1", 1, null],
        [null, 2, null],
      ],
    });
  });

  it("takes nothing else", () => {
    for (const value of [[], [1, 2], [{ a: 1 }, 2], [[1]], [null], { a: 1 }, "a", null, [{}]])
      expect(tableOf(value)).toBeNull();
  });

  it("quotes what would not come back as it was, and tells an empty text from null", () => {
    const rows = [['say "a,b"', "two\nlines", " x", "", null, true, 1.5, { a: [1] }]];
    expect(toCsv({ columns: ["a,b", "c", "d", "e", "f", "g", "h", "i"], rows })).toBe(
      '"a,b",c,d,e,f,g,h,i\r\n"say ""a,b""","two\nlines"," x","",,true,1.5,"{""a"":[1]}"\r\n',
    );
  });
});
