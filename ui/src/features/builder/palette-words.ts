/** Words that people use for a system or a family beside its name. */
const WORDS: Readonly<Record<string, string>> = {
  storage: "bucket folder object file lake ftp s3 gcs blob",
  s3: "bucket aws object minio r2",
  gcs: "bucket google cloud storage object",
  azure_blob: "bucket container microsoft adls object",
  sftp: "ftp ssh server",
  http_files: "website download url",
  local: "disk folder directory",
  sql: "database table db",
  postgres: "postgresql database db aurora",
  mysql: "mariadb database db",
  sqlite: "database db file",
  duckdb: "database db",
  snowflake: "warehouse database",
  bigquery: "warehouse google gcp database",
  redshift: "warehouse aws amazon database",
  files: "excel xlsx spreadsheet csv parquet json diff concat",
  http: "api rest url web json website call paging",
  email: "mail smtp message outlook gmail",
  slack: "chat message channel",
  apprise: "teams telegram discord pagerduty chat message",
  notify: "alert message",
  stripe: "payment card finance",
  paypal: "payment finance",
  mastercard: "payment card dispute claim finance",
  salesforce: "crm lead contact account soql",
  tableau: "dashboard report bi workbook",
  looker: "dashboard report bi",
  powerbi: "dashboard report bi microsoft",
  dbt: "transform model sql",
  dbt_cloud: "transform model job",
  github: "git repository code actions ci",
  flow: "wait sleep pause fail",
  python: "function code",
};

/** The words for a blueprint: those of the first part of its name. */
export function wordsOf(blueprint: string): string {
  return WORDS[blueprint.split(".")[0] ?? ""] ?? "";
}
