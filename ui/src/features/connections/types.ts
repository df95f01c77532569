/** Types of connections: their glyphs, the gallery, names, and addresses that hold all fields. Pure. */

import type { ConnectionType, Fields } from "@/api/connections";
import { type IconName, isIconName } from "@/components/Icon";
import { type JsonSchema, fieldsOf } from "@/form/schema";
import { systemIcon } from "@/graph/systems";

/** The glyph of a system's kind. */
export function typeIcon(type: string, category = ""): IconName {
  const found = systemIcon(type, category) ?? "plug";
  return isIconName(found) ? found : "plug";
}

export interface TypeGroup {
  category: string;
  items: ConnectionType[];
}

/** What else people call a system. */
const synonyms: Record<string, string> = {
  s3: "aws bucket minio r2 object store",
  gcs: "google bucket object store",
  azure_blob: "microsoft data lake adls container",
  postgres: "database pg cockroach timescale",
  mysql: "database mariadb",
  sqlite: "database file",
  duckdb: "database file",
  bigquery: "google warehouse",
  snowflake: "warehouse",
  redshift: "aws warehouse",
  sftp: "ssh server files",
  email: "mail smtp",
  apprise: "teams discord telegram notification",
  slack: "chat message",
  http: "rest api web",
};

/** By category, then title; every word of the search has to be found. */
export function groupTypes(all: readonly ConnectionType[], search: string): TypeGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((one) => {
    const text = [one.type, one.title, one.category, one.description, synonyms[one.type] ?? ""].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const categories = [...new Set(found.map((one) => one.category || "Other"))].toSorted((a, b) => a.localeCompare(b));
  return categories.map((category) => ({
    category,
    items: found
      .filter((one) => (one.category || "Other") === category)
      .toSorted((a, b) => a.title.localeCompare(b.title)),
  }));
}

export const NAME = /^[a-z][a-z0-9_]{0,99}$/;

/** The type's own name, or the first free one with a number. */
export function freeName(type: string, taken: readonly string[]): string {
  const base = type.replace(/[^a-z0-9_]/g, "_");
  if (!taken.includes(base)) return base;
  let number = 2;
  while (taken.includes(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

/** Fields that an address such as `postgres://user:password@host/database` says; null where it is none. */
export function fieldsFromUrl(schema: JsonSchema, written: string): Fields | null {
  const rest = /^[a-z][a-z0-9+._-]*:\/\/(.+)$/i.exec(written.trim())?.[1];
  if (!rest) return null;
  const fields = fieldsOf(schema);
  const has = (name: string) => fields.some((field) => field.name === name);
  if (has("base_url")) return /^https?:/i.test(written.trim()) ? { base_url: written.trim() } : null;
  const url = URL.parse(`http://${rest}`);
  if (!url) return null;
  const host = decodeURIComponent(url.hostname);
  const path = decodeURIComponent(url.pathname).replace(/^\//, "");
  const said: Fields = {
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    host,
    port: url.port ? Number(url.port) : "",
    database: has("host") ? path : "",
    bucket: host,
    prefix: has("bucket") ? path : "",
    path: has("host") ? url.pathname : `${host}${url.pathname}`,
    ...Object.fromEntries(url.searchParams),
  };
  const found = Object.entries(said).filter(([name, value]) => value !== "" && has(name));
  return found.length > 0 ? Object.fromEntries(found) : null;
}

export interface Difference {
  name: string;
  mine: string;
  theirs: string;
}

/** Where two versions of a connection differ; what is secret can't be compared, only that it was replaced. */
export function differences(mine: Fields, theirs: Fields): Difference[] {
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter((name) => name !== "type");
  return names
    .map((name) => ({ name, mine: said(mine[name]), theirs: said(theirs[name]) }))
    .filter((each) => each.mine !== each.theirs);
}

function said(value: unknown): string {
  if (value === undefined || value === null || value === "") return "empty";
  return typeof value === "string" ? value : JSON.stringify(value);
}
