import type { Action } from "@/app/actions";
import type { Acts } from "@/features/builder/useActs";

export interface ActionParts {
  acts: Acts;
  undo: (() => void) | null;
  redo: (() => void) | null;
  save: () => void;
  runHere: () => void;
  runOff: string | null;
  nextProblem: () => void;
  addTask: () => void;
  fit: () => void;
  cyclePanes: () => void;
  escape: () => void;
  whyReadOnly: string;
}

/** Everything the builder can do, for keys, the palette of commands and the list of keys. */
export function builderActions(parts: ActionParts): Action[] {
  const { acts } = parts;
  const edit = parts.whyReadOnly || null;
  const action = (id: string, title: string, key: string, run: () => void, more: Partial<Action> = {}): Action => ({
    id: `builder.${id}`,
    title,
    group: "Builder",
    key,
    run,
    ...more,
  });
  const keyOnly = { isKeyOnly: true };
  return [
    action("add", "Add a task", "a", parts.addTask, { aliases: ["/"], icon: "plus", off: edit }),
    action("undo", "Undo", "mod+z", () => parts.undo?.(), { icon: "undo", off: edit }),
    action("redo", "Redo", "mod+shift+z", () => parts.redo?.(), { icon: "redo", aliases: ["mod+y"], off: edit }),
    action("save", "Save revision", "mod+s", parts.save, { icon: "check", whileTyping: true, off: edit }),
    action("run", "Run from here", "mod+enter", parts.runHere, { icon: "play", whileTyping: true, off: parts.runOff }),
    action("duplicate", "Duplicate", "mod+d", acts.duplicate, { icon: "copy", off: edit }),
    action("delete", "Delete what is selected", "backspace", acts.remove, {
      icon: "trash",
      aliases: ["delete"],
      off: edit,
    }),
    action("copy", "Copy as YAML", "mod+c", () => void acts.copy(), { icon: "copy" }),
    action("cut", "Cut", "mod+x", () => void acts.cut(), { off: edit }),
    action("paste", "Paste tasks", "mod+v", () => void acts.paste(), { off: edit }),
    action("rename", "Rename the task", "f2", acts.rename, { icon: "edit", off: edit }),
    action("all", "Select all", "mod+a", acts.all, keyOnly),
    action("note", "Add a note", "n", acts.note, { icon: "note", off: edit }),
    action("tidy", "Tidy up the layout", "shift+l", acts.tidy, { icon: "tidy", off: edit }),
    action("fit", "Zoom to fit", "shift+1", parts.fit, { icon: "fit" }),
    action("problem", "Next problem", "f8", parts.nextProblem, { icon: "alert", whileTyping: true }),
    action("panes", "Canvas, split, YAML", "mod+\\", parts.cyclePanes, { icon: "split", whileTyping: true }),
    action("next", "Next task", "tab", () => acts.step(1), keyOnly),
    action("previous", "Previous task", "shift+tab", () => acts.step(-1), keyOnly),
    action("left", "Along the edge to the left", "arrowleft", () => acts.go("left"), keyOnly),
    action("right", "Along the edge to the right", "arrowright", () => acts.go("right"), keyOnly),
    action("up", "To the node above", "arrowup", () => acts.go("up"), keyOnly),
    action("down", "To the node below", "arrowdown", () => acts.go("down"), keyOnly),
    action("nudge.left", "Move left", "alt+arrowleft", () => acts.nudge("left"), keyOnly),
    action("nudge.right", "Move right", "alt+arrowright", () => acts.nudge("right"), keyOnly),
    action("nudge.up", "Move up", "alt+arrowup", () => acts.nudge("up"), keyOnly),
    action("nudge.down", "Move down", "alt+arrowdown", () => acts.nudge("down"), keyOnly),
    action("escape", "Back out", "escape", parts.escape, keyOnly),
  ];
}
