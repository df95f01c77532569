import { expect, test } from "vitest";

import type { InputField } from "@/api/types";
import { readRerun } from "./rerunInputs";

const field = (name: string, type: string, extra: object = {}) =>
  ({ name, type, required: false, default: null, options: [], accept: [], ...extra }) as unknown as InputField;
const fields = [field("rows", "integer"), field("day", "date", { default: "2026-01-01" })];

test("the form of a rerun begins with what the run had", () => {
  const read = readRerun(fields, { rows: 7, day: "2026-03-12" }, {});
  expect(read).toMatchObject({ isChanged: false, draft: { rows: "7", day: "2026-03-12" } });
});

test("what is typed is sent with its type, and kept back while it is wrong", () => {
  expect(readRerun(fields, { rows: 7 }, { rows: "8" })).toMatchObject({ isChanged: true, values: { rows: 8 } });
  expect(readRerun(fields, { rows: 7 }, { rows: "many" }).values).toBeNull();
});
