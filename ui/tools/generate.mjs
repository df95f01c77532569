// Writes src/api/schema.d.ts from openapi.json: npm run generate; `--check` only says whether it is current.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const source = new URL("../openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const head = "/** Made from openapi.json by tools/generate.mjs; `npm run generate` makes it anew. */\n\n";

const document = JSON.parse(readFileSync(source, "utf8"));
requireWhatIsSent(document);
const nodes = await openapi(document, { alphabetize: true, defaultNonNullable: false });
const fresh = head + format(astToString(nodes));

/** A field with a default may be left out of what one sends, but the server's answers always hold it. */
function requireWhatIsSent({ paths, components }) {
  const sent = new Set();
  const asked = new Set();
  for (const operations of Object.values(paths)) {
    for (const operation of Object.values(operations)) {
      collect(operation.responses, sent, components.schemas);
      collect(operation.requestBody, asked, components.schemas);
    }
  }
  for (const name of sent) {
    const schema = components.schemas[name];
    if (!asked.has(name) && schema.properties) schema.required = Object.keys(schema.properties);
  }
}

/** The names of all schemas that a part of the document leads to. */
function collect(part, names, schemas) {
  if (part === null || typeof part !== "object") return;
  const name = typeof part.$ref === "string" ? part.$ref.split("/").pop() : undefined;
  if (name && !names.has(name)) {
    names.add(name);
    collect(schemas[name], names, schemas);
  }
  for (const value of Object.values(part)) collect(value, names, schemas);
}

/** In our own layout, so that a difference is a difference of meaning. */
function format(text) {
  return execFileSync(process.execPath, ["node_modules/oxfmt/bin/oxfmt", "--stdin-filepath", "schema.d.ts"], {
    input: text,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    cwd: new URL("..", import.meta.url),
  });
}

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") === fresh) process.exit(0);
  console.error("src/api/schema.d.ts is not what openapi.json says: run `npm run generate` in ui/.");
  process.exit(1);
}
writeFileSync(target, fresh);
