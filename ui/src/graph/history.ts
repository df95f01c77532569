/** Undo without limit: one stack of whole states, whichever hand made the change.
 *
 * Texts are shared strings and layouts small maps, so a thousand steps cost little. */

export interface Step<State> {
  state: State;
  /** What the step did, for the tooltip: "Undo connect a to b". */
  label: string;
  /** Steps of the same kind within the time are one, so that typing a word is one undo. */
  kind: string;
  at: number;
}

export interface History<State> {
  past: readonly Step<State>[];
  present: State;
  future: readonly Step<State>[];
}

export const MERGE_WITHIN_MS = 700;

export function startHistory<State>(present: State): History<State> {
  return { past: [], present, future: [] };
}

/** Move on to `next`; the step that leads there is undone at once with those it merged with. */
export function record<State>(
  history: History<State>,
  next: State,
  step: { label: string; kind: string; at: number },
): History<State> {
  if (Object.is(history.present, next)) return history;
  const last = history.past[history.past.length - 1];
  const merges =
    last !== undefined &&
    step.kind !== "" &&
    last.kind === step.kind &&
    step.at - last.at <= MERGE_WITHIN_MS &&
    history.future.length === 0;
  if (merges) {
    const past = [...history.past.slice(0, -1), { ...last, at: step.at }];
    return { past, present: next, future: [] };
  }
  return { past: [...history.past, { ...step, state: history.present }], present: next, future: [] };
}

/** Take on what belongs to the present state without making a step of it. */
export function amend<State>(history: History<State>, present: State): History<State> {
  return { ...history, present };
}

export function undo<State>(history: History<State>): History<State> {
  const step = history.past[history.past.length - 1];
  if (!step) return history;
  return {
    past: history.past.slice(0, -1),
    present: step.state,
    future: [{ ...step, state: history.present, kind: "" }, ...history.future],
  };
}

export function redo<State>(history: History<State>): History<State> {
  const [step, ...future] = history.future;
  if (!step) return history;
  return { past: [...history.past, { ...step, state: history.present, kind: "" }], present: step.state, future };
}

export function undoLabel<State>(history: History<State>): string {
  return history.past[history.past.length - 1]?.label ?? "";
}

export function redoLabel<State>(history: History<State>): string {
  return history.future[0]?.label ?? "";
}
