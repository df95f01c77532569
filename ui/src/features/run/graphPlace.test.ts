import { describe, expect, it } from "vitest";

import { toModel } from "@/graph/model";
import type { GraphTask, SourceGraph } from "@/graph/source";
import { around, besideMain } from "./graphPlace";

const task = (id: string, needs: string[] = [], section: GraphTask["section"] = "tasks"): GraphTask => ({
  id,
  path: id,
  parent: null,
  section,
  kind: "run",
  needs: needs.map((need) => ({ task: need, condition: "success" })),
});
const chain = (length: number): SourceGraph => ({
  tasks: Array.from({ length }, (_, i) => task(`t${i}`, i > 0 ? [`t${i - 1}`] : [])),
  on_failure: [],
  finally: [],
});

describe("the part of a graph that is shown", () => {
  it("is the whole while that can be read", () => {
    expect(around(toModel(chain(40)), "t3").isPart).toBe(false);
  });

  it("is what surrounds the chosen task of a huge one", () => {
    const part = around(toModel(chain(5000)), "t2000");
    expect(part.isPart).toBe(true);
    expect(part.model.nodes.map((node) => node.key)).toContain("t1999");
    expect(part.model.nodes.length).toBeLessThanOrEqual(61);
  });
});

describe("sections", () => {
  it("stand at the right of a graph that is wider than high", () => {
    const graph = { ...chain(4), on_failure: [task("tell", [], "on_failure")] };
    const places = besideMain(toModel(graph));
    expect(places["on_failure:tell"]?.x).toBeGreaterThan(3 * 176);
  });

  it("stay below where that would make it too wide", () => {
    expect(
      besideMain(toModel({ ...chain(1), on_failure: [task("a", [], "on_failure"), task("b", ["a"], "on_failure")] })),
    ).toEqual({});
  });
});
