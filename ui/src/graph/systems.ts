/** The glyph of a system's kind, never a logo. Pure: names of icons, no pictures. */

const ofSystem: Record<string, string> = {
  bigquery: "warehouse",
  snowflake: "warehouse",
  redshift: "warehouse",
  local: "folder",
  sftp: "folder",
  http: "globe",
  http_files: "globe",
  files: "table",
  github: "git",
  python: "code",
  flow: "branch",
};

const ofCategory: Record<string, string> = {
  storage: "bucket",
  sql: "database",
  files: "table",
  messages: "message",
  web: "globe",
  http: "globe",
  payments: "tag",
  dashboards: "chart",
  crm: "user",
  dbt: "workflow",
  development: "git",
  code: "code",
  flow: "branch",
};

/** `undefined` for a system of nobody's kind, such as a project's own. */
export function systemIcon(system: string, category: string): string | undefined {
  return ofSystem[system] ?? ofCategory[category.toLowerCase()];
}
