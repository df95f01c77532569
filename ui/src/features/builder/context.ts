import { createContext, useContext } from "react";

import type { Draft, DraftState } from "@/features/builder/draft";
import type { Keeper, KeepStatus } from "@/features/builder/keeper";
import type { BuilderServer } from "@/features/builder/server";
import type { DraftRun } from "@/features/builder/useDraftRun";
import type { Command } from "@/graph/commands";
import type { Layout, Point } from "@/graph/layout";
import type { GraphModel, Scope } from "@/graph/model";
import type { Selection } from "@/graph/selection";
import type { GraphTask } from "@/graph/source";

/** Where the palette adds: after a task, or where an edge was dropped. */
export interface AddTarget {
  after?: string;
  condition?: string;
  at?: Point;
  /** Where on the screen the search opens; in the palette itself where it is left out. */
  screen?: Point;
}

/** What all parts of the builder share. The draft is the one truth; the rest is what is looked at. */
export interface Builder {
  workflow: string;
  file: string;
  isReadOnly: boolean;
  /** As a sentence; empty where it can be edited. */
  whyReadOnly: string;
  server: BuilderServer;
  draft: Draft;
  keeper: Keeper;
  keepStatus: KeepStatus;
  state: DraftState;
  model: GraphModel;
  layout: Layout;
  scope: Scope;
  setScope: (scope: Scope) => void;
  selection: Selection;
  select: (selection: Selection) => void;
  /** The task, where exactly one is selected. */
  task: GraphTask | undefined;
  /** Do it, and select what it says. */
  act: (command: Command) => Promise<boolean>;
  adding: AddTarget | null;
  setAdding: (target: AddTarget | null) => void;
  run: DraftRun;
  /** Bring a place of the text into view, and the cursor to it. */
  showLine: (line: number, column?: number) => void;
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error("This part stands outside of the builder.");
  return builder;
}
