import { useSyncExternalStore } from "react";

const key = "seaway-project";
const listeners = new Set<() => void>();

/** The project that the pages speak of: `?project=` in an address wins, else the one used last. */
let current = new URLSearchParams(window.location.search).get("project") ?? localStorage.getItem(key) ?? "";

export function currentProject(): string {
  return current;
}

export function setProject(name: string): void {
  if (name === current) return;
  current = name;
  localStorage.setItem(key, name);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useProject(): string {
  return useSyncExternalStore(subscribe, currentProject);
}

/** The address of something in the project: `inProject("/runs")`. */
export function inProject(path: string, project: string = current): string {
  return `/projects/${encodeURIComponent(project)}${path}`;
}
