/** `{{ expressions }}` within text of any language: coloured, and as chips where a form shows them. */

import { Prec, type Extension } from "@codemirror/state";
import {
  Decoration,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from "@codemirror/view";

const EXPRESSION = /\{\{(.*?)\}\}|\{%.*?%\}/g;

const coloured = new MatchDecorator({ regexp: EXPRESSION, decoration: Decoration.mark({ class: "cm-tpl" }) });

/** Lowest, so that it colours within strings too. */
export const templateColours: Extension = Prec.lowest(
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = coloured.createDeco(view);
      }
      update(update: ViewUpdate): void {
        this.decorations = coloured.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
);

const chip = Decoration.mark({ class: "cm-chip" });
const hidden = Decoration.replace({});

/** The braces are hidden and the inside is a chip, except for the one that the cursor is in. */
function chips(view: EditorView): DecorationSet {
  const { state } = view;
  const ranges = [];
  for (const found of state.doc.toString().matchAll(EXPRESSION)) {
    const from = found.index;
    const to = from + found[0].length;
    const isTouched = view.hasFocus && state.selection.ranges.some((range) => range.from <= to && range.to >= from);
    const lead = /^\{\{\s*/.exec(found[0])?.[0].length ?? 0;
    const tail = /\s*\}\}$/.exec(found[0])?.[0].length ?? 0;
    const isEmpty = to - tail <= from + lead;
    if (isTouched || lead === 0 || isEmpty) ranges.push(chip.range(from, to));
    else ranges.push(hidden.range(from, from + lead), chip.range(from + lead, to - tail), hidden.range(to - tail, to));
  }
  return Decoration.set(ranges, true);
}

export const templateChips: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = chips(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.selectionSet || update.focusChanged) this.decorations = chips(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** Where an expression is open at this place: the text since its braces; null outside. */
export function openExpression(text: string, at: number): { from: number; text: string } | null {
  const open = text.lastIndexOf("{{", at - 1);
  if (open < 0 || open + 2 > at) return null;
  const close = text.indexOf("}}", open);
  if (close >= 0 && close < at) return null;
  return { from: open + 2, text: text.slice(open + 2, at) };
}
