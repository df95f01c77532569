import { expect, it } from "vitest";

import type { BlueprintSummary } from "@/api/types";

import { groupBlueprints, iconOf } from "./gallery";

const blueprint = (name: string, extra: Partial<BlueprintSummary> = {}): BlueprintSummary => ({
  name,
  version: 1,
  title: name,
  category: "Storage",
  icon: name.split(".")[0] ?? "",
  description: "",
  waits: false,
  is_sensor: false,
  connection_types: [],
  inputs: [],
  used_in: [],
  variant_of: "",
  is_of_project: false,
  ...extra,
});

it("puts the project's own first, then categories by name", () => {
  const all = [
    blueprint("web.get", { category: "Web" }),
    blueprint("ours.clean", { is_of_project: true }),
    blueprint("storage.copy"),
  ];
  expect(groupBlueprints(all, "", "").map((group) => group.category)).toEqual(["This project", "Storage", "Web"]);
});

it("searches every word in name, text and the connections it takes", () => {
  const all = [blueprint("storage.copy", { connection_types: ["s3"] }), blueprint("storage.list")];
  expect(groupBlueprints(all, "STORAGE s3", "").flatMap((group) => group.items)).toHaveLength(1);
});

it("shows what waits as an hourglass and what is unknown as a blueprint", () => {
  expect(iconOf(blueprint("storage.wait", { is_sensor: true }))).toBe("hourglass");
  expect(iconOf(blueprint("acme.do", { category: "Ours" }))).toBe("blueprints");
});

it("shows a verb under one system's name only to who looks for it", () => {
  const all = [
    blueprint("storage.copy"),
    blueprint("s3.copy", { title: "Amazon S3: Copy files", variant_of: "storage.copy" }),
  ];
  const names = (search: string) =>
    groupBlueprints(all, search, "").flatMap((group) => group.items.map((one) => one.name));
  expect(names("")).toEqual(["storage.copy"]);
  expect(names("amazon")).toEqual(["s3.copy"]);
});
