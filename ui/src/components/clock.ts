import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
let aheadMs = 0;

/** Where this machine's clock is wrong, times are still right relative to the server's. */
export function setServerTime(serverTime: string): void {
  aheadMs = Date.parse(serverTime) - Date.now();
  if (Math.abs(aheadMs) < 2000) aheadMs = 0;
}

export function serverNow(): Date {
  return new Date(Date.now() + aheadMs);
}

function tick(): void {
  now = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    now = serverNow();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** One clock for all times on a page; it ticks once a second while anything shows one. */
export function useNow(everySeconds = 1): Date {
  const stepMs = everySeconds * 1000;
  const step = useSyncExternalStore(subscribe, () => Math.floor(now.getTime() / stepMs));
  return new Date(step * stepMs + (stepMs > 1000 ? stepMs - 1 : 0));
}
