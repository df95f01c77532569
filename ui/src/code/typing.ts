/** Typing over a selection, done by the editor and not by the browser.
 *
 * A browser that joins styled lines by itself keeps their look in `style` attributes, which the
 * Content-Security-Policy refuses and reports. */

import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const TYPED = new Set(["insertText", "insertReplacementText"]);

export const ownTyping: Extension = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data } = event;
    const { main, ranges } = view.state.selection;
    if (!TYPED.has(event.inputType) || !data || view.composing || event.isComposing) return false;
    if (main.empty || ranges.length > 1 || view.state.readOnly) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    // Closing brackets and quotes is somebody else's say, as with any typing.
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, main.from, main.to, data, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});
