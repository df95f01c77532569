import { expect, test } from "vitest";

import type { BlueprintSummary } from "@/api/types";
import { ownId, paletteGroups, searchPalette, withRecentGroup } from "@/features/builder/palette";
import { withRecent } from "@/features/builder/recent";

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
    blueprint("duckdb.query", "Query DuckDB", "SQL"),
    blueprint("storage.delete", "Delete files", "Storage"),
  ],
  [
    { path: "scripts/report.py", language: "python" },
    { path: "sql/view.sql", language: "sql" },
  ],
);

test("logic comes first, then blueprints by category, then the project's scripts", () => {
  expect(groups.map((group) => group.title)).toEqual(["Logic", "SQL", "Storage", "Scripts"]);
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

const s3 = { ...blueprint("s3.download", "Amazon S3: Download files", "Storage"), variant_of: "storage.download" };
const bigquery = [
  { ...blueprint("bigquery.query", "BigQuery: Query a database", "SQL"), variant_of: "sql.query" },
  blueprint("bigquery.copy_table", "Copy a table in BigQuery", "Warehouses"),
];
const all = paletteGroups(
  [blueprint("storage.download", "Download files", "Storage"), s3, ...bigquery],
  [{ path: "scripts/report.py", language: "python" }],
  (one) => ({ connection: one.variant_of }),
);
const idsOf = (search: string) => searchPalette(all, search).flatMap((group) => group.items.map((item) => item.id));

test("families stand on top, then each system with all that it can do", () => {
  expect(all.map((group) => [group.title, group.isSystem ?? false, group.items.length])).toEqual([
    ["Logic", false, 6],
    ["Storage", false, 1],
    ["Scripts", false, 1],
    ["Amazon S3", true, 1],
    ["BigQuery", true, 2],
  ]);
});

test("a verb is found by its system, by its family and by other words for them", () => {
  expect(idsOf("amazon download")).toEqual(["uses:s3.download"]);
  expect(idsOf("aws")).toEqual(["uses:s3.download"]);
  expect(idsOf("bucket")).toEqual(["uses:storage.download", "uses:s3.download"]);
  expect(idsOf("ftp")).toEqual(["uses:storage.download"]);
  expect(idsOf("download")).toEqual(["uses:storage.download", "uses:s3.download"]);
  expect(all[3]?.items[0]?.make().task).toEqual({ uses: "s3.download", with: { connection: "storage.download" } });
});

test("excel leads to the verbs of files", () => {
  const files = paletteGroups([blueprint("files.convert", "Convert files", "Files")], []);
  expect(searchPalette(files, "excel")[0]?.items[0]?.id).toBe("uses:files.convert");
});

test("what was added last stands first, and comes once where somebody looks for it", () => {
  const recent = withRecentGroup(all, ["uses:s3.download", "uses:gone", "run"]);
  expect(recent[0]?.title).toBe("Recent");
  expect(recent[0]?.items.map((item) => ownId(item.id))).toEqual(["uses:s3.download", "run"]);
  expect(searchPalette(recent, "amazon").flatMap((group) => group.items.map((item) => item.id))).toEqual([
    "uses:s3.download",
  ]);
  expect(withRecentGroup(all, [])).toEqual(all);
  expect(withRecent(["a", "b", "c", "d", "e"], "c")).toEqual(["c", "a", "b", "d", "e"]);
  expect(withRecent(["a", "b", "c", "d", "e"], "f")).toEqual(["f", "a", "b", "c", "d"]);
});
