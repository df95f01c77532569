import { describe, expect, it } from "vitest";
import { Folded } from "./folds";

describe("folded lines", () => {
  const folded = new Folded(44, [{ from: 1, to: 34, label: "environment" }]);

  it("stand in one row", () => {
    expect(folded.rows).toBe(11);
    expect(folded.at(0)).toEqual({ kind: "fold", fold: { from: 1, to: 34, label: "environment" } });
    expect(folded.at(1)).toEqual({ kind: "line", n: 35 });
    expect(folded.at(10)).toEqual({ kind: "line", n: 44 });
  });

  it("give each line its row and each row its line", () => {
    const two = new Folded(100, [
      { from: 3, to: 10, label: "" },
      { from: 50, to: 60, label: "" },
    ]);
    for (let row = 0; row < two.rows; row++) {
      const content = two.at(row);
      expect(two.rowOf(content.kind === "line" ? content.n : content.fold.from)).toBe(row);
    }
    expect(two.rowOf(55)).toBe(two.rowOf(50));
  });
});
