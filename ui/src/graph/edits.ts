/** Minimal edits of a text: character offsets in the text before, as the server and the editor say them. */

export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Apply edits that do not overlap, all in offsets of `text`. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** The one edit between two texts: what stands between their common beginning and end. */
export function editBetween(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < limit - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return [{ start, end: before.length - tail, text: after.slice(start, after.length - tail) }];
}
