import { describe, expect, it } from "vitest";

import type { InputField } from "@/api/types";

import { acceptOf, mostBytes, refuseFile, sayTakes, sentName } from "./files";

const takes = (accept: string[], max_bytes: number | null = null): InputField =>
  ({ name: "export", type: "file", accept, max_bytes }) as unknown as InputField;

describe("files for a run", () => {
  it("are called by the name in their reference; a path is no reference", () => {
    expect(sentName(`upload:${"0".repeat(64)}/März 2026.csv`)).toBe("März 2026.csv");
    expect(sentName("data/upload.csv")).toBeNull();
  });

  it("are refused by their ending before they are sent, whatever its case", () => {
    expect(refuseFile({ name: "a.PDF", size: 1 }, takes(["*.csv", ".tsv"]), null)).toBe(
      "a.PDF is of another kind. It takes *.csv or .tsv.",
    );
    expect(refuseFile({ name: "a.CSV", size: 1 }, takes(["*.csv"]), null)).toBeNull();
  });

  it("are refused by their size, at the smaller of both limits", () => {
    const field = takes([], 2_000_000);
    expect(refuseFile({ name: "a.csv", size: 3_000_000 }, field, mostBytes(field, 9_000_000))).toBe(
      "a.csv has 3 MB, and a file may have 2 MB at most.",
    );
    expect(refuseFile({ name: "a.csv", size: 2_000_000 }, field, mostBytes(field, undefined))).toBeNull();
    expect(mostBytes(takes([]), undefined)).toBeNull();
  });

  it("are offered by the browser's dialog only where it understands the patterns", () => {
    expect(acceptOf(takes(["*.csv", ".tsv"]))).toBe(".csv,.tsv");
    expect(acceptOf(takes(["*.csv", "export-*"]))).toBeUndefined();
    expect(acceptOf(takes([]))).toBeUndefined();
    expect(sayTakes(takes(["*.csv"]), 1_000_000)).toBe("*.csv, at most 1 MB");
  });
});
