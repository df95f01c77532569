/** Keeps the draft on every change: in this browser at once, on the server after a rest, again when it is back. */

import { ApiProblem } from "@/api/client";
import type { Content, Draft } from "@/features/builder/draft";
import type { BuilderServer, KeptDraft, Sidecar, Tagged } from "@/features/builder/server";

export type KeepStatus =
  | { kind: "saved" }
  | { kind: "kept" }
  | { kind: "keeping" }
  | { kind: "offline"; reason: string }
  | { kind: "refused"; reason: string }
  | { kind: "elsewhere"; theirs: KeptDraft | null };

/** What the draft stands on: the text that is saved. */
export interface Base {
  text: string;
  sidecar: Sidecar;
  etag: string;
  revision: string | null;
}

/** What was saved meanwhile, by whom. */
export interface SavedNow {
  text: string;
  etag: string;
  /** Empty where nobody is known: the file was changed in its folder. */
  author?: string | null;
  is_yours?: boolean;
  saved_at?: string | null;
  revision?: string | null;
}

/** The copy in this browser; it outlives a reload without a server. */
export interface LocalCopy extends Content {
  baseEtag: string;
  /** The draft on the server that it was made from; empty where there was none. */
  draftEtag?: string;
  edits: number;
  at: string;
  isOnServer: boolean;
}

export type KeeperServer = Pick<BuilderServer, "keep" | "draft" | "discard">;

export const KEEP_AFTER_MS = 700;
const RETRY_MS = 4000;

export class Keeper {
  private listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sent: Content | null = null;
  private seen: Content;
  private isSending = false;
  private settled = 0;
  private stop: () => void;
  status: KeepStatus = { kind: "saved" };
  /** Another text was saved under these changes: one of them has to go on. */
  savedElsewhere: SavedNow | null = null;
  /** Whether something was changed here, in this tab, since it was opened or saved. */
  isTouched = false;

  constructor(
    private readonly draft: Draft,
    private readonly server: KeeperServer,
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly place: string,
    public base: Base,
    private etag: string,
  ) {
    this.seen = draft.content;
    this.stop = draft.subscribe(() => this.onChange());
    this.sent = etag ? draft.content : null;
    this.set(this.isChanged() ? { kind: "kept" } : { kind: "saved" });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  close(): void {
    this.stop();
    clearTimeout(this.timer);
    if (this.status.kind === "keeping") void this.send();
  }

  isChanged(): boolean {
    const { text, sidecar } = this.draft.content;
    return text !== this.base.text || JSON.stringify(sidecar) !== JSON.stringify(this.base.sidecar);
  }

  private onChange(): void {
    const { content } = this.draft;
    if (content === this.seen || content === this.sent || this.status.kind === "elsewhere") return;
    this.seen = content;
    this.isTouched = true;
    if (!this.isChanged() && !this.etag) {
      this.storage.removeItem(this.place);
      return this.set({ kind: "saved" });
    }
    this.keepHere(false);
    this.scheduleSend();
  }

  private scheduleSend(): void {
    this.set({ kind: "keeping" });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), KEEP_AFTER_MS);
  }

  private keepHere(isOnServer: boolean): void {
    const { content, state } = this.draft;
    const copy: LocalCopy = {
      ...content,
      baseEtag: this.base.etag,
      draftEtag: this.etag,
      edits: state.edits,
      at: new Date().toISOString(),
      isOnServer,
    };
    try {
      this.storage.setItem(this.place, JSON.stringify(copy));
    } catch {
      // A full or forbidden storage: the copy on the server has to do.
    }
  }

  async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    clearTimeout(this.timer);
    const { content } = this.draft;
    const { settled } = this;
    try {
      const answer = await this.server.keep(
        { text: content.text, layout: content.sidecar, base_revision: this.base.revision },
        this.etag,
      );
      if (settled !== this.settled) return this.onLate(answer.etag);
      this.etag = answer.etag;
      this.sent = content;
      this.keepHere(true);
      this.set(this.isChanged() ? { kind: "kept" } : { kind: "saved" });
    } catch (error) {
      await this.onRefused(error);
    } finally {
      this.isSending = false;
    }
    if (this.draft.content !== content && this.status.kind === "kept") this.scheduleSend();
  }

  /** It was saved while this was on its way: the draft that came of it is of no use any more. */
  private onLate(etag: string): void {
    void this.server.discard(etag).catch(() => undefined);
    if (this.isChanged()) this.scheduleSend();
  }

  private async onRefused(error: unknown): Promise<void> {
    if (error instanceof ApiProblem && error.status === 412) {
      const theirs = await this.server.draft().catch(() => null);
      if (theirs?.data.text === this.draft.content.text || (!theirs && this.etag)) {
        this.etag = theirs?.etag ?? "";
        this.timer = setTimeout(() => void this.send(), 0);
        return;
      }
      return this.askAbout(theirs);
    }
    // What it does not take today it will not take in ten seconds; the next change is sent anew.
    if (error instanceof ApiProblem && (error.status === 400 || error.status === 413 || error.status === 422))
      return this.set({ kind: "refused", reason: error.message });
    this.set({ kind: "offline", reason: error instanceof Error ? error.message : String(error) });
    this.timer = setTimeout(() => void this.send(), RETRY_MS);
  }

  /** Another tab's draft is on the server, this one is only here: ask which one goes on. */
  askAbout(theirs: Tagged<KeptDraft> | null): void {
    this.etag = theirs?.etag ?? "";
    this.set({ kind: "elsewhere", theirs: theirs?.data ?? null });
  }

  /** Another tab changed the draft: go on with this one, or take theirs. */
  goOn(take: "mine" | "theirs"): void {
    if (this.status.kind !== "elsewhere") return;
    const { theirs } = this.status;
    this.set({ kind: "keeping" });
    if (take === "theirs" && theirs) {
      const sidecar = { ...this.draft.content.sidecar, ...theirs.layout };
      this.draft.replace({ text: theirs.text, sidecar }, "take the other tab's draft");
      this.sent = this.draft.content;
      this.keepHere(true);
      this.set({ kind: "kept" });
      return;
    }
    void this.send();
  }

  /** Another text was saved meanwhile: what is edited stands on that now. */
  rebase(base: Base): void {
    this.base = base;
    this.savedElsewhere = null;
    this.set(this.status);
  }

  /** Somebody saved another text: what was changed here stays, and it is told at once. */
  tellSaved(saved: SavedNow): void {
    this.savedElsewhere = saved;
    this.set(this.status);
  }

  /** It was saved: what stands is the base, and no draft of it is left. Another tab's draft is not ours to take away. */
  settle(base: Base): void {
    clearTimeout(this.timer);
    if (this.etag) void this.server.discard(this.etag).catch(() => undefined);
    this.settled += 1;
    this.base = base;
    this.savedElsewhere = null;
    this.isTouched = false;
    this.etag = "";
    this.sent = null;
    this.storage.removeItem(this.place);
    this.draft.settle();
    this.set({ kind: "saved" });
  }

  /** Throw the draft away on the server; the text itself is put back by an undoable step. */
  discard(): void {
    this.draft.replace({ text: this.base.text, sidecar: this.base.sidecar }, "discard the draft");
    this.settle(this.base);
  }

  private set(status: KeepStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener();
  }
}

export function readLocalCopy(storage: Pick<Storage, "getItem">, place: string): LocalCopy | null {
  try {
    const found = JSON.parse(storage.getItem(place) ?? "null") as LocalCopy | null;
    return found && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}
