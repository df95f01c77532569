import { expect, it } from "vitest";

import { search } from "./search";

const entry = (
  title: string,
  group = "Go to",
  detail = "",
): { id: string; title: string; group: string; detail: string } => ({
  id: title,
  title,
  group,
  detail,
});

it("puts what begins with the query before what only holds it", () => {
  const found = search([entry("crm-daily"), entry("daily-finance"), entry("holidaily")], "daily");
  expect(found.map((one) => one.title)).toEqual(["daily-finance", "crm-daily", "holidaily"]);
});

it("wants every word, in any order, in title or detail", () => {
  const found = search(
    [entry("Rerun", "Actions", "daily-finance, from report"), entry("Rerun", "Actions", "crm")],
    "dai rerun",
  );
  expect(found).toHaveLength(1);
});

it("finds letters in order, but only from three on", () => {
  expect(search([entry("daily-finance")], "dlyfin")).toHaveLength(1);
  expect(search([entry("daily-finance")], "df")).toHaveLength(0);
});

it("keeps actions before places", () => {
  const found = search([entry("Run it", "Actions"), entry("Runs", "Go to")], "run");
  expect(found.map((one) => one.group)).toEqual(["Actions", "Go to"]);
});
