import { describe, expect, it } from "vitest";
import { fileTree, type FileNode } from "./fileTree";
import type { RunFile } from "./types";

const file = (task: string, path: string, size_bytes = 10, over: Partial<RunFile> = {}): RunFile => ({
  task,
  path,
  size_bytes,
  attempt: 1,
  is_kept_of_failed: false,
  ...over,
});
const draw = (nodes: readonly FileNode[], depth = 0): string[] =>
  nodes.flatMap((node) => [`${"  ".repeat(depth)}${node.name} ${node.size_bytes}`, ...draw(node.children, depth + 1)]);

describe("the tree of files", () => {
  it("stands by task, with the size of what is below", () => {
    expect(
      draw(
        fileTree([
          file("load", "a/b/x.csv"),
          file("load", "a/b/y.csv", 5),
          file("load", "z.txt"),
          file("report", "r.pdf"),
        ]),
      ),
    ).toEqual(["load 25", "  a/b 15", "    x.csv 10", "    y.csv 5", "  z.txt 10", "report 10", "  r.pdf 10"]);
  });

  it("keeps what a failed attempt left apart", () => {
    const kept = file("load", "x.csv", 1, { is_kept_of_failed: true, attempt: 2 });
    expect(fileTree([file("load", "x.csv"), kept]).map((node) => node.name)).toEqual([
      "load",
      "load (attempt 2, kept for a look)",
    ]);
  });
});
