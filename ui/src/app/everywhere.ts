import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

import { api } from "@/api/client";
import { queryClient } from "@/api/queries";
import { useMay } from "@/api/session";
import { type Action, useActions } from "@/app/actions";
import { showDialog } from "@/app/dialogs";
import { usePreference } from "@/app/preferences";

const schemes = ["light", "dark", "auto"] as const;

export async function signOut(): Promise<void> {
  await api.del("/session");
  queryClient.clear();
  window.location.assign("/signin");
}

/** What can be done on every page. */
export function useEverywhereActions(isBuilder: boolean): void {
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [rail, setRail] = usePreference(isBuilder ? "rail-builder" : "rail", isBuilder ? "on" : "off");
  const editor = useMay("editor");
  const nextScheme = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? "auto";

  const go = (id: string, title: string, to: string, icon: Action["icon"], key?: string): Action => ({
    id: `go.${id}`,
    title,
    group: "Go to",
    icon,
    key,
    run: () => void navigate({ to }),
  });
  useActions([
    go("home", "Home", "/", "home", "g h"),
    go("workflows", "Workflows", "/workflows", "workflow", "g w"),
    go("runs", "Runs", "/runs", "runs", "g r"),
    go("blueprints", "Blueprints", "/blueprints", "blueprints", "g b"),
    go("connections", "Connections", "/connections", "plug", "g c"),
    go("secrets", "Secrets", "/secrets", "key", "g e"),
    go("variables", "Variables", "/variables", "variable", "g v"),
    go("settings", "Administration", "/settings", "gear", "g s"),
    {
      id: "palette",
      title: "Search or run",
      group: "Everywhere",
      key: "mod+k",
      whileTyping: true,
      isKeyOnly: true,
      run: () => showDialog({ kind: "palette" }),
    },
    {
      id: "keys",
      title: "All keys here",
      group: "Everywhere",
      icon: "keyboard",
      key: "?",
      run: () => showDialog({ kind: "keys" }),
    },
    {
      id: "sidebar",
      title: rail === "on" ? "Widen the sidebar" : "Narrow the sidebar",
      group: "Everywhere",
      icon: "sidebar",
      key: "[",
      run: () => setRail(rail === "on" ? "off" : "on"),
    },
    {
      id: "scheme",
      title: "Light, dark or as the system",
      effect: `now ${sayScheme(colorScheme)}, then ${sayScheme(nextScheme)}`,
      group: "Everywhere",
      icon: "moon",
      key: "mod+.",
      whileTyping: true,
      run: () => setColorScheme(nextScheme),
    },
    {
      id: "workflow.new",
      title: "New workflow",
      group: "Everywhere",
      icon: "plus",
      key: "c",
      off: editor.why,
      run: () => showDialog({ kind: "new-workflow" }),
    },
    { id: "signout", title: "Sign out", group: "Everywhere", icon: "signout", run: () => void signOut() },
  ]);
}

export function sayScheme(scheme: (typeof schemes)[number]): string {
  return scheme === "auto" ? "as the system" : scheme;
}
