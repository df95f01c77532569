/** Completion of the names that an expression may use. Pure, but for the type of the library. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

import { openExpression } from "@/code/templates";

export interface ExpressionName {
  name: string;
  type: string | null;
  description: string | null;
  sample: unknown;
}

/** Completions for `tasks.lo|`: names that begin so, one step at a time. */
export function completionsFor(written: string, names: readonly ExpressionName[]): Completion[] {
  const word = /[\w.]*$/.exec(written)?.[0] ?? "";
  const steps = word.split(".").length;
  const found = new Map<string, Completion>();
  for (const each of names) {
    if (!each.name.toLowerCase().startsWith(word.toLowerCase()) || each.name === word) continue;
    const parts = each.name.split(".");
    const label = parts.slice(0, steps).join(".");
    const isWhole = label === each.name;
    if (found.has(label) && !isWhole) continue;
    found.set(label, toCompletion(label, isWhole ? each : null));
  }
  return [...found.values()];
}

function toCompletion(label: string, name: ExpressionName | null): Completion {
  if (!name) return { label, type: "namespace", detail: "…" };
  const sample = name.sample === null || name.sample === undefined ? "" : ` = ${short(JSON.stringify(name.sample))}`;
  return {
    label,
    type: "variable",
    detail: `${name.type ?? ""}${sample}`,
    ...(name.description ? { info: name.description } : {}),
  };
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 38)}…` : text;
}

/** A source for the editor: inside of braces the names, and outside nothing. */
export function nameSource(fetchNames: () => Promise<readonly ExpressionName[]>, isBare = false) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const open =
      isBare && !text.includes("{{")
        ? { from: 0, text: text.slice(0, context.pos) }
        : openExpression(text, context.pos);
    if (!open) return null;
    const word = /[\w.]*$/.exec(open.text)?.[0] ?? "";
    if (word === "" && !context.explicit && !/[{(|,=\s]$/.test(open.text || "{")) return null;
    const options = completionsFor(open.text, await fetchNames());
    return options.length > 0 ? { from: context.pos - word.length, options, validFor: /^[\w]*$/ } : null;
  };
}
