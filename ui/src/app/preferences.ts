import { useSyncExternalStore } from "react";

/** What one person set for this browser: small values under names of their own. */
const listeners = new Set<() => void>();

export function readPreference(name: string): string | null {
  return localStorage.getItem(`seaway-${name}`);
}

export function writePreference(name: string, value: string): void {
  localStorage.setItem(`seaway-${name}`, value);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreference(name: string, fallback: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => readPreference(name) ?? fallback);
  return [value, (next) => writePreference(name, next)];
}
