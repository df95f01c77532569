/** What an act of the hand means to the file: operations, a name for undo, and what is selected after. */

import { formatCondition, type Condition } from "./condition";
import type { Point, Positions } from "./layout";
import { siblingKey, type GraphModel, type Scope } from "./model";
import { freeName } from "./names";
import type { Operation, TaskRef } from "./operations";
import { findTask, keyOf, parseKey, sourcePath, type GraphTask, type Section, type SourceGraph } from "./source";

export interface Command {
  label: string;
  operations: Operation[];
  /** Keys of the nodes to select once it is done. */
  select?: string[];
  /** Where new nodes shall stand. */
  place?: Positions;
}

/** Where a new task goes: a section, and the group whose inside is shown. */
export interface Place {
  section: Section;
  parent: string | null;
}

export const MAIN: Place = { section: "tasks", parent: null };

export function placeOf(scope: Scope): Place {
  if (scope === null) return MAIN;
  const { section, path } = parseKey(scope);
  return { section, parent: path };
}

export function namesIn(graph: SourceGraph, place: Place): Set<string> {
  const siblings = graph[place.section].filter((task) => (task.parent ?? null) === place.parent);
  return new Set(siblings.map((task) => task.id));
}

export interface NewTask {
  wanted: string;
  task: Record<string, unknown>;
}

export interface AddOptions {
  place?: Place;
  /** The key of the task that the new one follows. */
  after?: string | undefined;
  condition?: string;
  at?: Point | undefined;
}

/** Add a task; with `after` an edge leads to it from there. */
export function addTask(graph: SourceGraph, said: NewTask, options: AddOptions = {}): Command {
  const before = options.after ? findTask(graph, options.after) : undefined;
  const place = before ? { section: before.section, parent: before.parent ?? null } : (options.place ?? MAIN);
  const id = freeName(said.wanted, namesIn(graph, place));
  const condition = options.condition ?? "success";
  const needs = before ? { needs: condition === "success" ? before.id : { [before.id]: needValue(condition) } } : {};
  const key = childKey(place, id);
  return {
    label: `add ${id}`,
    operations: [
      {
        op: "add_task",
        id,
        section: place.section,
        ...(place.parent ? { parent: place.parent } : {}),
        ...(before ? { after: before.id } : {}),
        task: { ...needs, ...said.task },
      },
    ],
    select: [key],
    ...(options.at ? { place: { [key]: options.at } } : {}),
  };
}

function childKey(place: Place, id: string): string {
  return keyOf(place.section, place.parent ? `${place.parent}/${id}` : id);
}

/** What stands behind a task's name in `needs`. */
export function needValue(condition: string): string | (string | number)[] {
  if (condition.startsWith("exit:")) {
    return condition
      .slice(5)
      .split(",")
      .map((code) => (/^\d+$/.test(code) ? Number(code) : code));
  }
  return condition.startsWith("label:") ? condition.slice(6) : condition;
}

export function removeTasks(keys: readonly string[]): Command {
  return {
    label: `delete ${listed(keys.map(idOf))}`,
    operations: keys.map((key) => ({ op: "remove_task", ...refOf(key) })),
    select: [],
  };
}

export function removeEdges(ids: readonly string[]): Command {
  const ends = ids.map(endsOf);
  return {
    label:
      ends.length === 1
        ? `disconnect ${idOf(ends[0]?.from ?? "")} from ${idOf(ends[0]?.to ?? "")}`
        : `delete ${ends.length} edges`,
    operations: ends.map(({ from, to }) => ({ op: "disconnect", ...endRefs(from, to) })),
    select: [],
  };
}

/** Delete nodes with their edges, and edges between nodes that stay. */
export function removeSelected(nodes: readonly string[], edges: readonly string[]): Command {
  const gone = new Set(nodes);
  const alone = edges.filter((id) => {
    const { from, to } = endsOf(id);
    return !gone.has(from) && !gone.has(to);
  });
  const operations = [...removeEdges(alone).operations, ...removeTasks(nodes).operations];
  const label = nodes.length > 0 ? removeTasks(nodes).label : removeEdges(alone).label;
  return { label, operations, select: [] };
}

export function renameTask(key: string, to: string): Command {
  const { section, path } = parseKey(key);
  const parent = path.includes("/") ? `${path.slice(0, path.lastIndexOf("/"))}/` : "";
  return {
    label: `rename ${idOf(key)} to ${to}`,
    operations: [{ op: "rename_task", ...refOf(key), to }],
    select: [keyOf(section, parent + to)],
  };
}

export function duplicateTasks(graph: SourceGraph, keys: readonly string[], positions: Positions): Command {
  const select: string[] = [];
  const place: Positions = {};
  const taken = new Map<string, Set<string>>();
  const operations = keys.flatMap((key): Operation[] => {
    const task = findTask(graph, key);
    if (!task) return [];
    const where: Place = { section: task.section, parent: task.parent ?? null };
    const scope = `${where.section}/${where.parent ?? ""}`;
    const names = taken.get(scope) ?? namesIn(graph, where);
    const to = freeName(task.id, names);
    taken.set(scope, names.add(to));
    const copy = childKey(where, to);
    select.push(copy);
    const at = positions[key];
    if (at) place[copy] = { x: at.x + 28, y: at.y + 76 };
    return [{ op: "duplicate_task", ...refOf(key), to }];
  });
  return { label: `duplicate ${listed(keys.map(idOf))}`, operations, select, place };
}

export function connect(from: string, to: string, condition: string): Command {
  return {
    label: `connect ${idOf(from)} to ${idOf(to)}`,
    operations: [{ op: "connect", ...endRefs(from, to), condition }],
  };
}

export function setCondition(edge: string, condition: Condition): Command {
  const { from, to } = endsOf(edge);
  return {
    label: `ask for ${condition.text || condition.kind}`,
    operations: [{ op: "set_condition", ...endRefs(from, to), condition: formatCondition(condition) }],
  };
}

/** Move an end of an edge: the old one goes, the new one keeps its condition. */
export function reconnect(edge: string, from: string, to: string, condition: Condition): Command {
  const old = endsOf(edge);
  return {
    label: `reconnect ${idOf(old.from)} to ${idOf(to)}`,
    operations: [
      { op: "disconnect", ...endRefs(old.from, old.to) },
      { op: "connect", ...endRefs(from, to), condition: formatCondition(condition) },
    ],
  };
}

export function setJoin(key: string, join: string | number): Command {
  const { path, section } = refOf(key);
  return { label: `set the join of ${idOf(key)}`, operations: [{ op: "set_join", task: path, section, join }] };
}

/** Set a value below a task, or take the key away where the value is undefined. */
export function setInTask(task: GraphTask, path: readonly (string | number)[], value: unknown): Command {
  const full = [...sourcePath(task.section, task.path), ...path];
  return setAt(full, value, `change ${path.join(".")} of ${task.id}`);
}

export function setAt(path: readonly (string | number)[], value: unknown, label = `change ${path.join(".")}`): Command {
  const operation: Operation =
    value === undefined ? { op: "unset", path: [...path] } : { op: "set", path: [...path], value };
  return { label, operations: [operation] };
}

export function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** Is a drop of an edge here sensible, and if not, why? */
export function connectProblem(graph: SourceGraph, model: GraphModel, from: string, to: string): string {
  const [source, target] = [findTask(graph, from), findTask(graph, to)];
  if (!source || !target) return "There is no such task.";
  if (from === to) return "A task can't wait for itself.";
  if (siblingKey(target, source.id) !== from) return "Tasks of different sections can't be connected.";
  if (model.edges.some((edge) => edge.from === from && edge.to === to))
    return `${target.id} needs ${source.id} already.`;
  return "";
}

export function endsOf(edge: string): { from: string; to: string } {
  const [from = "", to = ""] = edge.split("->");
  return { from, to };
}

export function idOf(key: string): string {
  return parseKey(key).path.split("/").pop() ?? key;
}

function refOf(key: string): TaskRef {
  return parseKey(key);
}

function endRefs(from: string, to: string): { from: string; to: string; section: Section } {
  const { section, path } = parseKey(to);
  return { from: parseKey(from).path, to: path, section };
}

function listed(ids: string[]): string {
  return ids.length === 1 ? (ids[0] ?? "") : `${ids.length} tasks`;
}
