// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ApiProblem } from "@/api/client";
import { Draft, toContent } from "@/features/builder/draft";
import { KEEP_AFTER_MS, Keeper, readLocalCopy, type KeeperServer } from "@/features/builder/keeper";
import { NO_SIDECAR, type Checked, type KeptDraft, type Tagged } from "@/features/builder/server";
import { EMPTY_GRAPH } from "@/graph/source";

const NOTHING_WRONG: Checked = {
  graph: EMPTY_GRAPH,
  problems: [],
  inputs: [],
  spans: [],
  top: {},
  revision_hash: null,
  semantic_hash: null,
};

function problem(status: number): ApiProblem {
  return new ApiProblem({
    title: "",
    status,
    code: "x",
    detail: "No.",
    hint: null,
    request_id: null,
    problems: [],
    current: null,
  });
}

/** One draft behind an etag that counts up, as the server keeps it. */
class DraftStore implements KeeperServer {
  version = 0;
  text = "";
  isDown = false;
  most = 100;

  keep: KeeperServer["keep"] = async (draft, etag) => {
    if (this.isDown) throw problem(0);
    if (draft.text.length > this.most) throw problem(400);
    if (etag !== (this.version === 0 ? "" : String(this.version))) throw problem(412);
    this.text = draft.text;
    this.version += 1;
    return this.kept();
  };
  draft: KeeperServer["draft"] = async () => this.kept();
  private kept(): Tagged<KeptDraft> {
    const data: KeptDraft = { text: this.text, layout: null, base_revision: null, updated_at: "2026-01-01T00:00:00Z" };
    return { data, etag: String(this.version) };
  }

  discard: KeeperServer["discard"] = async (etag) => {
    if (etag === String(this.version)) this.version = 0;
  };
}

const BASE = { text: "a\n", sidecar: NO_SIDECAR, etag: "e1", revision: "7c1e9f2" };

describe("the keeper", () => {
  let store: DraftStore;
  let draft: Draft;
  let keeper: Keeper;

  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    store = new DraftStore();
    draft = new Draft(
      { check: async () => NOTHING_WRONG, edit: async () => Promise.reject(new Error("not asked")) },
      toContent("a\n", null),
    );
    keeper = new Keeper(draft, store, localStorage, "draft", BASE, "");
  });
  afterEach(() => {
    keeper.close();
    vi.useRealTimers();
  });

  test("has a copy in the browser at once, and one on the server after a rest", async () => {
    draft.type("a\nb\n");
    expect(readLocalCopy(localStorage, "draft")).toMatchObject({ text: "a\nb\n", isOnServer: false, edits: 1 });
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(store.text).toBe("a\nb\n");
    expect(keeper.status.kind).toBe("kept");
  });

  test("keeps trying while the server is away", async () => {
    store.isDown = true;
    draft.type("a\nb\n");
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(keeper.status.kind).toBe("offline");
    store.isDown = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(store.text).toBe("a\nb\n");
    expect(keeper.status.kind).toBe("kept");
  });

  test("says why the server does not take it, and keeps what is shorter again", async () => {
    draft.type("a".repeat(101));
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(keeper.status).toEqual({ kind: "refused", reason: "No." });
    draft.type("a\nb\n");
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(store.text).toBe("a\nb\n");
  });

  test("loses neither draft when another tab was faster", async () => {
    draft.type("a\nmine\n");
    store.text = "a\ntheirs\n";
    store.version = 5;
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(keeper.status).toMatchObject({ kind: "elsewhere", theirs: { text: "a\ntheirs\n" } });
    keeper.goOn("theirs");
    expect(draft.state.text).toBe("a\ntheirs\n");
    draft.undo();
    expect(draft.state.text).toBe("a\nmine\n");
  });

  test("puts mine on top of theirs when asked", async () => {
    draft.type("a\nmine\n");
    store.version = 5;
    store.text = "a\ntheirs\n";
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    keeper.goOn("mine");
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(store.text).toBe("a\nmine\n");
  });

  test("the first draft of a second tab does not go over the first tab's", async () => {
    store.version = 1;
    store.text = "a\nof the first tab\n";
    draft.type("a\nsecond\n");
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(keeper.status).toMatchObject({ kind: "elsewhere", theirs: { text: "a\nof the first tab\n" } });
    expect(store.text).toBe("a\nof the first tab\n");
  });

  test("saving takes its own draft away, and leaves another tab's", async () => {
    draft.type("a\nmine\n");
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    store.version = 5;
    store.text = "a\nof another tab\n";
    keeper.settle({ ...BASE, text: "a\nmine\n", etag: "e2" });
    expect(store.version).toBe(5);
    expect(keeper.isTouched).toBe(false);
  });

  test("a save elsewhere is told until one of the two goes on", () => {
    draft.type("a\nmine\n");
    keeper.tellSaved({ text: "a\ntheirs\n", etag: "e2", is_yours: true });
    expect(keeper.isTouched).toBe(true);
    expect(keeper.savedElsewhere?.text).toBe("a\ntheirs\n");
    keeper.rebase({ ...BASE, text: "a\ntheirs\n", etag: "e2" });
    expect(keeper.savedElsewhere).toBeNull();
    expect(draft.state.text).toBe("a\nmine\n");
  });

  test("once saved there is no draft left", async () => {
    draft.type("a\nb\n");
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    keeper.settle({ ...BASE, text: "a\nb\n", etag: "e2", revision: "a94b0c1" });
    expect(keeper.status.kind).toBe("saved");
    expect(readLocalCopy(localStorage, "draft")).toBeNull();
    expect(draft.state.edits).toBe(0);
  });

  test("a broken copy in the browser is no copy", () => {
    localStorage.setItem("draft", "{not json");
    expect(readLocalCopy(localStorage, "draft")).toBeNull();
  });
});
