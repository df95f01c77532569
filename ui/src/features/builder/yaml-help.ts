/** Completion and hover of the YAML pane, from the JSON Schema and the tasks that are there. */

import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { hoverTooltip, type EditorView } from "@codemirror/view";

import { placeAt, siblingsAt, type YamlPlace } from "@/code/yaml-path";
import { describe, keyOffers, schemasAt, valueOffers, type Schema } from "@/code/yaml-schema";
import type { GraphTask } from "@/graph/source";

/** The words that stand beside a place and decide what it may hold: the blueprint of a task. */
function besideIn(text: string, offset: number) {
  return (path: readonly (string | number)[]): Record<string, string> => {
    const name = path[path.length - 1];
    const isTask =
      path.length >= 2 &&
      typeof name === "string" &&
      ["tasks", "on_failure", "finally"].includes(String(path[path.length - 2]));
    if (!isTask) return {};
    const head = text.slice(0, offset).lastIndexOf(`${name}:`);
    const uses = /\buses:\s*["']?([\w.@-]+)/.exec(text.slice(Math.max(head, 0), Math.max(head, 0) + 2000));
    return uses?.[1] ? { uses: uses[1] } : {};
  };
}

export function schemaSource(schema: () => Schema | null, tasks: () => readonly GraphTask[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const root = schema();
    const text = context.state.doc.toString();
    const place = placeAt(text, context.pos);
    if (!root || !place || (place.word === "" && !context.explicit && place.isKey)) return null;
    const options = place.isKey
      ? keysAt(root, text, context.pos, place)
      : valuesAt(root, text, context.pos, place, tasks());
    return options.length > 0 ? { from: place.from, options, validFor: /^[\w.@-]*$/ } : null;
  };
}

function keysAt(root: Schema, text: string, offset: number, place: YamlPlace) {
  const schemas = schemasAt(root, place.path, besideIn(text, offset));
  return keyOffers(schemas, new Set(siblingsAt(text, offset))).map((offer) => ({
    label: offer.label,
    detail: offer.detail,
    info: offer.info,
    apply: `${offer.label}: `,
    type: "property",
  }));
}

function valuesAt(root: Schema, text: string, offset: number, place: YamlPlace, tasks: readonly GraphTask[]) {
  const key = place.path[place.path.length - 1];
  if (key === "needs") {
    const own = place.path[place.path.length - 2];
    return tasks
      .filter((task) => task.id !== own)
      .map((task) => ({ label: task.id, detail: task.title ?? task.kind, info: "", type: "variable" }));
  }
  const schemas = schemasAt(root, place.path, besideIn(text, offset));
  return valueOffers(schemas).map((offer) => ({
    label: offer.label,
    detail: offer.detail,
    info: offer.info,
    type: "constant",
  }));
}

export function schemaHover(schema: () => Schema | null) {
  return hoverTooltip((view: EditorView, position: number) => {
    const root = schema();
    const line = view.state.doc.lineAt(position);
    const key = /^(\s*(?:-\s+)*)([\w.-]+)\s*:/.exec(line.text);
    const from = line.from + (key?.[1]?.length ?? 0);
    const to = from + (key?.[2]?.length ?? 0);
    if (!root || !key || position < from || position > to) return null;
    const text = view.state.doc.toString();
    const place = placeAt(text, Math.min(to + 2, line.to));
    const found = place ? describe(schemasAt(root, place.path, besideIn(text, position))) : null;
    if (!found) return null;
    return { pos: from, end: to, above: true, create: () => ({ dom: tipFor(key[2] ?? "", found) }) };
  });
}

function tipFor(key: string, found: { text: string; type: string }): HTMLElement {
  const tip = document.createElement("div");
  tip.className = "yaml-tip";
  const name = tip.appendChild(document.createElement("b"));
  name.textContent = found.type ? `${key}, ${found.type}` : key;
  tip.appendChild(document.createElement("div")).textContent = found.text;
  return tip;
}
