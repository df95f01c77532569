/** What the API says, by the short names that the pages use; all of it comes from the generated schema. */

import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The schema says `unknown` where any JSON may stand; here it is that. */
type WithJson<T> = unknown extends T ? Json : T extends object ? { [K in keyof T]: WithJson<T[K]> } : T;

type Of<Name extends keyof Schemas> = WithJson<Schemas[Name]>;

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type RunState = Of<"RunState">;
export type TaskState = Of<"TaskState">;
/** A state of a run or of a task: what icons, chips and bars show. */
export type State = RunState | TaskState;

export type Problem = Of<"SpecProblem">;
export type Role = Of<"Role">;
export type Project = Of<"ProjectOfMine">;
export type User = Of<"SignedInUser">;
export type Session = Of<"SessionDocument">;

export type Trigger = Of<"TriggerSummary">;
export type LastRun = Of<"LastRun">;
export type WorkflowSummary = Of<"WorkflowSummary">;
export type WorkflowDetail = Of<"WorkflowDetail">;
export type InputField = Of<"InputField">;
export type Uploaded = Of<"Uploaded">;
export type UploadLimit = Of<"UploadLimit">;
export type TemplateInfo = Of<"TemplateInfo">;

export type Edge = Of<"GraphEdge">;
export type GraphTask = Of<"GraphTask">;
export type Graph = Of<"Graph">;

export type RunSummary = Of<"RunSummary">;
export type RunDetail = Of<"RunDetail">;
export type TaskRun = Of<"TaskRun">;
export type LogLine = Of<"Line">;

export type Overview = Of<"Overview">;
export type Attention = Of<"Attention">;
export type UnderWay = Of<"UnderWay">;
export type NextRun = Of<"Upcoming">;
export type HourCount = Of<"HourCount">;
export type DayCount = Of<"DayCount">;
export type AuditItem = Of<"Changed">;
export type Slots = Of<"Slots">;

export type BlueprintSummary = Of<"BlueprintSummary">;
export type BlueprintDetail = Of<"BlueprintDetail">;
export type Connection = Of<"ConnectionSummary">;
export type Variable = Of<"Variable">;
