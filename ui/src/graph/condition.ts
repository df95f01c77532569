/** What an edge asks for, in the API's spelling and in words. */

export type ConditionKind = "success" | "failed" | "completed" | "exit" | "label";

export interface Condition {
  kind: ConditionKind;
  /** Exit codes such as `3, 10-12`, or the label of a switch; empty otherwise. */
  text: string;
}

const PLAIN: readonly string[] = ["success", "failed", "completed"];
const CODE = /^\d{1,3}(\s*-\s*\d{1,3})?$/;

export function parseCondition(said: string): Condition {
  if (PLAIN.includes(said)) return { kind: said as ConditionKind, text: "" };
  const at = said.indexOf(":");
  const kind = said.slice(0, at);
  const text = said.slice(at + 1);
  if (kind === "exit")
    return {
      kind: "exit",
      text: text
        .split(",")
        .map((code) => code.trim())
        .join(", "),
    };
  return { kind: "label", text: at < 0 ? said : text };
}

export function formatCondition(condition: Condition): string {
  if (condition.kind === "exit") return `exit:${condition.text.replace(/\s+/g, "")}`;
  if (condition.kind === "label") return `label:${condition.text}`;
  return condition.kind;
}

/** The text on the edge; a success edge has none. */
export function conditionLabel(condition: Condition): string {
  if (condition.kind === "success") return "";
  if (condition.kind === "exit") return `exit ${condition.text}`;
  return condition.kind === "label" ? condition.text : condition.kind;
}

/** The main way goes on to the right; what reacts to an end of another kind leaves at the bottom. */
export function leavesAtBottom(condition: Condition): boolean {
  return condition.kind === "failed" || condition.kind === "completed" || condition.kind === "exit";
}

/** Why the text can't be exit codes; empty where it can. */
export function exitCodesProblem(text: string): string {
  const codes = text.split(",").map((code) => code.trim());
  if (codes.length === 0 || codes.some((code) => code === "")) return "Codes from 0 to 255, such as 2, 100-120.";
  for (const code of codes) {
    if (!CODE.test(code)) return `${code} is no exit code. Codes from 0 to 255, such as 2, 100-120.`;
    const [first = 0, last = first] = code.split("-").map(Number);
    if (last > 255 || first > last) return `${code} is no range of exit codes from 0 to 255.`;
  }
  return "";
}
