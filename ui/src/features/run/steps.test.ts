import { expect, test } from "vitest";

import { MOST_SHOWN, countSteps, shortStep, shownSteps, type TaskStep } from "./steps";

const step = (name: string, state: TaskStep["state"], kind = ""): TaskStep => ({
  name,
  state,
  kind,
  at: "2026-01-31T12:00:00Z",
  message: "",
  duration_s: null,
  rows: null,
});

test("what went wrong is counted first", () => {
  const steps = [step("a", "success"), step("b", "failed"), step("c", "success"), step("d", "skipped")];
  expect(countSteps(steps)).toBe("1 failed, 1 skipped, 2 success");
});

test("a few stay in their order; of many those that need a look come first", () => {
  const few = [step("a", "success"), step("b", "failed")];
  expect(shownSteps(few).map((one) => one.name)).toEqual(["a", "b"]);
  const many = Array.from({ length: MOST_SHOWN + 20 }, (_, at) => step(`s${at}`, "success"));
  const shown = shownSteps([...many, step("bad", "failed")]);
  expect(shown).toHaveLength(MOST_SHOWN);
  expect(shown[0]?.name).toBe("bad");
});

test("a name loses its kind and package, and nothing else", () => {
  expect(shortStep(step("model.shop.revenue", "success", "model"))).toBe("revenue");
  expect(shortStep(step("test.shop.unique.a1", "success", "test"))).toBe("unique.a1");
  expect(shortStep(step("shop.revenue", "success", "model"))).toBe("shop.revenue");
});
