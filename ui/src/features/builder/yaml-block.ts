/** The lines of the selected task, softly marked. */

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

export const setBlock = StateEffect.define<{ first: number; last: number } | null>();

const line = Decoration.line({ class: "cm-block" });

export const blockHighlight = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setBlock)) continue;
      if (effect.value === null) return Decoration.none;
      const { first, last } = effect.value;
      const { doc } = transaction.state;
      const numbers = Array.from({ length: Math.max(0, Math.min(last, doc.lines) - first + 1) }, (_, at) => first + at);
      next = Decoration.set(numbers.map((number) => line.range(doc.line(number).from)));
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});
