/** Where the cursor is in a YAML text, by its indents: good enough for text that is half written. Pure. */

export interface YamlPlace {
  /** Keys from the top to what the cursor is in; items of a list are numbers. */
  path: (string | number)[];
  /** Whether a key is being written, or the value of the last key of the path. */
  isKey: boolean;
  /** What is written of it so far, and where that begins. */
  word: string;
  from: number;
}

const KEY = /^(\s*)((?:-\s+)*)(?:"([^"]*)"|'([^']*)'|([^\s:#][^:#]*?))\s*:(?:\s|$)/;

export function placeAt(text: string, offset: number): YamlPlace | null {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(^|\s)#/.test(before)) return null;
  const found = KEY.exec(before);
  const word = /[\w.@-]*$/.exec(before)?.[0] ?? "";
  const from = offset - word.length;
  const above = text.slice(0, lineStart).split("\n").slice(0, -1);
  if (found) {
    const indent = (found[1] ?? "").length + (found[2] ?? "").length;
    const parents = parentsOf(above, indent, before);
    return { path: [...parents, keyIn(found)], isKey: false, word, from };
  }
  const lead = /^(\s*)((?:-\s*)*)/.exec(before);
  const indent = (lead?.[1] ?? "").length + (lead?.[2] ?? "").length;
  if (before.slice(indent) !== word) return null;
  return { path: parentsOf(above, indent, before), isKey: true, word, from };
}

function keyIn(found: RegExpExecArray): string {
  return found[3] ?? found[4] ?? found[5] ?? "";
}

/** The keys above that are indented less, nearest last. */
function parentsOf(above: string[], indent: number, line: string): (string | number)[] {
  const path: (string | number)[] = [];
  let limit = indent;
  if (/^\s*-\s/.test(line)) {
    path.unshift(0);
    limit = Math.max(1, line.search(/-/) + 1);
  }
  for (let at = above.length - 1; at >= 0 && limit > 0; at -= 1) {
    const each = above[at] ?? "";
    if (each.trim() === "" || each.trimStart().startsWith("#")) continue;
    const own = each.length - each.trimStart().length;
    const dashes = /^\s*((?:-\s+)*)/.exec(each)?.[1]?.length ?? 0;
    const found = KEY.exec(each);
    if (dashes > 0 && own < limit && own + dashes <= limit && path[0] !== 0) {
      if (found && own + dashes < limit) path.unshift(keyIn(found));
      path.unshift(0);
      limit = own + 1;
      continue;
    }
    if (own < limit && found && dashes === 0) {
      path.unshift(keyIn(found));
      limit = own;
    }
  }
  return path;
}

/** Keys that stand beside the cursor already, at its indent and under the same parent. */
export function siblingsAt(text: string, offset: number): string[] {
  const lines = text.split("\n");
  const at = text.slice(0, offset).split("\n").length - 1;
  const indent = /^\s*(?:-\s+)*/.exec(lines[at] ?? "")?.[0].length ?? 0;
  const names: string[] = [];
  for (const step of [-1, 1]) {
    for (let line = at + step; line >= 0 && line < lines.length; line += step) {
      const each = lines[line] ?? "";
      if (each.trim() === "" || each.trimStart().startsWith("#")) continue;
      const own = /^\s*(?:-\s+)*/.exec(each)?.[0].length ?? 0;
      if (own < indent) break;
      const found = own === indent ? KEY.exec(each) : null;
      if (found) names.push(keyIn(found));
    }
  }
  return names;
}
