/** What was added last, kept in this browser. */

const KEY = "seaway-palette-recent";
const MOST = 5;

export function recentIds(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.map(String).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** The newest first, each once. */
export function withRecent(ids: readonly string[], id: string): string[] {
  return [id, ...ids.filter((each) => each !== id)].slice(0, MOST);
}

export function keepRecent(id: string): string[] {
  const ids = withRecent(recentIds(), id);
  localStorage.setItem(KEY, JSON.stringify(ids));
  return ids;
}
