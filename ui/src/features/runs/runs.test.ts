import { describe, expect, it } from "vitest";

import { isFiltered, readFilters, toQuery, writeFilters } from "./filters";
import { sayLate, standingOf } from "./standing";
import { rangeBetween, steadyTop } from "./steady";

const key = (row: string) => row;

it("says of a run that waits for a person that it does", () => {
  const run = { state: "running", failed_task: null, waits_for: "release" } as const;
  expect(standingOf(run)).toBe("Waiting for approval");
  expect(standingOf({ ...run, waits_for: null })).toBe("Running");
  expect(standingOf({ ...run, state: "failed", failed_task: "report" })).toBe("Failed at report");
});

it("says what missed its deadline, the run itself first", () => {
  expect(sayLate([])).toBeNull();
  expect(sayLate(["load"])).toBe("load missed its deadline");
  expect(sayLate(["", "load"])).toBe("The run, load missed their deadline");
});

describe("filters", () => {
  it("survive the address, and nonsense in it", () => {
    const said = { state: "failed", workflow: "daily", from: "2026-03-11", to: "2026-31-99", q: "timeout" };
    const filters = readFilters(said);
    expect(filters).toMatchObject({
      view: "failed",
      workflow: "daily",
      from: "2026-03-11",
      to: null,
      search: "timeout",
    });
    expect(readFilters(writeFilters(filters))).toEqual(filters);
    expect(isFiltered(readFilters({}))).toBe(false);
  });

  it("ask for whole days and all states of a view", () => {
    expect(toQuery(readFilters({ state: "live", to: "2026-03-31" }))).toMatchObject({
      state: ["queued", "running", "paused", "cancelling"],
      to: "2026-04-01T00:00:00Z",
    });
  });
});

describe("a steady top", () => {
  it("holds new rows back until they are asked for", () => {
    expect(steadyTop(["new", "b", "a"], key, "b")).toEqual({ shown: ["b", "a"], waiting: 1 });
    expect(steadyTop(["b", "a"], key, null)).toEqual({ shown: ["b", "a"], waiting: 0 });
  });

  it("takes the list as it is where the top row is gone", () => {
    expect(steadyTop(["b", "a"], key, "x")).toEqual({ shown: ["b", "a"], waiting: 0 });
  });

  it("ranges over what lies between, either way", () => {
    expect(rangeBetween(["a", "b", "c", "d"], "c", "a")).toEqual(["a", "b", "c"]);
    expect(rangeBetween(["a", "b"], "gone", "b")).toEqual(["b"]);
  });
});
