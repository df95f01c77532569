import { describe, expect, test } from "vitest";

import { aTask } from "./factories";
import { blueprintIcon, joinPill, lookOf, spokenName } from "./style";

describe("the look of a task", () => {
  test("a script says its language", () => {
    expect(lookOf(aTask("report", { language: "python" })).second).toBe("script, python");
  });

  test("a foreach has sheets behind it and counts its items", () => {
    const look = lookOf(aTask("consolidate", { foreach: { items: ["a", "b", "c"] }, checks_count: 3 }));
    expect(look.shape).toBe("foreach");
    expect(look.footer.map((each) => each.text)).toEqual(["3 items", "3 checks"]);
  });

  test("a matrix counts its combinations, an expression is shown bare", () => {
    const matrix = { is_matrix: true, items: { day: [1, 2], region: ["eu", "us", "jp"] } };
    expect(lookOf(aTask("a", { foreach: matrix })).footer[0]?.text).toBe("6 items");
    expect(lookOf(aTask("a", { foreach: { items: "{{ inputs.days }}" } })).footer[0]?.text).toBe("each of inputs.days");
  });

  test("a switch shows its first case", () => {
    const data = { switch: { cases: { big: "{{ inputs.rows > 1000 }}" }, default: "small" } };
    const look = lookOf(aTask("size", { kind: "switch", switch_labels: ["big", "small"], data }));
    expect(look.second).toBe("switch, 2 ways");
    expect(look.footer[0]?.text).toBe("big when inputs.rows > 1000");
  });

  test("an approval says who and until when", () => {
    const data = { approval: { approvers: ["treasury"], expires: "8h" } };
    const look = lookOf(aTask("release", { kind: "approval", data }));
    expect(look.second).toBe("approval, treasury");
    expect(look.footer[0]?.text).toBe("expires after 8 h");
  });

  test("a task that is off says so", () => {
    expect(lookOf(aTask("old", { disabled: true }))).toMatchObject({ isDisabled: true, second: "off in this draft" });
  });

  test("only a join other than all has a pill, a number says of how many", () => {
    expect(joinPill(aTask("a", { join: "all" }))).toBe("");
    expect(joinPill(aTask("a", { join: "any" }))).toBe("any");
    expect(joinPill(aTask("a", { join: 2, after: ["x", "y", "z"] }))).toBe("2 of 3");
  });

  test("a sensor has an hourglass, others what they do", () => {
    expect(blueprintIcon({ name: "storage.wait_for", is_sensor: true })).toBe("hourglass");
    expect(blueprintIcon({ name: "storage.delete", category: "Storage" })).toBe("trash");
    expect(blueprintIcon({ name: "own.thing", category: "Mine" })).toBe("blueprints");
  });

  test("is spoken in one sentence", () => {
    expect(spokenName(aTask("load", { after: ["extract"] }), 1)).toBe("load, script, bash, needs extract, 1 problem");
  });
});
