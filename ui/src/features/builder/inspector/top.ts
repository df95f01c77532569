/** The keys of the workflow beside its tasks, as its form reads and writes them. */
export interface PartProps {
  top: Record<string, unknown>;
  set: (path: (string | number)[], value: unknown) => void;
}

export function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
