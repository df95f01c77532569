/** What the required inputs of a new task begin with: the only fitting connection, else something to write over. Pure. */

import type { Connection } from "@/api/types";
import { fieldsOf, type FieldSpec, type JsonSchema } from "@/form/schema";

export function firstInputs(
  schema: JsonSchema | undefined,
  connections: readonly Pick<Connection, "name" | "type">[],
): Record<string, unknown> {
  if (!schema) return {};
  const entries = fieldsOf(schema).flatMap((field): [string, unknown][] => {
    if (field.widget === "connection") {
      const fitting = connections.filter((each) => field.types.length === 0 || field.types.includes(each.type));
      if (fitting.length === 1) return [[field.name, fitting[0]?.name]];
    }
    return field.isRequired ? [[field.name, firstValue(field)]] : [];
  });
  return Object.fromEntries(entries);
}

function firstValue(field: FieldSpec): unknown {
  switch (field.widget) {
    case "list":
      return [];
    case "map":
    case "json":
      return {};
    case "boolean":
      return false;
    case "integer":
    case "number":
      return field.minimum ?? 1;
    case "duration":
      return "1m";
    case "select":
      return field.options[0]?.value ?? "";
    default:
      return "";
  }
}
