import { expect, test } from "vitest";

import type { BlueprintSummary } from "@/api/types";
import { paletteGroups, searchPalette } from "@/features/builder/palette";

function blueprint(name: string, title: string, category: string): BlueprintSummary {
  return {
    name,
    title,
    category,
    version: 1,
    icon: "",
    description: "",
    waits: false,
    is_sensor: false,
    is_of_project: false,
    connection_types: [],
    inputs: [],
    used_in: [],
    variant_of: "",
  };
}

const groups = paletteGroups(
  [
    blueprint("storage.wait_for", "Wait for files", "Storage"),
    blueprint("duckdb.query", "Query DuckDB", "Databases"),
    blueprint("storage.delete", "Delete files", "Storage"),
  ],
  [
    { path: "scripts/report.py", language: "python" },
    { path: "sql/view.sql", language: "sql" },
  ],
);

test("logic comes first, then blueprints by category, then the project's scripts", () => {
  expect(groups.map((group) => group.title)).toEqual(["Logic", "Databases", "Storage", "Scripts"]);
  expect(groups[2]?.items.map((item) => item.title)).toEqual(["Delete files", "Wait for files"]);
});

test("a blueprint is found by its title, its name and the beginnings of words", () => {
  const found = (search: string) =>
    searchPalette(groups, search).flatMap((group) => group.items.map((item) => item.id));
  expect(found("wait")).toContain("uses:storage.wait_for");
  expect(found("duckdb")).toEqual(["uses:duckdb.query"]);
  expect(found("file del")).toEqual(["uses:storage.delete"]);
  expect(found("nothing like it")).toEqual([]);
  expect(searchPalette(groups, " ").map((group) => group.items)).toEqual(groups.map((group) => group.items));
});

test("a script becomes a task that runs it", () => {
  expect(groups[3]?.items[0]?.make()).toEqual({ wanted: "report", task: { run: "python scripts/report.py" } });
});

test("a blueprint begins with the inputs it needs", () => {
  const [, first] = paletteGroups([blueprint("storage.delete", "Delete", "Storage")], [], () => ({
    connection: "",
    paths: [],
  }));
  expect(first?.items[0]?.make()).toEqual({
    wanted: "delete",
    task: { uses: "storage.delete", with: { connection: "", paths: [] } },
  });
});

test("a verb under the name of one system is found by who looks for it, and makes the list no longer", () => {
  const all = paletteGroups(
    [
      blueprint("storage.download", "Download files", "Storage"),
      { ...blueprint("s3.download", "Amazon S3: Download files", "Storage"), variant_of: "storage.download" },
    ],
    [],
    (one) => ({ connection: one.variant_of }),
  );
  const idsOf = (search: string) =>
    searchPalette(all, search)
      .filter((group) => group.title === "Storage")
      .flatMap((group) => group.items.map((item) => item.id));
  expect(idsOf("")).toEqual(["uses:storage.download"]);
  expect(idsOf("amazon download")).toEqual(["uses:s3.download"]);
  expect(idsOf("s3")).toEqual(["uses:s3.download"]);
  expect(idsOf("download")).toEqual(["uses:storage.download", "uses:s3.download"]);
  expect(all[1]?.items[0]?.make().task).toEqual({ uses: "s3.download", with: { connection: "storage.download" } });
});
