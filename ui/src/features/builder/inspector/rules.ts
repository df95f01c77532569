/** The kinds of checks, and how each begins. Pure. */

export const CHECK_KINDS: readonly { kind: string; says: string; first: unknown }[] = [
  { kind: "not_null", says: "no empty value", first: ["id"] },
  { kind: "unique", says: "identify a row", first: ["id"] },
  { kind: "values", says: "only listed values", first: { column: "status", in: ["open", "closed"] } },
  { kind: "range", says: "between bounds", first: { column: "amount", min: 0 } },
  { kind: "row_count", says: "how many rows", first: { min: 1 } },
  { kind: "freshness", says: "not too old", first: { column: "updated_at", max_age: "1d" } },
  { kind: "regex", says: "matches a pattern", first: { column: "code", pattern: "[A-Z]{3}" } },
  { kind: "relation", says: "found in another asset", first: { column: "id", to: "warehouse/other" } },
  { kind: "sql", says: "gives the rows that are wrong", first: "select * from result where false" },
];

export function newCheck(kind: string): Record<string, unknown> {
  return { [kind]: CHECK_KINDS.find((each) => each.kind === kind)?.first };
}

export function ruleOf(check: Record<string, unknown>): { kind: string; value: unknown } {
  const kind = CHECK_KINDS.find((each) => each.kind in check)?.kind ?? "rule";
  return { kind, value: check[kind] };
}
