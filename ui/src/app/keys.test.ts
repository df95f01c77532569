// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";

import { type Action, findByKey, onKeyDown, registerActions } from "./actions";
import { KeyReader, chordOf } from "./keys";

const press = (key: string, extra: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...extra });

const action = (id: string, key: string, run = vi.fn<() => void>()): Action => ({
  id,
  title: id,
  group: "Page",
  key,
  run,
});

let undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo) one();
  undo = [];
});

describe("keys", () => {
  it("names chords the same on every keyboard", () => {
    expect(chordOf(press("k", { ctrlKey: true }))).toBe("mod+k");
    expect(chordOf(press("?", { shiftKey: true }))).toBe("?");
    expect(chordOf(press("L", { shiftKey: true }))).toBe("shift+l");
    expect(chordOf(press("!", { shiftKey: true, code: "Digit1" }))).toBe("shift+1");
  });

  it("reads two keys after one another as a sequence, for a second", () => {
    const reader = new KeyReader();
    expect(reader.read("g", 0)).toEqual(["g"]);
    expect(reader.read("h", 400)).toEqual(["g h", "h"]);
    expect(reader.read("h", 5000)).toEqual(["h"]);
  });

  it("lets a page's key win over the same one from everywhere", () => {
    undo.push(registerActions([action("everywhere", "c")]), registerActions([action("page", "c")]));
    expect(findByKey(["c"], false)?.id).toBe("page");
  });

  it("sleeps while a text field has focus, but for those that say otherwise", () => {
    const plain = vi.fn<() => void>();
    const save = vi.fn<() => void>();
    undo.push(registerActions([action("plain", "c", plain), { ...action("save", "mod+s", save), whileTyping: true }]));
    const field = document.createElement("input");
    document.body.append(field);
    field.addEventListener("keydown", onKeyDown);
    field.dispatchEvent(press("c"));
    field.dispatchEvent(press("s", { ctrlKey: true }));
    field.remove();
    expect(plain).not.toHaveBeenCalled();
    expect(save).toHaveBeenCalledOnce();
  });

  it("does not run what is off", () => {
    const run = vi.fn<() => void>();
    undo.push(registerActions([{ ...action("off", "c", run), off: "Needs the editor role" }]));
    onKeyDown(press("c"));
    expect(run).not.toHaveBeenCalled();
  });
});
