import { useMemo } from "react";

import { ApiProblem, api } from "@/api/client";
import { inProject } from "@/api/project";
import type { ExpressionName } from "@/code/names";
import type { Draft } from "@/features/builder/draft";
import type { ExpressionHelp, Preview } from "@/form/expression-context";

interface PreviewAnswer {
  value?: unknown;
  said?: string | null;
  from_run?: string | null;
  error?: string | { message?: string } | null;
}

interface About {
  workflow: string;
  draft: Draft;
  task: string | null;
  section: string | null;
}

/** Names and values for the expressions of one task, or of the workflow where none is given. */
export function useExpressionHelp(
  workflow: string,
  draft: Draft,
  task: string | null,
  section: string | null,
): ExpressionHelp {
  return useMemo(() => new DraftExpressions({ workflow, draft, task, section }), [workflow, draft, task, section]);
}

/** Asks for the names once a text; previews go with the text of the moment. */
class DraftExpressions implements ExpressionHelp {
  private known: { text: string; names: Promise<readonly ExpressionName[]> } | null = null;

  constructor(private readonly about: About) {}

  names = (): Promise<readonly ExpressionName[]> => {
    const { text } = this.about.draft.state;
    if (this.known?.text !== text) this.known = { text, names: fetchNames(this.ask()) };
    return this.known.names;
  };

  preview = (expression: string): Promise<Preview> => fetchPreview({ ...this.ask(), expression });

  private ask() {
    const { workflow, draft, task, section } = this.about;
    return { workflow, text: draft.state.text, task, section };
  }
}

async function fetchNames(about: object): Promise<readonly ExpressionName[]> {
  try {
    const found = await api.post<{ items: ExpressionName[] } | ExpressionName[]>(
      inProject("/expressions/names"),
      about,
    );
    return Array.isArray(found) ? found : found.items;
  } catch {
    return []; // completion is a help; without it one types
  }
}

async function fetchPreview(ask: object): Promise<Preview> {
  try {
    const found = await api.post<PreviewAnswer>(inProject("/expressions/preview"), ask);
    const error = typeof found.error === "string" ? found.error : (found.error?.message ?? "");
    return { said: found.said ?? JSON.stringify(found.value ?? null), error, fromRun: found.from_run ?? null };
  } catch (refused) {
    return { said: "", error: refused instanceof ApiProblem ? refused.message : "", fromRun: null };
  }
}
