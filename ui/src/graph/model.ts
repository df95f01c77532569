/** From the server's graph to nodes and edges of one level: a section's tasks, or the inside of a group. */

import { conditionLabel, leavesAtBottom, parseCondition, type Condition } from "./condition";
import { keyOf, SECTIONS, taskKey, type GraphTask, type Section, type SourceGraph } from "./source";

export interface ModelNode {
  key: string;
  task: GraphTask;
  section: Section;
  width: number;
  height: number;
}

export interface ModelEdge {
  id: string;
  from: string;
  to: string;
  condition: Condition;
  label: string;
  side: "right" | "bottom";
}

export interface GraphModel {
  nodes: ModelNode[];
  edges: ModelEdge[];
  /** The sections that have tasks at this level, in the order in which they run. */
  sections: Section[];
}

/** What the canvas shows: the whole workflow, or the inside of the group with this key. */
export type Scope = string | null;

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 54;
export const FOOTER_HEIGHT = 26;

export function edgeId(from: string, to: string): string {
  return `${from}->${to}`;
}

export function toModel(graph: SourceGraph, scope: Scope = null): GraphModel {
  const nodes = SECTIONS.flatMap((section) =>
    graph[section].filter((task) => isIn(task, scope)).map((task) => toNode(task)),
  );
  const known = new Set(nodes.map((node) => node.key));
  const edges = nodes.flatMap((node) => edgesOf(node, known));
  const sections = SECTIONS.filter((section) => nodes.some((node) => node.section === section));
  return { nodes, edges, sections };
}

function isIn(task: GraphTask, scope: Scope): boolean {
  const parent = task.parent ? keyOf(task.section, task.parent) : null;
  return parent === scope;
}

function toNode(task: GraphTask): ModelNode {
  const height = NODE_HEIGHT + (hasFooter(task) ? FOOTER_HEIGHT : 0);
  return { key: taskKey(task), task, section: task.section, width: NODE_WIDTH, height };
}

/** Whether a node has the lower line: foreach, checks, a condition, an expiry, the first case of a switch. */
export function hasFooter(task: GraphTask): boolean {
  return Boolean(
    task.foreach || (task.checks_count ?? 0) > 0 || hasWhen(task) || expiryOf(task) || task.kind === "switch",
  );
}

export function hasWhen(task: GraphTask): boolean {
  return task.when !== null && task.when !== undefined;
}

export function expiryOf(task: GraphTask): string {
  const approval = task.data?.["approval"];
  const expires = isRecord(approval) ? approval["expires"] : undefined;
  return typeof expires === "string" ? expires : "";
}

function edgesOf(node: ModelNode, known: ReadonlySet<string>): ModelEdge[] {
  return node.task.needs.flatMap((need) => {
    const from = siblingKey(node.task, need.task);
    if (!known.has(from)) return [];
    const condition = parseCondition(need.condition);
    return [
      {
        id: edgeId(from, node.key),
        from,
        to: node.key,
        condition,
        label: conditionLabel(condition),
        side: leavesAtBottom(condition) ? ("bottom" as const) : ("right" as const),
      },
    ];
  });
}

/** The key of a task that is named beside this one. */
export function siblingKey(task: GraphTask, id: string): string {
  return keyOf(task.section, task.parent ? `${task.parent}/${id}` : id);
}

export function isGroup(task: GraphTask): boolean {
  return task.kind === "tasks";
}

/** Everything that runs before a task, nearest first. */
export function upstreamsOf(model: GraphModel, key: string): string[] {
  return reach(model, key, (edge) => [edge.to, edge.from]);
}

export function downstreamsOf(model: GraphModel, key: string): string[] {
  return reach(model, key, (edge) => [edge.from, edge.to]);
}

function reach(model: GraphModel, key: string, ends: (edge: ModelEdge) => [string, string]): string[] {
  const next = new Map<string, string[]>();
  for (const edge of model.edges) {
    const [near, far] = ends(edge);
    next.set(near, [...(next.get(near) ?? []), far]);
  }
  const found = new Set<string>();
  const open = [...(next.get(key) ?? [])];
  for (const one of open) {
    if (one === key || found.has(one)) continue;
    found.add(one);
    open.push(...(next.get(one) ?? []));
  }
  return [...found];
}

/** Would an edge from `from` to `to` make the tasks wait for each other? */
export function wouldCycle(model: GraphModel, from: string, to: string): boolean {
  return from === to || downstreamsOf(model, to).includes(from);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
