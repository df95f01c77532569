/** Numbers and times as the pages say them. Pure: "now" is always handed in. */

const minute = 60;
const hour = 3600;
const day = 86_400;

/** "41 s", "16 m 58 s", "1 h 12 m", "3 d 4 h"; below ten seconds with a tenth, below one in milliseconds. */
export function sayDuration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 9.95) return `${(Math.round(seconds * 10) / 10).toString()} s`;
  const whole = Math.round(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return both(Math.floor(whole / minute), "m", whole % minute, "s");
  const minutes = Math.round(whole / minute);
  if (whole < day) return both(Math.floor(minutes / 60), "h", minutes % 60, "m");
  const hours = Math.round(whole / hour);
  return both(Math.floor(hours / 24), "d", hours % 24, "h");
}

function both(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The same to one unit, for what is usual rather than measured: "17 m", "1 h 12 m". */
export function sayAbout(seconds: number): string {
  if (seconds < 90) return sayDuration(seconds < 10 ? seconds : Math.round(seconds));
  if (seconds < 90 * minute) return `${Math.round(seconds / minute)} m`;
  return sayDuration(Math.round(seconds / minute) * minute);
}

/** Relative for the last and the next day ("9 h ago", "in 4 m"), date and time beyond. */
export function sayWhen(at: Date, now: Date, zone: string): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const far = Math.abs(seconds);
  if (far < 5) return "now";
  if (far >= day) return sayDate(at, now, zone);
  const amount =
    far < minute
      ? `${Math.round(far)} s`
      : far < hour
        ? `${Math.round(far / minute)} m`
        : `${Math.round(far / hour)} h`;
  return seconds > 0 ? `${amount} ago` : `in ${amount}`;
}

/** "Thu 12 Mar 09:42"; with the year where it is another one. */
export function sayDate(at: Date, now: Date, zone: string, isShort = false): string {
  // Within a week the weekday says it all.
  const isNear = Math.abs(at.getTime() - now.getTime()) < 6 * day * 1000;
  if (isShort && isNear) return `${part(at, zone, { weekday: "short" })} ${sayClock(at, zone)}`;
  const isOtherYear = part(at, zone, { year: "numeric" }) !== part(now, zone, { year: "numeric" });
  const date = part(at, zone, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
  return `${date}${isOtherYear ? ` ${part(at, zone, { year: "numeric" })}` : ""} ${sayClock(at, zone)}`;
}

export function sayClock(at: Date, zone: string): string {
  return part(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** The exact time: "Thu 12 Mar 2026, 09:42:07 Europe/Berlin". */
export function sayExact(at: Date, zone: string): string {
  const date = part(at, zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" }).replace(",", "");
  const clock = part(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return `${date}, ${clock} ${zone}`;
}

/** "Today", "Tomorrow", "Friday", "Mon 23 Mar". */
export function sayDay(at: Date, now: Date, zone: string): string {
  const days = Math.round((midnight(at, zone) - midnight(now, zone)) / (day * 1000));
  if (days === 0) return "Today";
  if (days === 1) return "Tomorrow";
  if (days === -1) return "Yesterday";
  if (days > 1 && days < 7) return part(at, zone, { weekday: "long" });
  return part(at, zone, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
}

/** The calendar day in the zone as a UTC instant, so that days can be counted across a change of the clocks. */
function midnight(at: Date, zone: string): number {
  return Date.parse(
    `${part(at, zone, { year: "numeric" })}-${part(at, zone, { month: "2-digit" })}-${part(at, zone, { day: "2-digit" }).padStart(2, "0")}T00:00:00Z`,
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

function part(at: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = makeFormat(zone, options);
    formats.set(key, format);
  }
  return format.format(at);
}

/** A zone that this browser does not know is shown in UTC rather than not at all. */
function makeFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone || "UTC" });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
}

/** 1204880 as "1,204,880"; above 10,000 in a tight place as "≈ 1.2 M", with the exact one for the hover. */
export function sayCount(count: number): string {
  return count.toLocaleString("en-US");
}

export function sayAboutCount(count: number): string {
  if (count <= 10_000) return sayCount(count);
  const [value, unit] = count < 999_500 ? [count / 1000, "k"] : [count / 1_000_000, "M"];
  return `≈ ${value < 99.5 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`;
}

export function sayPercent(share: number): string {
  if (share === 1) return "100%";
  return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}

export function sayBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = "B";
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`;
}

/** "1 task", "3 tasks". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${sayCount(count)} ${count === 1 ? one : many}`;
}
