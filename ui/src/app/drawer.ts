import { useMediaQuery } from "@mantine/hooks";
import { useSyncExternalStore } from "react";

/** Below this width the sidebar is a drawer. As in `shell.css`. */
const NARROW = "(max-width: 900px)";
/** Below this one a page is laid out for a phone. */
const PHONE = "(max-width: 640px)";
const AT_ONCE = { getInitialValueInEffect: false };

let openAt: string | null = null;
const listeners = new Set<() => void>();

/** Open it over the page of this path; it closes by going to another one. */
export function showDrawer(path: string | null): void {
  openAt = path;
  for (const listener of listeners) listener();
}

/** Where it was opened; null where it is closed. */
export function useDrawer(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => openAt,
  );
}

export const useNarrow = (): boolean => useMediaQuery(NARROW, false, AT_ONCE);
export const usePhone = (): boolean => useMediaQuery(PHONE, false, AT_ONCE);
