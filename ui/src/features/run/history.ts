/** The events of a run in words. */

import type { components } from "@/api/schema";
import type { State } from "@/api/types";
import { stateWord } from "@/components/StateIcon";

export type RunEvent = components["schemas"]["RunEvent"];

/** The state that an event leads to; null where a person did something. */
export function stateOf(event: RunEvent): State | null {
  switch (event.kind) {
    case "run_created":
    case "task_queued":
      return "queued";
    case "run_started":
    case "task_started":
      return "running";
    case "order":
      return null;
    default:
      return (event.state ?? null) as State | null;
  }
}

/** "began", "failed, attempt 2", "success". */
export function sayEvent(event: RunEvent): string {
  return event.attempt > 1 ? `${what(event)}, attempt ${event.attempt}` : what(event);
}

function what(event: RunEvent): string {
  switch (event.kind) {
    case "run_created":
      return "was made";
    case "task_queued":
      return "was queued";
    case "run_started":
    case "task_started":
      return "began";
    case "order":
      return event.task ? `answered ${event.task}: ${event.message}` : event.message;
    default:
      return event.state ? stateWord(event.state as State).toLowerCase() : "ended";
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "06:30:12.345" in the zone of the run. */
export function sayClock(at: string, zone: string): string {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock.format(new Date(at)).replace(",", ".");
}

/** An event asked for twice stands once; the order is the server's. */
export function uniqueEvents(pages: readonly { items: RunEvent[] }[]): RunEvent[] {
  const seen = new Set<string>();
  return pages.flatMap((page) =>
    page.items.filter((event) => (seen.has(event.id) ? false : Boolean(seen.add(event.id)))),
  );
}
