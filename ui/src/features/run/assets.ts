/** What a run read and wrote, one line for what a task did with an asset however many items of it did. Pure. */

import type { Materialization } from "./types";

export interface AssetSum {
  asset: string;
  kind: Materialization["kind"];
  /** The task without the items. */
  path: string;
  times: number;
  /** null where nobody said. */
  rows: number | null;
  size_bytes: number | null;
  /** The latest. */
  at: string;
  columns: string[];
}

export function sumAssets(told: readonly Materialization[]): AssetSum[] {
  const sums = new Map<string, AssetSum>();
  for (const one of told) {
    const key = JSON.stringify([one.kind, one.asset, one.path]);
    const old = sums.get(key);
    const columns = Object.entries(one.columns).map(([name, type]) => `${name} ${String(type)}`);
    sums.set(key, {
      asset: one.asset,
      kind: one.kind,
      path: one.path,
      times: (old?.times ?? 0) + 1,
      rows: added(old?.rows, one.rows),
      size_bytes: added(old?.size_bytes, one.size_bytes),
      at: old && old.at > one.at ? old.at : one.at,
      columns: columns.length > 0 ? columns : (old?.columns ?? []),
    });
  }
  // What was written first: it is what a run is for.
  return [...sums.values()].sort(
    (a, b) => b.kind.localeCompare(a.kind) || a.asset.localeCompare(b.asset) || a.path.localeCompare(b.path),
  );
}

function added(sum: number | null | undefined, more: number | null): number | null {
  return more === null ? (sum ?? null) : (sum ?? 0) + more;
}
