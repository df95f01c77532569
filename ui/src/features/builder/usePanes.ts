import { useCallback, useState } from "react";

export type PaneMode = "canvas" | "split" | "yaml";
export type Side = "palette" | "inspector" | "dock";

export interface Panes {
  mode: PaneMode;
  hasPalette: boolean;
  hasInspector: boolean;
  hasDock: boolean;
  show: (mode: PaneMode) => void;
  cycle: () => void;
  open: (side: Side) => void;
  close: (side: Side) => void;
  toggle: (side: Side) => void;
  sizes: Sizes;
  /** Undefined: as wide or high as it is of itself. */
  resize: (side: Side, size: number | undefined) => void;
}

interface Kept {
  mode: PaneMode;
  palette: boolean;
  inspector: boolean;
  sizes: Sizes;
}

/** Pixels that a person gave a pane; the style sheet says what it has else. */
export type Sizes = Partial<Record<Side, number>>;

export const LEAST: Record<Side, number> = { palette: 160, inspector: 280, dock: 120 };
export const MOST: Record<Side, number> = { palette: 360, inspector: 640, dock: 640 };

/** What the style sheet gives a pane, so that its edge can say it. */
export const USUAL: Record<Side, number> = { palette: 192, inspector: 344, dock: 258 };

/** A pane stays usable, and leaves room for the others. */
export function boundSize(side: Side, wanted: number): number {
  return Math.round(Math.min(MOST[side], Math.max(LEAST[side], wanted)));
}

const PLACE = "seaway-builder-panes";
const FIRST: Kept = { mode: "split", palette: true, inspector: true, sizes: {} };
const ORDER: readonly PaneMode[] = ["canvas", "split", "yaml"];

function read(): Kept {
  try {
    return { ...FIRST, ...(JSON.parse(localStorage.getItem(PLACE) ?? "{}") as Partial<Kept>) };
  } catch {
    return FIRST;
  }
}

/** Which panes stand open; every one can be closed, and the choice is kept. */
export function usePanes(): Panes {
  const [kept, setKept] = useState<Kept>(read);
  const change = useCallback((part: (before: Kept) => Partial<Kept>) => {
    setKept((before) => {
      const next = { ...before, ...part(before) };
      localStorage.setItem(PLACE, JSON.stringify(next));
      return next;
    });
  }, []);
  const set = (side: Side, isOpen: (before: Kept) => boolean) =>
    change((before) =>
      side === "dock"
        ? { mode: isOpen(before) && before.mode === "canvas" ? "split" : before.mode }
        : { [side]: isOpen(before) },
    );
  return {
    mode: kept.mode,
    hasPalette: kept.palette,
    hasInspector: kept.inspector,
    hasDock: kept.mode !== "canvas",
    sizes: kept.sizes,
    resize: (side, size) =>
      change(({ sizes }) => ({ sizes: { ...sizes, [side]: size === undefined ? undefined : boundSize(side, size) } })),
    show: (mode) => change(() => ({ mode })),
    cycle: () => change((before) => ({ mode: ORDER[(ORDER.indexOf(before.mode) + 1) % ORDER.length] ?? "split" })),
    open: (side) => set(side, () => true),
    close: (side) => set(side, () => false),
    toggle: (side) => set(side, (before) => (side === "dock" ? true : !before[side])),
  };
}
