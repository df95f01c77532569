import { describe, expect, it } from "vitest";

import { sumAssets } from "./assets";
import type { Materialization } from "./types";

const told = (over: Partial<Materialization>): Materialization => ({
  asset: "warehouse/payments",
  kind: "written",
  run_id: "r",
  workflow: "daily",
  task: "load",
  path: "load",
  attempt: 1,
  at: "2026-03-12T00:00:00Z",
  rows: null,
  size_bytes: null,
  columns: {},
  extra: {},
  ...over,
});

describe("what a run read and wrote", () => {
  it("is one line for all items of a task", () => {
    const [sum, ...rest] = sumAssets([
      told({ task: "load[de]", rows: 3, at: "2026-03-12T00:00:02Z", columns: { id: "bigint" } }),
      told({ task: "load[fr]", rows: 4, size_bytes: 10, at: "2026-03-12T00:00:01Z" }),
    ]);
    expect(rest).toEqual([]);
    expect(sum).toMatchObject({ times: 2, rows: 7, size_bytes: 10, at: "2026-03-12T00:00:02Z" });
    expect(sum?.columns).toEqual(["id bigint"]);
  });

  it("tells nothing said from none, and puts what was written first", () => {
    const sums = sumAssets([
      told({ kind: "read", asset: "lake/a.csv" }),
      told({ asset: "warehouse/b", rows: 0 }),
      told({ asset: "warehouse/a", task: "other", path: "other" }),
    ]);
    expect(sums.map((one) => [one.kind, one.asset, one.rows])).toEqual([
      ["written", "warehouse/a", null],
      ["written", "warehouse/b", 0],
      ["read", "lake/a.csv", null],
    ]);
  });
});
