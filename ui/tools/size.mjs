// Says how much the first page takes over the wire, and fails above the limit: node tools/size.mjs
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const root = new URL("..", import.meta.url);
const folder = pathToFileURL(`${resolve(fileURLToPath(root), process.env["SEAWAY_UI_OUT"] ?? "dist")}/`);
const limit = 250_000;

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", folder), "utf8"));
const files = new Set(["index.html"]);

/** Follow what a chunk imports at once; what it imports later is not part of the first load. */
function take(key) {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) take(next);
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
take(entry);
// The first screen arrives with the first load: Home and what it imports.
take("src/features/overview/HomePage.tsx");

let total = 0;
for (const file of [...files].toSorted()) {
  const size = gzipSync(readFileSync(new URL(file, folder))).length;
  total += size;
  console.log(`${String(size).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  first load, gzip (at most ${limit})`);
if (total > limit) process.exit(1);
