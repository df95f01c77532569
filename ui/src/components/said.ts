/** What stands in a sentence of the server that is more than words. Pure. */

import { sayClock, sayDate, sayDay } from "./format";

export type Part = { kind: "words" | "code" | "run"; text: string } | { kind: "moment"; text: string; at: Date };

const SPECIAL = /`([^`]+)`|([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})|(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)/g;

/** Code in back-ticks, ids of runs, and moments as the engine writes them ("2026-03-12 02:55:57 UTC"). */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const addWords = (to: number) => {
    if (to > from) parts.push({ kind: "words", text: text.slice(from, to) });
  };
  for (const found of text.matchAll(SPECIAL)) {
    addWords(found.index);
    from = found.index + found[0].length;
    const [whole, code, run] = found;
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (run !== undefined) parts.push({ kind: "run", text: run });
    else parts.push({ kind: "moment", text: whole, at: new Date(`${whole.slice(0, 19).replace(" ", "T")}Z`) });
  }
  addWords(text.length);
  return parts;
}

/** The time of day while it is today in the zone, else with its date. */
export function sayMoment(at: Date, now: Date, zone: string): string {
  return sayDay(at, now, zone) === "Today" ? sayClock(at, zone) : sayDate(at, now, zone);
}
