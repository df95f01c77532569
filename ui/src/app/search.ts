/** One line of the palette. */
export interface Entry {
  id: string;
  group: string;
  title: string;
  /** What it will do, or what it is; searched too, but counts less. */
  detail?: string;
  words?: string;
}

/** How well an entry answers a query: 0 is not at all. Each word has to be found somewhere. */
export function score(entry: Entry, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const title = entry.title.toLowerCase();
  const rest = `${entry.detail ?? ""} ${entry.words ?? ""}`.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const found = place(title, word);
    if (found > 0) sum += found;
    else if (rest.includes(word)) sum += 1;
    else return 0;
  }
  return sum / words.length + 1 / (title.length + 1);
}

function place(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return 6;
  if (at > 0) return /[^a-z0-9]/.test(text[at - 1] ?? "") ? 4 : 2;
  return isScattered(text, word) ? 0.5 : 0;
}

/** "dlyfin" finds "daily-finance": all letters in order. */
function isScattered(text: string, word: string): boolean {
  if (word.length < 3) return false;
  let from = 0;
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** The best entries, groups in the order in which they were given, best first within a group. */
export function search<T extends Entry>(entries: T[], query: string, most = 40): T[] {
  const groups = [...new Set(entries.map((entry) => entry.group))];
  const found = entries
    .map((entry, index) => ({ entry, index, points: score(entry, query) }))
    .filter((one) => one.points > 0)
    .sort(
      (a, b) =>
        groups.indexOf(a.entry.group) - groups.indexOf(b.entry.group) || b.points - a.points || a.index - b.index,
    );
  return found.slice(0, most).map((one) => one.entry);
}
