import { expect, test } from "vitest";

import { freeName, nameProblem, toId } from "./names";

test("a name that is taken gets a number, and a numbered one the next", () => {
  expect(freeName("load", new Set(["load", "load_2"]))).toBe("load_3");
  expect(freeName("load_2", new Set(["load_2", "load_3"]))).toBe("load_4");
  expect(freeName("report", new Set(["load"]))).toBe("report");
});

test("words become an id", () => {
  expect(toId("Download from Amazon S3")).toBe("download_from_amazon_s3");
  expect(toId("3 ways")).toBe("t_3_ways");
  expect(toId("Überweisung")).toBe("uberweisung");
  expect(toId("!!!")).toBe("task");
});

test("a bad name is told what is right", () => {
  expect(nameProblem("Load", new Set())).toContain("Lower-case");
  expect(nameProblem("load", new Set(["load"]))).toContain("already");
  expect(nameProblem("load", new Set())).toBe("");
});
