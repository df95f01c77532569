/** From the JSON Schema of a blueprint's inputs to the fields of its form. Pure. */

export type JsonSchema = { [key: string]: unknown };

export type Widget =
  | "text"
  | "number"
  | "integer"
  | "boolean"
  | "select"
  | "choice"
  | "duration"
  | "size"
  | "list"
  | "map"
  | "connection"
  | "channel"
  | "code"
  | "file"
  | "secret"
  | "json";

export interface FieldSpec {
  name: string;
  label: string;
  description: string;
  isRequired: boolean;
  widget: Widget;
  /** Of a select. */
  options: { value: string | number | boolean; label: string }[];
  default: unknown;
  /** Types of connection or channel that fit. */
  types: string[];
  /** The language of a code field. */
  language: string;
  /** Expressions are not looked for in it. */
  isRaw: boolean;
  /** A list that may also be written as its only item. */
  isOneOrMany: boolean;
  minimum: number | null;
  maximum: number | null;
  placeholder: string;
  /** The fields that the choices depend on, where the system is asked for them; null where it is not. */
  dependsOn: readonly string[] | null;
  /** The heading that it stands under. */
  group: string;
  /** Folded away at first. */
  isAdvanced: boolean;
  /** Other fields and the value that each must have for this one to be shown. */
  showIf: Readonly<Record<string, unknown>>;
  /** What a secret field holds: a line, a text such as a key file, or names with values. */
  secretKind: "line" | "text" | "map";
}

/** The fields in the order of the signature, required ones first. */
export function fieldsOf(schema: JsonSchema): FieldSpec[] {
  const properties = recordOf(schema["properties"]);
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"].map(String) : []);
  const definitions = recordOf(schema["$defs"]);
  const fields = Object.entries(properties).map(([name, property]) =>
    toField(name, recordOf(property), required.has(name), definitions),
  );
  return [...fields.filter((field) => field.isRequired), ...fields.filter((field) => !field.isRequired)];
}

/** How many optional fields stand open; a long form folds the rest, with their names on the fold. */
const SHOWN = 7;

/** Fields that are shown at once, and those behind the fold; what has a value is always shown. */
export function foldFields(
  fields: readonly FieldSpec[],
  given: ReadonlySet<string>,
  most: number = SHOWN,
): { shown: FieldSpec[]; folded: FieldSpec[] } {
  const isOpen = (field: FieldSpec, at: number) =>
    field.isRequired || given.has(field.name) || (at < most && !field.isAdvanced);
  const shown = fields.filter(isOpen);
  return { shown, folded: fields.filter((field, at) => !isOpen(field, at)) };
}

export interface FieldSection {
  /** Empty for what comes first. */
  title: string;
  fields: FieldSpec[];
}

/** Fields without a heading first, then each heading with its own, in the order in which they come. */
export function sectionsOf(fields: readonly FieldSpec[]): FieldSection[] {
  const titles = [...new Set(["", ...fields.map((field) => field.group)])];
  return titles
    .map((title) => ({ title, fields: fields.filter((field) => field.group === title) }))
    .filter((section) => section.fields.length > 0);
}

/** Whether the other fields are such that this one counts; one that is empty stands for its default. */
export function isWanted(
  field: FieldSpec,
  fields: readonly FieldSpec[],
  values: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(field.showIf).every(([name, wanted]) => {
    const now = values[name] ?? fields.find((each) => each.name === name)?.default;
    return Array.isArray(wanted) ? wanted.includes(now) : now === wanted;
  });
}

function toField(name: string, written: JsonSchema, isRequired: boolean, definitions: JsonSchema): FieldSpec {
  const { schema, isOneOrMany } = plain(written, definitions);
  const form = { ...recordOf(schema["x-form"]), ...recordOf(written["x-form"]) };
  const options = optionsOf(schema);
  const examples = Array.isArray(written["examples"]) ? written["examples"] : [];
  return {
    name,
    label: labelOf(name, written),
    description: sentence(String(written["description"] ?? schema["description"] ?? "")),
    isRequired,
    widget: written["x-secret"] === true ? "secret" : widgetOf(schema, form, options.length > 0),
    options,
    default: written["default"] ?? schema["default"],
    types: Array.isArray(form["types"]) ? form["types"].map(String) : [],
    language: String(form["editor"] ?? ""),
    isRaw: form["raw"] === true,
    isOneOrMany,
    minimum: numberOf(schema["minimum"]),
    maximum: numberOf(schema["maximum"]),
    placeholder: examples.length > 0 ? String(examples[0]) : String(form["placeholder"] ?? ""),
    dependsOn: Array.isArray(form["options"]) ? form["options"].map(String) : null,
    group: String(form["group"] ?? ""),
    isAdvanced: form["advanced"] === true,
    showIf: recordOf(form["show_if"]),
    secretKind: schema["type"] === "object" ? "map" : form["editor"] ? "text" : "line",
  };
}

/** Without null among the choices, references followed; a list or one of its items is a list. */
function plain(written: JsonSchema, definitions: JsonSchema): { schema: JsonSchema; isOneOrMany: boolean } {
  if (typeof written["$ref"] === "string") {
    const name = written["$ref"].split("/").pop() ?? "";
    return plain({ ...recordOf(definitions[name]), ...without(written, "$ref") }, definitions);
  }
  const choices = (Array.isArray(written["anyOf"]) ? written["anyOf"] : [])
    .map(recordOf)
    .filter((each) => each["type"] !== "null");
  if (choices.length === 0) return { schema: written, isOneOrMany: false };
  const rest = without(written, "anyOf");
  const list = choices.find((each) => each["type"] === "array");
  if (choices.length > 1 && list) return { schema: { ...rest, ...plain(list, definitions).schema }, isOneOrMany: true };
  if (choices.length === 1)
    return { schema: { ...rest, ...plain(choices[0] as JsonSchema, definitions).schema, ...rest }, isOneOrMany: false };
  const types = new Set(choices.map((each) => each["type"]));
  const isText = types.has("string") && ![...types].some((type) => type === "object" || type === "array");
  return { schema: isText ? { ...rest, type: "string" } : rest, isOneOrMany: false };
}

function widgetOf(schema: JsonSchema, form: JsonSchema, hasOptions: boolean): Widget {
  const kind = form["kind"];
  if (kind === "connection" || kind === "channel" || kind === "duration" || kind === "size") return kind;
  if (form["picker"] === "file") return "file";
  if (form["editor"] === "sql" || form["editor"] === "python" || form["editor"] === "text") return "code";
  if (form["editor"] === "json") return "json";
  if (hasOptions) return "select";
  switch (schema["type"]) {
    case "integer":
    case "number":
    case "boolean":
      return schema["type"];
    case "array":
      return isPlainItem(recordOf(schema["items"])) ? "list" : "json";
    case "object":
      return schema["properties"] ? "json" : "map";
    case "string":
      return Array.isArray(form["options"]) ? "choice" : "text";
    default:
      return "json";
  }
}

function isPlainItem(items: JsonSchema): boolean {
  const choices = Array.isArray(items["anyOf"]) ? items["anyOf"].map(recordOf) : [items];
  return choices.every((each) => each["type"] !== "object" && each["type"] !== "array" && each["$ref"] === undefined);
}

function optionsOf(schema: JsonSchema): FieldSpec["options"] {
  const values = Array.isArray(schema["enum"])
    ? schema["enum"]
    : schema["const"] === undefined
      ? []
      : [schema["const"]];
  return values.filter(isOption).map((value) => ({
    value,
    label: typeof value === "string" ? sentence(value.replaceAll("_", " ")) : String(value),
  }));
}

function isOption(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Words of names that are spelled in a way of their own; each of the others in capitals. */
const SPELLINGS: Readonly<Record<string, string>> = { sslmode: "SSL mode", oauth: "OAuth", dbt: "dbt" };
const SPELLED =
  /\b(api|aws|ca|csv|dbt|http|iam|id|ip|jdbc|oauth|sas|sftp|smtp|soql|sql|ssh|ssl|sslmode|tls|uri|url)\b/gi;

/** A title that says no more than the name is made of the name: "sql_file" reads "SQL file". */
function labelOf(name: string, schema: JsonSchema): string {
  const title = String(schema["title"] ?? "");
  const words = name.replaceAll("_", " ");
  return title && title.toLowerCase() !== words.toLowerCase()
    ? title
    : sentence(words.replaceAll(SPELLED, (word) => SPELLINGS[word.toLowerCase()] ?? word.toUpperCase()));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function without(schema: JsonSchema, key: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([each]) => each !== key));
}

function recordOf(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
