/** How a task and an edge look: words and shapes, no colours. */

import { expiryOf, hasWhen, isRecord, type ModelEdge } from "./model";
import type { GraphForeach, GraphTask } from "./source";
import { systemIcon } from "./systems";

export type Shape = "task" | "foreach" | "approval" | "nested";

export interface Footer {
  icon: string;
  text: string;
}

export interface Look {
  shape: Shape;
  icon: string;
  name: string;
  second: string;
  footer: Footer[];
  /** The pill at the upper left corner; `all` shows nothing. */
  join: string;
  isDisabled: boolean;
  /** A node one can go into: a group or another workflow. */
  opens: "group" | "workflow" | null;
}

export function lookOf(task: GraphTask): Look {
  return {
    shape: shapeOf(task),
    icon: iconOf(task),
    name: task.id,
    second: task.disabled ? "off in this draft" : secondLine(task),
    footer: footerOf(task),
    join: joinLabel(task.join),
    isDisabled: task.disabled === true,
    opens: task.kind === "tasks" ? "group" : task.kind === "workflow" ? "workflow" : null,
  };
}

function shapeOf(task: GraphTask): Shape {
  if (task.foreach) return "foreach";
  if (task.kind === "approval") return "approval";
  return task.kind === "workflow" || task.kind === "tasks" ? "nested" : "task";
}

const ICON_OF_KIND: Record<GraphTask["kind"], string> = {
  uses: "blueprints",
  run: "terminal",
  workflow: "subworkflow",
  approval: "user",
  switch: "branch",
  tasks: "subworkflow",
  unknown: "alert",
};

const ICON_OF_VERB: Record<string, string> = {
  wait: "hourglass",
  wait_for: "hourglass",
  download: "download",
  upload: "up",
  copy: "copy",
  move: "chevrons",
  delete: "trash",
  list: "note",
  verify: "shield",
  check: "shield",
  convert: "table",
  fail: "stop",
  query: "database",
};

export function iconOf(task: Pick<GraphTask, "kind" | "uses" | "icon" | "category" | "is_sensor">): string {
  if (task.kind !== "uses") return ICON_OF_KIND[task.kind];
  return blueprintIcon({ name: task.uses ?? "", icon: task.icon, category: task.category, is_sensor: task.is_sensor });
}

export interface BlueprintLook {
  name: string;
  icon?: string | null | undefined;
  category?: string | null | undefined;
  is_sensor?: boolean | undefined;
}

export function blueprintIcon(blueprint: BlueprintLook): string {
  if (blueprint.is_sensor) return "hourglass";
  const verb = blueprint.name.split("@")[0]?.split(".").pop() ?? "";
  const system = blueprint.icon ?? blueprint.name.split(".")[0] ?? "";
  return ICON_OF_VERB[verb] ?? systemIcon(system, blueprint.category ?? "") ?? "blueprints";
}

function secondLine(task: GraphTask): string {
  switch (task.kind) {
    case "uses":
      return task.uses ?? "";
    case "run":
      return `script, ${task.language ?? "bash"}`;
    case "workflow":
      return `workflow, ${task.workflow ?? ""}`;
    case "approval":
      return `approval${approversOf(task)}`;
    case "switch":
      return `switch, ${counted(task.switch_labels?.length ?? 0, "way")}`;
    case "tasks":
      return "group";
    case "unknown":
      return "does nothing yet";
  }
}

function approversOf(task: GraphTask): string {
  const approval = task.data?.["approval"];
  const approvers = isRecord(approval) ? approval["approvers"] : undefined;
  const names = Array.isArray(approvers) ? approvers : approvers === undefined ? [] : [approvers];
  return names.length > 0 ? `, ${names.join(", ")}` : "";
}

function footerOf(task: GraphTask): Footer[] {
  const footer: Footer[] = [];
  if (task.foreach) footer.push({ icon: "foreach", text: foreachLabel(task.foreach) });
  if (task.kind === "switch") footer.push({ icon: "", text: firstCase(task) });
  else if (hasWhen(task)) footer.push({ icon: "", text: `when ${bare(String(task.when))}` });
  const expiry = expiryOf(task);
  if (expiry) footer.push({ icon: "clock", text: `expires after ${spoken(expiry)}` });
  const checks = task.checks_count ?? 0;
  if (checks > 0) footer.push({ icon: "shield", text: counted(checks, "check") });
  return footer;
}

function foreachLabel(foreach: GraphForeach): string {
  if (Array.isArray(foreach.items)) return counted(foreach.items.length, "item");
  if (isRecord(foreach.items)) {
    const sizes = Object.values(foreach.items).map((list) => (Array.isArray(list) ? list.length : 0));
    return sizes.includes(0)
      ? "a matrix"
      : counted(
          sizes.reduce((product, size) => product * size, 1),
          "item",
        );
  }
  return typeof foreach.items === "string" ? `each of ${bare(foreach.items)}` : "each item";
}

function firstCase(task: GraphTask): string {
  const cases = isRecord(task.data?.["switch"]) ? (task.data["switch"] as Record<string, unknown>)["cases"] : undefined;
  const first = isRecord(cases) ? Object.entries(cases)[0] : undefined;
  return first ? `${first[0]} when ${bare(String(first[1]))}` : "no case yet";
}

/** An expression without its braces. */
export function bare(expression: string): string {
  return expression.replace(/\{\{\s*|\s*\}\}/g, "").trim();
}

export function counted(count: number, word: string): string {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}

/** `8h` as it is read: "8 h". */
export function spoken(duration: string): string {
  return duration.replace(/(\d)\s*(ms|s|m|h|d|w)/g, "$1 $2 ").trim();
}

function joinLabel(join: GraphTask["join"]): string {
  if (join === null || join === undefined || join === "all") return "";
  return String(join);
}

/** "2 of 3" where the number of edges is known. */
export function joinPill(task: GraphTask): string {
  const label = joinLabel(task.join);
  return /^\d+$/.test(label) ? `${label} of ${task.needs.length}` : label;
}

export type EdgeTone = "plain" | "failed" | "selected";

export function edgeTone(edge: ModelEdge, isSelected: boolean): EdgeTone {
  if (isSelected) return "selected";
  return edge.condition.kind === "failed" ? "failed" : "plain";
}

/** The sentence a screen reader says for a node. */
export function spokenName(task: GraphTask, problems: number): string {
  const look = lookOf(task);
  const parts = [look.name, look.second, ...look.footer.map((each) => each.text)];
  if (look.join) parts.push(`join ${joinPill(task)}`);
  if (task.needs.length > 0) parts.push(`needs ${task.needs.map((need) => need.task).join(", ")}`);
  if (problems > 0) parts.push(counted(problems, "problem"));
  return parts.join(", ");
}
