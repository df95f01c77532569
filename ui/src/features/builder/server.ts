/** What the builder asks of the server; the draft knows these calls and nothing of HTTP. */

import { api, fetchAnswer } from "@/api/client";
import { inProject } from "@/api/project";
import type { InputField, Problem, RunSummary } from "@/api/types";
import type { Note } from "@/features/canvas/flow";
import type { TextEdit } from "@/graph/edits";
import type { Positions } from "@/graph/layout";
import type { Operation, Path } from "@/graph/operations";
import type { SourceGraph } from "@/graph/source";

/** What lies beside the text: where nodes were put by hand, and notes. */
export interface Sidecar {
  positions: Positions;
  notes: Note[];
}

export const NO_SIDECAR: Sidecar = { positions: {}, notes: [] };

export interface Source {
  file: string;
  text: string;
  revision: string | null;
  layout: Partial<Sidecar> | null;
  is_read_only: boolean;
  why_read_only: string;
  /** Who saved this text; empty where its file was changed in the folder. */
  author: string;
  is_yours: boolean;
  saved_at: string | null;
}

export interface Span {
  path: Path;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

export interface Checked {
  problems: Problem[];
  graph: SourceGraph;
  inputs: InputField[];
  revision_hash: string | null;
  semantic_hash: string | null;
  spans: Span[];
  /** The keys of the workflow beside its tasks. */
  top: Record<string, unknown>;
}

export interface Edited extends Checked {
  text: string;
  edits: TextEdit[];
}

export interface KeptDraft {
  text: string;
  layout: Partial<Sidecar> | null;
  base_revision: string | null;
  updated_at: string;
}

export interface Revision {
  hash: string;
  /** Equal where two read the same. */
  content: string;
  created_at: string;
  author: string | null;
  message: string | null;
  runs_count: number;
  is_active: boolean;
}

export interface SemanticChange {
  kind: "added" | "removed" | "changed" | "renamed";
  path: string | (string | number)[];
  sentence: string;
  before: unknown;
  after: unknown;
}

export interface Diff {
  unified: string;
  semantic: SemanticChange[];
}

export interface Tagged<Value> {
  data: Value;
  etag: string;
}

export interface RunAsk {
  inputs: Record<string, unknown>;
  text?: string;
  only?: string[];
  from_task?: string;
}

/** The draft, to be run instead of what is saved; a workflow that is only shown has none. */
export function ranText(isReadOnly: boolean, text: string): Pick<RunAsk, "text"> {
  return isReadOnly ? {} : { text };
}

export type BuilderServer = ReturnType<typeof builderServer>;

export function builderServer(workflow: string) {
  const at = (rest: string) => inProject(`/workflows/${encodeURIComponent(workflow)}${rest}`);
  const tagged = async <Value>(method: string, path: string, options = {}): Promise<Tagged<Value>> => {
    const answer = await fetchAnswer<Value>(method, path, options);
    return { data: answer.data, etag: answer.etag ?? "" };
  };
  return {
    source: () => tagged<Source>("GET", at("/source")),
    /** Null where there is none. */
    draft: async (): Promise<Tagged<KeptDraft> | null> => {
      const found = await tagged<KeptDraft | undefined>("GET", at("/draft"));
      return found.data ? { data: found.data, etag: found.etag } : null;
    },
    check: (text: string, signal?: AbortSignal) =>
      api.post<Checked>(inProject("/check"), { workflow, text }, signal ? { signal } : {}),
    edit: (text: string, operations: Operation[]) =>
      api.post<Edited>(inProject("/edit"), { workflow, text, operations }),
    keep: (draft: { text: string; layout: Sidecar; base_revision: string | null }, etag: string) =>
      tagged<KeptDraft>("PUT", at("/draft"), { body: draft, ...(etag ? { ifMatch: etag } : { isFirst: true }) }),
    discard: (etag: string) => api.del<void>(at("/draft"), { ifMatch: etag }),
    save: (said: { text: string; message: string; layout: Sidecar }, etag: string) =>
      tagged<{ revision: string | null; problems: Problem[]; etag: string }>("POST", at("/revisions"), {
        body: said,
        ifMatch: etag,
      }),
    revisions: async () => {
      const found = await api.get<Revision[] | { items: Revision[] }>(at("/revisions"), { limit: 200 });
      return Array.isArray(found) ? found : found.items;
    },
    revision: (hash: string) => api.get<{ text: string }>(at(`/revisions/${hash}`)),
    diff: (from: string, to: string) => api.get<Diff>(at("/diff"), { from, to }),
    diffDraft: (from: string, text: string) => api.post<Diff>(at("/diff"), { text }, { query: { from, to: "draft" } }),
    restore: (hash: string, message: string, etag: string) =>
      api.post<{ revision: string }>(at(`/revisions/${hash}/restore`), { message }, etag ? { ifMatch: etag } : {}),
    run: (ask: RunAsk) => api.post<RunSummary>(at("/runs"), ask, { idempotencyKey: crypto.randomUUID() }),
  };
}
