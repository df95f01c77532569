import { useEffect, useRef, useSyncExternalStore } from "react";

import type { IconName } from "@/components/Icon";
import { KeyReader, chordOf, isTyping } from "@/app/keys";

/** Something a person can do, under one id for palette, menu, button and key. */
export interface Action {
  id: string;
  title: string;
  /** What it will do, said before Enter: "12 Mar, from report". */
  effect?: string;
  group: "Page" | "Go to" | "Everywhere" | "Builder" | "Run and log" | "Table";
  icon?: IconName;
  key?: string;
  /** More keys that do the same. */
  aliases?: string[];
  /** Why it is off; it is then shown and not run. */
  off?: string | null;
  /** Not worth a line in the palette, such as "next row". */
  isKeyOnly?: boolean;
  /** Works while a text field has focus too. */
  whileTyping?: boolean;
  run: () => void;
}

let actions: Action[] = [];
const listeners = new Set<() => void>();

function change(next: Action[]): void {
  actions = next;
  for (const listener of listeners) listener();
}

export function registerActions(added: Action[]): () => void {
  change([...actions, ...added]);
  return () => change(actions.filter((action) => !added.includes(action)));
}

export function allActions(): Action[] {
  return actions;
}

export function useAllActions(): Action[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, allActions);
}

/** Offer actions while this component is there. They may close over fresh state; what counts for the list is id, title, key, off and effect. */
export function useActions(offered: Action[]): void {
  const latest = useRef(offered);
  useEffect(() => {
    latest.current = offered;
  });
  const signature = JSON.stringify(
    offered.map(({ id, title, effect, key, off, aliases }) => [id, title, effect, key, off, aliases]),
  );
  useEffect(() => {
    const stable = latest.current.map((action) => ({
      ...action,
      run: () => latest.current.find((one) => one.id === action.id)?.run(),
    }));
    return registerActions(stable);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a new array of the same actions changes nothing
  }, [signature]);
}

export function useAction(action: Action): void {
  useActions([action]);
}

/** The action of this key: a page's own wins over one from everywhere, the last one offered over the first. */
export function findByKey(candidates: string[], typing: boolean): Action | undefined {
  for (const chord of candidates) {
    for (let index = actions.length - 1; index >= 0; index -= 1) {
      const action = actions[index];
      if (!action || (typing && !action.whileTyping)) continue;
      if (action.key === chord || action.aliases?.includes(chord)) return action;
    }
  }
  return undefined;
}

const reader = new KeyReader();

/** The one listener for keys; a dialog keeps its keys to itself. */
export function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
  const chord = chordOf(event);
  const typing = isTyping(event.target);
  const isInDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null;
  const found = findByKey(typing ? [chord] : reader.read(chord, event.timeStamp), typing || isInDialog);
  if (!found) return;
  reader.forget();
  event.preventDefault();
  if (!found.off) found.run();
}
