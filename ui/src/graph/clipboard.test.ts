import { describe, expect, test } from "vitest";

import { copyTasks, documentOf, pasteTasks } from "./clipboard";
import { aGraph, aTask } from "./factories";

const FILE = `seaway: 1
tasks:
  extract:
    run: echo a   # why
  load:
    needs: extract
    run: |
      echo b

      echo c
`;

describe("copying", () => {
  test("takes the lines as they stand, without the indent they share", () => {
    const load = aTask("load", { line: 5, end_line: 10 });
    const extract = aTask("extract", { line: 3, end_line: 4 });
    expect(copyTasks(FILE, [load, extract])).toBe(
      "extract:\n  run: echo a   # why\nload:\n  needs: extract\n  run: |\n    echo b\n\n    echo c\n",
    );
  });
});

describe("pasting", () => {
  test("reads bare tasks and whole files, and nothing from prose", () => {
    expect(documentOf("load:\n  run: echo b\n")).toBe("seaway: 1\ntasks:\n  load:\n    run: echo b\n");
    expect(documentOf(FILE)).toBe(FILE);
    expect(documentOf("Hello there.")).toBe("");
  });

  const graph = aGraph(
    aTask("extract", { data: { run: "echo a", needs: "elsewhere" } }),
    aTask("load", {
      data: { needs: { extract: "failed", gone: "success" }, run: "echo {{ tasks.extract.outputs.rows }}" },
    }),
  );

  test("gives free names and moves the edges and expressions among the pasted along", () => {
    const pasted = pasteTasks(graph, { section: "tasks", parent: null, taken: new Set(["extract"]) });
    expect(pasted.ids).toEqual(["extract_2", "load"]);
    expect(pasted.operations[1]).toEqual({
      op: "add_task",
      id: "load",
      section: "tasks",
      task: { needs: { extract_2: "failed" }, run: "echo {{ tasks.extract_2.outputs.rows }}" },
    });
  });

  test("leaves edges to tasks behind that did not come along", () => {
    const [extract] = pasteTasks(graph, { section: "tasks", parent: "each", taken: new Set() }).operations;
    expect(extract).toEqual({
      op: "add_task",
      id: "extract",
      section: "tasks",
      parent: "each",
      task: { run: "echo a" },
    });
  });
});
