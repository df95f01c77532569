/** What the JSON Schema of a workflow knows of a place in it: keys, values, descriptions. Pure. */

export type Schema = { [key: string]: unknown };

export interface Offer {
  label: string;
  detail: string;
  info: string;
}

/** The schemas that may hold at a path, choices and references followed. */
export function schemasAt(
  root: Schema,
  path: readonly (string | number)[],
  siblings: (at: readonly (string | number)[]) => Record<string, string> = () => ({}),
): Schema[] {
  let here = unfold(root, root, siblings([]));
  path.forEach((step, at) => {
    const given = siblings(path.slice(0, at + 1));
    here = here.flatMap((schema) => stepInto(schema, step)).flatMap((schema) => unfold(root, schema, given));
  });
  return here;
}

function stepInto(schema: Schema, step: string | number): Schema[] {
  if (typeof step === "number") return isSchema(schema["items"]) ? [schema["items"]] : [];
  const own = isSchema(schema["properties"]) ? schema["properties"][step] : undefined;
  if (isSchema(own)) return [own];
  return isSchema(schema["additionalProperties"]) ? [schema["additionalProperties"]] : [];
}

const DEPTH = 8;

function unfold(root: Schema, schema: Schema, given: Record<string, string>, depth = 0): Schema[] {
  if (depth > DEPTH) return [];
  const next = (each: Schema) => unfold(root, each, given, depth + 1);
  const found: Schema[] = [schema];
  if (typeof schema["$ref"] === "string") {
    const target = resolve(root, schema["$ref"]);
    if (target) found.push(...next(target));
  }
  for (const key of ["anyOf", "oneOf"]) {
    if (Array.isArray(schema[key])) found.push(...schema[key].filter(isSchema).flatMap(next));
  }
  for (const rule of Array.isArray(schema["allOf"]) ? schema["allOf"].filter(isSchema) : []) {
    const isMet = !isSchema(rule["if"]) || holds(rule["if"], given);
    if (isMet) found.push(...next(isSchema(rule["then"]) ? rule["then"] : rule));
  }
  return found;
}

function resolve(root: Schema, reference: string): Schema | undefined {
  let value: unknown = root;
  for (const step of reference.replace(/^#\//, "").split("/")) value = isSchema(value) ? value[step] : undefined;
  return isSchema(value) ? value : undefined;
}

/** Whether the `if` of a rule fits what stands beside: `uses` with one of its constants. */
function holds(rule: Schema, given: Record<string, string>): boolean {
  const properties = isSchema(rule["properties"]) ? rule["properties"] : {};
  return Object.entries(properties).every(
    ([key, schema]) => isSchema(schema) && constants(schema).includes(given[key] ?? ""),
  );
}

function constants(schema: Schema): unknown[] {
  const own = schema["const"] === undefined ? [] : [schema["const"]];
  const choices = Array.isArray(schema["anyOf"]) ? schema["anyOf"].filter(isSchema).flatMap(constants) : [];
  return [...own, ...(Array.isArray(schema["enum"]) ? schema["enum"] : []), ...choices];
}

export function keyOffers(schemas: readonly Schema[], taken: ReadonlySet<string>): Offer[] {
  const offers = new Map<string, Offer>();
  for (const schema of schemas) {
    for (const [key, property] of Object.entries(isSchema(schema["properties"]) ? schema["properties"] : {})) {
      if (taken.has(key) || offers.has(key) || !isSchema(property)) continue;
      offers.set(key, { label: key, detail: typeOf(property), info: String(property["description"] ?? "") });
    }
  }
  return [...offers.values()];
}

export function valueOffers(schemas: readonly Schema[]): Offer[] {
  const offers = new Map<string, Offer>();
  const add = (value: unknown, schema: Schema) => {
    const label = String(value);
    if (value !== null && !offers.has(label))
      offers.set(label, { label, detail: String(schema["title"] ?? ""), info: String(schema["description"] ?? "") });
  };
  for (const schema of schemas) {
    if (schema["const"] !== undefined) add(schema["const"], schema);
    for (const value of Array.isArray(schema["enum"]) ? schema["enum"] : []) add(value, {});
    if (schema["type"] === "boolean") [true, false].forEach((value) => add(value, {}));
  }
  return [...offers.values()];
}

/** The first description at a place, for the hover. */
export function describe(schemas: readonly Schema[]): { text: string; type: string } | null {
  const said = schemas.find((schema) => typeof schema["description"] === "string" && schema["description"] !== "");
  const typed = schemas.map(typeOf).find(Boolean) ?? "";
  return said ? { text: String(said["description"]), type: typed } : null;
}

function typeOf(schema: Schema): string {
  if (typeof schema["type"] === "string") return schema["type"];
  const values = constants(schema);
  return values.length > 0 && values.length <= 4 ? values.join(" | ") : "";
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
