/** The operations that the server's editor knows; each keeps every byte that it does not mean. */

import type { Section } from "./source";

export type Path = (string | number)[];

/** A task by its way through groups, `load/check`, and the section it stands in. */
export interface TaskRef {
  path: string;
  section: Section;
}

interface Ends {
  from: string;
  to: string;
  section: Section;
}

export type Operation =
  | { op: "add_task"; id: string; section?: Section; parent?: string; task: Record<string, unknown>; after?: string }
  | ({ op: "remove_task" } & TaskRef)
  | ({ op: "rename_task"; to: string } & TaskRef)
  | ({ op: "duplicate_task"; to: string } & TaskRef)
  | { op: "set"; path: Path; value: unknown }
  | { op: "unset"; path: Path }
  | { op: "insert"; path: Path; index: number; value: unknown }
  | { op: "remove_item"; path: Path; index: number }
  | { op: "move"; path: Path; before?: string | number; after?: string | number }
  | ({ op: "connect"; condition: string } & Ends)
  | ({ op: "disconnect" } & Ends)
  | ({ op: "set_condition"; condition: string } & Ends)
  | { op: "set_join"; task: string; section: Section; join: string | number };
