import { describe, expect, it } from "vitest";
import { criticalPath } from "./critical";
import type { TimelineTask } from "./tasks";

const ended = (key: string, second: number): TimelineTask => ({
  task: key,
  path: key.replace(/\[[^\]]*\]/g, ""),
  parent: null,
  item_index: null,
  item_key: null,
  state: "success",
  reason: null,
  attempt: 1,
  queued_at: null,
  started_at: new Date(0).toISOString(),
  ended_at: new Date(second * 1000).toISOString(),
  item_count: null,
  items: null,
});
const needs = (path: string, ...upstreams: string[]) => ({ path, needs: upstreams.map((task) => ({ task })) });

describe("the critical path", () => {
  it("goes back over the upstream that ended last", () => {
    const tasks = [ended("a", 1), ended("slow", 9), ended("quick", 2), ended("end", 10)];
    const graph = [needs("a"), needs("slow", "a"), needs("quick", "a"), needs("end", "slow", "quick")];
    expect([...criticalPath(tasks, graph)]).toEqual(["end", "slow", "a"]);
  });

  it("is empty where nothing ran", () => {
    expect(criticalPath([], [needs("a")]).size).toBe(0);
  });
});
