import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";

import { NotFoundPage } from "@/components/NotFoundPage";
import { Shell } from "@/components/Shell";

/** What a search string may hold: each page reads its own keys and ignores the rest. */
export type Search = Record<string, string | undefined>;

function readSearch(raw: Record<string, unknown>): Search {
  const entries = Object.entries(raw).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

const root = createRootRoute({ validateSearch: readSearch });
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/overview/HomePage"), "HomePage"),
});
const workflows = createRoute({
  getParentRoute: () => shell,
  path: "/workflows",
  component: lazyRouteComponent(() => import("@/features/workflows/WorkflowsPage"), "WorkflowsPage"),
});
const builder = createRoute({
  getParentRoute: () => shell,
  path: "/workflows/$id",
  component: lazyRouteComponent(() => import("@/features/builder/BuilderPage"), "BuilderPage"),
});
const revisions = createRoute({
  getParentRoute: () => shell,
  path: "/workflows/$id/revisions",
  component: lazyRouteComponent(() => import("@/features/builder/RevisionsPage"), "RevisionsPage"),
});
const runs = createRoute({
  getParentRoute: () => shell,
  path: "/runs",
  component: lazyRouteComponent(() => import("@/features/runs/RunsPage"), "RunsPage"),
});
const run = createRoute({
  getParentRoute: () => shell,
  path: "/runs/$runId",
  component: lazyRouteComponent(() => import("@/features/run/RunPage"), "RunPage"),
});
const blueprints = createRoute({
  getParentRoute: () => shell,
  path: "/blueprints",
  component: lazyRouteComponent(() => import("@/features/blueprints/BlueprintsPage"), "BlueprintsPage"),
});
const connections = createRoute({
  getParentRoute: () => shell,
  path: "/connections",
  component: lazyRouteComponent(() => import("@/features/connections/ConnectionsPage"), "ConnectionsPage"),
});
const secrets = createRoute({
  getParentRoute: () => shell,
  path: "/secrets",
  component: lazyRouteComponent(() => import("@/features/secrets/SecretsPage"), "SecretsPage"),
});
const variables = createRoute({
  getParentRoute: () => shell,
  path: "/variables",
  component: lazyRouteComponent(() => import("@/features/variables/VariablesPage"), "VariablesPage"),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings/$",
  component: lazyRouteComponent(() => import("@/features/settings/SettingsPage"), "SettingsPage"),
});
const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFoundPage });
const signin = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  component: lazyRouteComponent(() => import("@/features/signin/SignInPage"), "SignInPage"),
});

const tree = root.addChildren([
  shell.addChildren([
    home,
    workflows,
    builder,
    revisions,
    runs,
    run,
    blueprints,
    connections,
    secrets,
    variables,
    settings,
    nowhere,
  ]),
  signin,
]);

/** Plain `name=value` pairs, as people write and share them; the router's own way quotes what looks like a number. */
function stringifySearch(search: Record<string, unknown>): string {
  const said = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(said.map(([key, value]) => [key, String(value)])).toString();
  return text ? `?${text}` : "";
}

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  scrollRestoration: true,
  notFoundMode: "fuzzy",
  defaultNotFoundComponent: NotFoundPage,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
