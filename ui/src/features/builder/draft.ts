/** The draft of one workflow: its text is the truth, and every hand (canvas, form, YAML) changes it through here.
 *
 * Acts go to the server's editor one after the other, each on the latest text; typing is checked after a rest.
 * What is kept, and where, is the keeper's part. */

import { ApiProblem } from "@/api/client";
import type { InputField, Problem } from "@/api/types";
import { NO_SIDECAR, type BuilderServer, type Checked, type Sidecar, type Span } from "@/features/builder/server";
import type { Command } from "@/graph/commands";
import { applyEdits, editBetween, type TextEdit } from "@/graph/edits";
import { record, redo, redoLabel, startHistory, undo, undoLabel, type History } from "@/graph/history";
import { EMPTY_GRAPH, type SourceGraph } from "@/graph/source";

export interface Content {
  text: string;
  sidecar: Sidecar;
}

export interface DraftState extends Content {
  graph: SourceGraph;
  problems: Problem[];
  inputs: InputField[];
  spans: Span[];
  top: Record<string, unknown>;
  /** The text that graph and problems are of; another one while the check is on its way. */
  checkedText: string | null;
  /** The text can't be read at all just now: the graph is how it last stood. */
  isUnreadable: boolean;
  /** Why the last act was not done, or the check could not be asked for. */
  refusal: { message: string; hint: string } | null;
  canUndo: string;
  canRedo: string;
  edits: number;
}

export type DraftServer = Pick<BuilderServer, "check" | "edit">;
export type TextListener = (edits: readonly TextEdit[], text: string) => void;

export const CHECK_AFTER_MS = 250;
const REMEMBERED = 60;

export class Draft {
  private history: History<Content>;
  private carriedEdits = 0;
  private checked = new Map<string, Checked>();
  private shown: Checked | null = null;
  private isUnreadable = false;
  private shownText: string | null = null;
  private refusal: DraftState["refusal"] = null;
  private queue: Promise<unknown> = Promise.resolve();
  private checkTimer: ReturnType<typeof setTimeout> | undefined;
  private listeners = new Set<() => void>();
  private textListeners = new Set<TextListener>();
  private snapshot: DraftState;

  constructor(
    private readonly server: DraftServer,
    content: Content,
    private readonly now: () => number = Date.now,
  ) {
    this.history = startHistory(content);
    this.snapshot = this.toState();
    void this.check();
  }

  get state(): DraftState {
    return this.snapshot;
  }

  get content(): Content {
    return this.history.present;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Hear of changes of the text that were not typed, as edits that keep the cursor. */
  onText(listener: TextListener): () => void {
    this.textListeners.add(listener);
    return () => this.textListeners.delete(listener);
  }

  /** Do it on the latest text; resolves to whether it was done. */
  run(command: Command): Promise<boolean> {
    const done = this.queue.then(() => this.perform(command));
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async perform(command: Command): Promise<boolean> {
    for (;;) {
      const before = this.content;
      try {
        const answer = command.operations.length > 0 ? await this.server.edit(before.text, command.operations) : null;
        if (this.content.text !== before.text) continue; // somebody typed meanwhile: once more, on that
        this.refusal = null;
        if (answer) this.remember(answer.text, answer);
        const text = answer?.text ?? before.text;
        this.move({ text, sidecar: placedIn(this.content.sidecar, command) }, command.label, "", answer?.edits);
        return true;
      } catch (error) {
        this.refuse(command.label, error);
        return false;
      }
    }
  }

  /** The text as the hand in the YAML pane has it now. */
  type(text: string): void {
    if (text === this.content.text) return;
    this.refusal = null;
    this.history = record(this.history, { ...this.content, text }, { label: "typing", kind: "typing", at: this.now() });
    this.checkSoon();
    this.changed();
  }

  /** Take another text as a whole, as one step: a restored revision, a pasted file. */
  replace(content: Content, label: string): void {
    this.move(content, label, "");
    void this.check();
  }

  setSidecar(sidecar: Sidecar, label: string): void {
    this.move({ ...this.content, sidecar }, label, "");
  }

  undo(): void {
    this.step(undo(this.history));
  }

  redo(): void {
    this.step(redo(this.history));
  }

  private step(next: History<Content>): void {
    if (next === this.history) return;
    const before = this.content.text;
    this.history = next;
    this.refusal = null;
    this.tellText(before, undefined);
    void this.check();
    this.changed();
  }

  /** Edits begin to count anew: the text was saved. */
  settle(): void {
    this.carriedEdits = -this.history.past.length;
    this.changed();
  }

  /** Edits that were made before a reload. */
  carry(edits: number): void {
    this.carriedEdits = edits;
    this.changed();
  }

  /** Why something was not even tried. */
  say(message: string): void {
    this.refusal = { message, hint: "" };
    this.changed();
  }

  forgive(): void {
    this.refusal = null;
    this.changed();
  }

  private move(content: Content, label: string, kind: string, edits?: readonly TextEdit[]): void {
    const before = this.content.text;
    this.history = record(this.history, content, { label, kind, at: this.now() });
    this.tellText(before, edits);
    this.showRemembered();
    this.changed();
  }

  private tellText(before: string, edits: readonly TextEdit[] | undefined): void {
    const text = this.content.text;
    if (text === before) return;
    // The server counts characters, the editor halves of the rare ones: what does not fit is found anew.
    const fits = edits !== undefined && applyEdits(before, edits) === text;
    for (const listener of this.textListeners) listener(fits ? edits : editBetween(before, text), text);
  }

  private checkSoon(): void {
    clearTimeout(this.checkTimer);
    this.checkTimer = setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  /** What is known of the project changed: the same text may be right or wrong now. */
  recheck(): Promise<void> {
    this.checked.clear();
    return this.check();
  }

  /** Read the text anew; an answer to an older text is remembered, not shown. */
  async check(): Promise<void> {
    clearTimeout(this.checkTimer);
    const { text } = this.content;
    if (this.showRemembered()) return this.changed();
    try {
      this.remember(text, await this.server.check(text));
    } catch (error) {
      if (this.content.text === text) this.refuse("check the draft", error);
      return;
    }
    this.showRemembered();
    this.changed();
  }

  private showRemembered(): boolean {
    const found = this.checked.get(this.content.text);
    if (!found) return false;
    this.isUnreadable = this.shown !== null && isUnreadable(found) && !isUnreadable(this.shown);
    if (this.shown && this.isUnreadable) {
      const { graph, inputs, top } = this.shown;
      this.shown = { ...found, graph, inputs, top, spans: [], semantic_hash: this.shown.semantic_hash };
    } else this.shown = found;
    this.shownText = this.content.text;
    return true;
  }

  private remember(text: string, checked: Checked): void {
    this.checked.delete(text);
    this.checked.set(text, checked);
    for (const oldest of this.checked.keys()) {
      if (this.checked.size <= REMEMBERED) break;
      this.checked.delete(oldest);
    }
  }

  private refuse(label: string, error: unknown): void {
    const problem = error instanceof ApiProblem ? error : null;
    const first = problem?.problems?.[0];
    const message = first?.message ?? (error instanceof Error ? error.message : String(error));
    this.refusal = { message: `Could not ${label}: ${message}`, hint: first?.hint ?? problem?.hint ?? "" };
    this.changed();
  }

  private changed(): void {
    this.snapshot = this.toState();
    for (const listener of this.listeners) listener();
  }

  private toState(): DraftState {
    return {
      ...this.content,
      graph: this.shown?.graph ?? EMPTY_GRAPH,
      problems: this.shown?.problems ?? [],
      inputs: this.shown?.inputs ?? [],
      spans: this.shown?.spans ?? [],
      top: this.shown?.top ?? {},
      checkedText: this.shownText,
      isUnreadable: this.isUnreadable,
      refusal: this.refusal,
      canUndo: undoLabel(this.history),
      canRedo: redoLabel(this.history),
      edits: Math.abs(this.history.past.length + this.carriedEdits),
    };
  }
}

/** Neither tasks nor a shape: in the middle of a word, mostly. */
function isUnreadable(checked: Checked): boolean {
  const { tasks, on_failure, finally: last } = checked.graph;
  return checked.semantic_hash === null && tasks.length + on_failure.length + last.length === 0;
}

function placedIn(sidecar: Sidecar, command: Command): Sidecar {
  if (!command.place || Object.keys(command.place).length === 0) return sidecar;
  return { ...sidecar, positions: { ...sidecar.positions, ...command.place } };
}

export function toContent(text: string, layout: Partial<Sidecar> | null): Content {
  return { text, sidecar: { ...NO_SIDECAR, ...layout } };
}
