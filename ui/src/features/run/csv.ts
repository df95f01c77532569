/** Tables as CSV (RFC 4180). Pure. */

import type { Json } from "@/api/types";

export interface JsonTable {
  columns: string[];
  rows: Json[][];
}

/** A list of objects as a table, its columns in the order in which they first come; null where it is none. */
export function tableOf(value: Json): JsonTable | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const names = new Set<string>();
  for (const row of value) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) return null;
    for (const name of Object.keys(row)) names.add(name);
  }
  const columns = [...names];
  if (columns.length === 0) return null;
  const rows = value.map((row) => columns.map((name) => (row as Record<string, Json>)[name] ?? null));
  return { columns, rows };
}

/** With a head; nothing is written for null, and JSON for what is no plain value. */
export function toCsv({ columns, rows }: JsonTable): string {
  return [columns, ...rows].map((row) => `${row.map(toCell).join(",")}\r\n`).join("");
}

function toCell(value: Json): string {
  if (value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) || text.trim() !== text || text === "" ? `"${text.replaceAll('"', '""')}"` : text;
}
