/** What only the run page reads, by short names. */

import type { components } from "@/api/schema";
import type { InputField, Json } from "@/api/types";

type Schemas = components["schemas"];

export type Attempt = Schemas["Attempt"];
export type Wait = Schemas["Wait"];
export type Materialization = Schemas["Materialization"];
export type TaskOutputs = Omit<Schemas["TaskOutputs"], "outputs"> & { outputs: Json };
export type RerunMode = "all" | "failed" | "from";
export type RerunPreview = Schemas["RerunPreview"];
export type Approval = Omit<Schemas["Approval"], "fields"> & { fields: InputField[] };

export type RunFile = Schemas["RunFile"];
export type RunFiles = Schemas["RunFiles"];

export interface FilePreview {
  kind: "text" | "csv" | "parquet" | "image" | "binary";
  media_type: string;
  size_bytes: number;
  text: string | null;
  columns: { name: string; type: string }[] | null;
  rows: Json[][] | null;
  total_rows: number | null;
  truncated: boolean;
  note: string;
}
