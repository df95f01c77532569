/** Which rows stand for which lines when ranges of lines are folded away. */

export interface Fold {
  from: number;
  to: number;
  label: string;
}

export type RowContent = { kind: "line"; n: number } | { kind: "fold"; fold: Fold };

/** Folds do not overlap and are sorted by their first line; each stands in one row. */
export class Folded {
  constructor(
    readonly total: number,
    readonly folds: readonly Fold[],
  ) {}

  get rows(): number {
    return this.total - this.folds.reduce((sum, fold) => sum + fold.to - fold.from, 0);
  }

  at(row: number): RowContent {
    let n = row + 1;
    for (const fold of this.folds) {
      if (n < fold.from) break;
      if (n === fold.from) return { kind: "fold", fold };
      n += fold.to - fold.from;
    }
    return { kind: "line", n };
  }

  /** The row of a line; a folded line is where its fold is. */
  rowOf(n: number): number {
    let row = n - 1;
    for (const fold of this.folds) {
      if (n < fold.from) break;
      row -= Math.min(n, fold.to) - fold.from;
    }
    return row;
  }
}
