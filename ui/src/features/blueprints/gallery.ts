import type { BlueprintSummary } from "@/api/types";
import { type IconName, isIconName } from "@/components/Icon";
import { systemIcon } from "@/graph/systems";

export interface Group {
  category: string;
  items: BlueprintSummary[];
}

/** By category, the project's own first; within one by title. Every word of the search has to be found; a verb
 * under one system's name is shown only then. */
export function groupBlueprints(all: BlueprintSummary[], search: string, category: string): Group[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((one) => {
    const text = [one.name, one.title, one.description, one.category, ...one.connection_types].join(" ").toLowerCase();
    if (one.variant_of !== "" && words.length === 0) return false;
    return (category === "" || groupOf(one) === category) && words.every((word) => text.includes(word));
  });
  return categoriesOf(found).map((name) => ({
    category: name,
    items: found.filter((one) => groupOf(one) === name).toSorted((a, b) => a.title.localeCompare(b.title)),
  }));
}

export const own = "This project";

function groupOf(one: BlueprintSummary): string {
  return one.is_of_project ? own : one.category || "Other";
}

export function categoriesOf(all: BlueprintSummary[]): string[] {
  const names = [...new Set(all.map(groupOf))];
  return names.toSorted((a, b) => Number(b === own) - Number(a === own) || a.localeCompare(b));
}

/** The glyph of a system's kind; an hourglass for what waits. */
export function iconOf(one: Pick<BlueprintSummary, "icon" | "category" | "is_sensor">): IconName {
  const found = one.is_sensor ? "hourglass" : systemIcon(one.icon, one.category);
  return found !== undefined && isIconName(found) ? found : "blueprints";
}
