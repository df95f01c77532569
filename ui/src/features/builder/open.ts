/** Opens the draft of a workflow: what is saved, what the server kept, and what only this browser has. */

import { currentProject } from "@/api/project";
import { Draft, toContent, type Content } from "@/features/builder/draft";
import { Keeper, readLocalCopy, type Base, type LocalCopy } from "@/features/builder/keeper";
import { builderServer, type BuilderServer, type KeptDraft, type Source, type Tagged } from "@/features/builder/server";

export interface Opened {
  workflow: string;
  server: BuilderServer;
  source: Source;
  draft: Draft;
  keeper: Keeper;
}

/** @param mayEdit whether the person may have a draft of it at all. */
export async function openDraft(workflow: string, mayEdit: boolean): Promise<Opened> {
  const server = builderServer(workflow);
  const place = `seaway-draft:${currentProject()}:${workflow}`;
  const [source, kept] = await Promise.all([server.source(), mayEdit ? server.draft() : null]);
  const base = toBase(source);
  const local = readLocalCopy(localStorage, place);
  const begun = chooseContent(base, kept, local);
  const draft = new Draft(server, begun.content);
  if (begun.edits > 0) draft.carry(begun.edits);
  const keeper = new Keeper(draft, server, localStorage, place, base, kept?.etag ?? "");
  if (begun.rival) keeper.askAbout(begun.rival);
  else if (begun.isUnsent) void keeper.send();
  return { workflow, server, source: source.data, draft, keeper };
}

export function toBase(source: Tagged<Source>): Base {
  const content = toContent(source.data.text, source.data.layout);
  return { text: content.text, sidecar: content.sidecar, etag: source.etag, revision: source.data.revision };
}

export interface Begun {
  content: Content;
  edits: number;
  isUnsent: boolean;
  /** A draft that another tab kept while this browser's copy could not be sent: one of them goes on. */
  rival: Tagged<KeptDraft> | null;
}

/** What this browser has and could not send wins; else what the server kept; else what is saved. */
export function chooseContent(base: Base, kept: Tagged<KeptDraft> | null, local: LocalCopy | null): Begun {
  if (local && !local.isOnServer) {
    const isRival = kept !== null && kept.etag !== local.draftEtag && kept.data.text !== local.text;
    const content = { text: local.text, sidecar: local.sidecar };
    return { content, edits: Math.max(1, local.edits), isUnsent: true, rival: isRival ? kept : null };
  }
  if (kept) {
    const edits = local?.text === kept.data.text ? local.edits : 0;
    const isChanged = kept.data.text !== base.text;
    return {
      content: toContent(kept.data.text, kept.data.layout ?? base.sidecar),
      edits: isChanged ? Math.max(1, edits) : edits,
      isUnsent: false,
      rival: null,
    };
  }
  return { content: { text: base.text, sidecar: base.sidecar }, edits: 0, isUnsent: false, rival: null };
}
