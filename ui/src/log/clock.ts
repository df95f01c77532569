/** The time of a log line as a clock reads it in the project's zone, quick enough for each line in view. */

import { zoneOffset } from "@/timeline/axis";

const HOUR = 3_600_000;
const offsets = new Map<string, number>();

export function clockTime(at: string | null, timeZone: string): string {
  if (at === null) return "";
  const value = Date.parse(at);
  if (Number.isNaN(value)) return "";
  const key = `${timeZone}@${Math.floor(value / HOUR)}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = zoneOffset(value, timeZone);
    if (offsets.size > 1000) offsets.clear();
    offsets.set(key, offset);
  }
  return new Date(value + offset).toISOString().slice(11, 23);
}
