// @vitest-environment jsdom
import { expect, test } from "vitest";

import { chooseContent } from "@/features/builder/open";
import { NO_SIDECAR } from "@/features/builder/server";

const base = { text: "saved", sidecar: NO_SIDECAR, etag: "e1", revision: "7c1e9f2" };
const kept = { data: { text: "kept", layout: null, base_revision: "7c1e9f2", updated_at: "" }, etag: "d1" };
const local = { text: "local", sidecar: NO_SIDECAR, baseEtag: "e1", edits: 2, at: "", isOnServer: false };

test("what could not be sent before a reload comes first", () => {
  expect(chooseContent(base, kept, local)).toMatchObject({ content: { text: "local" }, edits: 2, isUnsent: true });
});

test("else the server's draft, with the count of this browser where it is the same", () => {
  expect(chooseContent(base, kept, { ...local, isOnServer: true })).toMatchObject({
    content: { text: "kept" },
    edits: 1,
    isUnsent: false,
  });
  expect(chooseContent(base, kept, { ...local, text: "kept", isOnServer: true }).edits).toBe(2);
});

test("a copy that could not be sent asks where another tab kept a draft of its own meanwhile", () => {
  expect(chooseContent(base, kept, { ...local, draftEtag: "d1" }).rival).toBeNull();
  expect(chooseContent(base, kept, { ...local, draftEtag: "d0" }).rival).toBe(kept);
  expect(chooseContent(base, kept, { ...local, draftEtag: "d0", text: "kept" }).rival).toBeNull();
});

test("else what is saved", () => {
  expect(chooseContent(base, null, null)).toMatchObject({ content: { text: "saved" }, edits: 0 });
  expect(chooseContent(base, null, { ...local, isOnServer: true })).toMatchObject({ content: { text: "saved" } });
});
