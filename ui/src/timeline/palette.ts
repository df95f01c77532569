import type { Palette } from "./paint";

/** Which tokens a state is drawn in; `paused` and `cancelling` share those of what they hold. */
const TOKENS: Record<string, string> = {
  pending: "pending",
  queued: "queued",
  paused: "queued",
  running: "running",
  deferred: "deferred",
  awaiting_input: "awaiting",
  up_for_retry: "retry",
  success: "success",
  failed: "failed",
  timed_out: "timedout",
  crashed: "crashed",
  cancelled: "cancelled",
  cancelling: "cancelled",
  skipped: "skipped",
  upstream_failed: "upstream",
};

/** Reads the tokens as they are now: a canvas knows no variables. */
export function readPalette(element: Element, sizePx = 12): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const colours = new Map<string, { strong: string; soft: string }>();
  for (const [state, name] of Object.entries(TOKENS)) {
    colours.set(state, { strong: token(name), soft: token(`${name}-soft`) });
  }
  const unknown = { strong: token("pending"), soft: token("pending-soft") };
  return {
    of: (state) => colours.get(state) ?? unknown,
    line: token("border"),
    surface: token("surface"),
    selected: token("accent-soft"),
    accent: token("accent"),
    font: `${sizePx}px ${style.fontFamily}`,
  };
}
