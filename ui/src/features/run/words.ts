/** Times and ids as the run page says them. */

function format(at: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone || "UTC" }).format(new Date(at));
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(new Date(at));
  }
}

/** "11 Mar 2026", with the hour where the slice does not begin at midnight. */
export function sayLogical(at: string, zone: string): string {
  const date = format(at, zone, { day: "numeric", month: "short", year: "numeric" });
  const clock = format(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return clock === "00:00" ? date : `${date}, ${clock}`;
}

/** "12 Mar, 00:00:00". */
export function sayStart(at: string, zone: string): string {
  return `${format(at, zone, { day: "numeric", month: "short" })}, ${format(at, zone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  })}`;
}

/** "New York" of America/New_York. */
export function zoneCity(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

export function shortRevision(hash: string): string {
  return hash.replace(/^sha256:/, "").slice(0, 7);
}
