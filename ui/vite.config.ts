import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const server = process.env["SEAWAY_URL"] ?? "http://127.0.0.1:8787";
const proxied = Object.fromEntries(
  ["/api", "/link", "/healthz", "/readyz", "/metrics"].map((path) => [
    path,
    { target: server, changeOrigin: true, headers: { origin: server } },
  ]),
);

/** Packages that many screens share, in files of their own, so that a change to a screen leaves them cached. */
const groups = [
  { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
  { name: "tanstack", test: /node_modules\/@tanstack\/(?!react-virtual|virtual-core)/ },
  { name: "codemirror", test: /node_modules\/(@codemirror|@lezer|style-mod|crelt|w3c-keyname)\// },
  { name: "flow", test: /node_modules\/(@xyflow|d3-)/ },
];

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: 5173, proxy: proxied },
  worker: { format: "es" },
  build: {
    outDir: process.env["SEAWAY_UI_OUT"] ?? "dist", // tools/ui.py brings it to where it is served
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // a data: address would need its own line in the Content-Security-Policy
    modulePreload: { polyfill: false }, // the polyfill is an inline script in older browsers
    manifest: true, // tools/size.mjs reads what a first load takes
    reportCompressedSize: false,
    rollupOptions: { output: { codeSplitting: { groups } } },
  },
  test: {
    pool: "threads",
    restoreMocks: true,
    // A document for each file takes a hundred times as long as the tests of pure functions. What needs one is a
    // .tsx, or says `@vitest-environment jsdom` at its top.
    projects: [
      { extends: true, test: { name: "pure", environment: "node", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "pages",
          environment: "jsdom",
          setupFiles: ["src/testing/setup.ts"],
          include: ["src/**/*.test.tsx"],
        },
      },
    ],
  },
});
