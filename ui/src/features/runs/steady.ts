/** Rows that come in at the top wait until they may be shown, so that no row moves under the pointer. */

export interface Steady<T> {
  shown: T[];
  /** How many wait above. */
  waiting: number;
}

/** `first` is the key of the row that stood at the top when the list was last taken as it is. */
export function steadyTop<T>(rows: readonly T[], keyOf: (row: T) => string, first: string | null): Steady<T> {
  if (first === null) return { shown: [...rows], waiting: 0 };
  const at = rows.findIndex((row) => keyOf(row) === first);
  return at <= 0 ? { shown: [...rows], waiting: 0 } : { shown: rows.slice(at), waiting: at };
}

/** A range of rows by Shift: everything between the two, both ends too. */
export function rangeBetween(keys: readonly string[], one: string, other: string): string[] {
  const a = keys.indexOf(one);
  const b = keys.indexOf(other);
  if (a < 0 || b < 0) return b < 0 ? [] : [other];
  return keys.slice(Math.min(a, b), Math.max(a, b) + 1);
}
