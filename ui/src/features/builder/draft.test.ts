// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ApiProblem } from "@/api/client";
import { CHECK_AFTER_MS, Draft, toContent, type DraftServer } from "@/features/builder/draft";
import type { Checked, Edited } from "@/features/builder/server";
import type { Command } from "@/graph/commands";
import { aGraph, aTask } from "@/graph/factories";
import { editBetween } from "@/graph/edits";

/** A server for files of one name a line: `add_task` appends a line, a line with a blank is a problem. */
class LineServer implements DraftServer {
  edited: string[] = [];
  hold: Promise<void> = Promise.resolve();

  check = async (text: string): Promise<Checked> => {
    const names = text.includes("[") ? [] : text.split("\n").filter(Boolean);
    const wrong = names.filter((name) => name.includes(" "));
    return {
      graph: aGraph(...names.map((name) => aTask(name))),
      problems: wrong.map((name) => ({ message: `${name} is no name.` }) as Checked["problems"][number]),
      inputs: [],
      revision_hash: null,
      semantic_hash: text.includes("[") ? null : text,
      spans: [],
      top: {},
    };
  };

  edit: DraftServer["edit"] = async (text, operations): Promise<Edited> => {
    this.edited.push(text);
    await this.hold;
    const added = operations.flatMap((each) => (each.op === "add_task" ? [each.id] : []));
    if (added.includes("bad")) throw refused("`bad` is reserved.");
    const after = text + added.map((id) => `${id}\n`).join("");
    return { ...(await this.check(after)), text: after, edits: editBetween(text, after) };
  };
}

function refused(message: string): ApiProblem {
  return new ApiProblem({
    title: "",
    status: 422,
    code: "edit",
    detail: message,
    hint: null,
    request_id: null,
    problems: [],
    current: null,
  });
}

function add(id: string): Command {
  return { label: `add ${id}`, operations: [{ op: "add_task", id, task: {} }], place: { [id]: { x: 4, y: 4 } } };
}

describe("a draft", () => {
  let server: LineServer;
  let draft: Draft;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new LineServer();
    draft = new Draft(server, toContent("extract\n", null), () => Date.now());
  });
  afterEach(() => vi.useRealTimers());

  test("does acts one after the other, each on the text that the one before left", async () => {
    await Promise.all([draft.run(add("load")), draft.run(add("report"))]);
    expect(draft.state.text).toBe("extract\nload\nreport\n");
    expect(draft.state.graph.tasks.map((task) => task.id)).toEqual(["extract", "load", "report"]);
    expect(draft.state.sidecar.positions["report"]).toEqual({ x: 4, y: 4 });
  });

  test("does an act again on what was typed meanwhile", async () => {
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const done = draft.run(add("load"));
    await vi.waitFor(() => expect(server.edited).toHaveLength(1));
    draft.type("extract\nclean\n");
    release();
    await done;
    expect(draft.state.text).toBe("extract\nclean\nload\n");
  });

  test("undoes acts and typing on one stack", async () => {
    await draft.run(add("load"));
    draft.type("extract\nload\nmore\n");
    expect(draft.state.canUndo).toBe("typing");
    draft.undo();
    draft.undo();
    expect(draft.state.text).toBe("extract\n");
    draft.redo();
    expect(draft.state.text).toBe("extract\nload\n");
    expect(draft.state.edits).toBe(1);
  });

  test("tells the editor what changed, but not what it typed itself", async () => {
    const heard = vi.fn();
    draft.onText(heard);
    draft.type("extract\nx\n");
    expect(heard).not.toHaveBeenCalled();
    await draft.run(add("load"));
    expect(heard).toHaveBeenCalledExactlyOnceWith([{ start: 10, end: 10, text: "load\n" }], "extract\nx\nload\n");
  });

  test("says why an act was refused and leaves everything as it was", async () => {
    expect(await draft.run(add("bad"))).toBe(false);
    expect(draft.state.refusal?.message).toBe("Could not add bad: `bad` is reserved.");
    expect(draft.state.text).toBe("extract\n");
    await draft.run(add("good"));
    expect(draft.state.refusal).toBeNull();
  });

  test("checks what is typed after a rest", async () => {
    draft.type("extract\nno name\n");
    expect(draft.state.problems).toEqual([]);
    await vi.advanceTimersByTimeAsync(CHECK_AFTER_MS);
    expect(draft.state.problems.map((each) => each.message)).toEqual(["no name is no name."]);
    expect(draft.state.checkedText).toBe("extract\nno name\n");
  });

  test("keeps the canvas as it stood while a text can't be read", async () => {
    await draft.check();
    draft.type("extract\n[");
    await vi.advanceTimersByTimeAsync(CHECK_AFTER_MS);
    expect(draft.state).toMatchObject({ isUnreadable: true, checkedText: "extract\n[" });
    draft.type("extract\n[ [");
    await vi.advanceTimersByTimeAsync(CHECK_AFTER_MS);
    expect(draft.state.graph.tasks.map((task) => task.id)).toEqual(["extract"]);
    draft.type("extract\nload\n");
    await vi.advanceTimersByTimeAsync(CHECK_AFTER_MS);
    expect(draft.state.isUnreadable).toBe(false);
    expect(draft.state.graph.tasks.map((task) => task.id)).toEqual(["extract", "load"]);
  });

  test("counts edits since it was saved, and on after a reload", async () => {
    draft.carry(2);
    await draft.run(add("load"));
    expect(draft.state.edits).toBe(3);
    draft.settle();
    expect(draft.state.edits).toBe(0);
  });
});
