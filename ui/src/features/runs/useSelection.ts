import { useMemo, useState } from "react";

import { rangeBetween } from "./steady";

export interface Selection {
  chosen: ReadonlySet<string>;
  toggle(key: string, isRange: boolean): void;
  clear(): void;
}

const NONE: ReadonlySet<string> = new Set();

/** Which rows are chosen; Shift takes all between this one and the one before. */
export function useSelection(keys: readonly string[]): Selection {
  const [chosen, setChosen] = useState(NONE);
  const [last, setLast] = useState<string | null>(null);
  return useMemo(() => {
    const toggle = (key: string, isRange: boolean) => {
      const next = new Set(chosen);
      const isOn = !chosen.has(key);
      const touched = isRange && last !== null ? rangeBetween(keys, last, key) : [key];
      for (const one of touched) {
        if (isOn) next.add(one);
        else next.delete(one);
      }
      setChosen(next);
      setLast(key);
    };
    return { chosen, toggle, clear: () => setChosen(NONE) };
  }, [chosen, last, keys]);
}
