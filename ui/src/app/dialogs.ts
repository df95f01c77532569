import { useSyncExternalStore } from "react";

/** The one dialog that is open over any page; never one on another. */
export type Dialog =
  | { kind: "palette"; query?: string }
  | { kind: "keys" }
  | { kind: "run"; workflow: string }
  | { kind: "new-workflow" };

let open: Dialog | null = null;
const listeners = new Set<() => void>();

export function showDialog(dialog: Dialog | null): void {
  open = dialog;
  for (const listener of listeners) listener();
}

export function useDialog(): Dialog | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
