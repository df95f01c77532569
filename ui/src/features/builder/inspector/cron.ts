/** Cron lines that a form can say, and those lines as a form's fields. Others stay as they are written. Pure. */

export type Rhythm = "hourly" | "daily" | "weekdays" | "weekly" | "monthly" | "own";

export interface CronForm {
  rhythm: Rhythm;
  /** Two digits, a colon, two digits; of an hourly one only the minutes count. */
  time: string;
  /** 0 is Sunday. */
  weekday: number;
  day: number;
}

const number = /^\d{1,2}$/;

export function readCron(line: string): CronForm {
  const form: CronForm = { rhythm: "own", time: "06:00", weekday: 1, day: 1 };
  const [minute = "", hour = "", day = "", month = "", weekday = "", more] = line.trim().split(/\s+/);
  if (more !== undefined || month !== "*" || !number.test(minute) || Number(minute) > 59) return form;
  if (hour === "*") {
    const isHourly = day === "*" && weekday === "*";
    return isHourly ? { ...form, rhythm: "hourly", time: `00:${two(minute)}` } : form;
  }
  if (!number.test(hour) || Number(hour) > 23) return form;
  const timed = { ...form, time: `${two(hour)}:${two(minute)}` };
  if (day === "*" && weekday === "*") return { ...timed, rhythm: "daily" };
  if (day === "*" && weekday === "1-5") return { ...timed, rhythm: "weekdays" };
  if (day === "*" && /^[0-6]$/.test(weekday)) return { ...timed, rhythm: "weekly", weekday: Number(weekday) };
  const isDay = number.test(day) && Number(day) >= 1 && Number(day) <= 31;
  return isDay && weekday === "*" ? { ...timed, rhythm: "monthly", day: Number(day) } : timed;
}

export function writeCron({ rhythm, time, weekday, day }: CronForm): string {
  const [hour = "6", minute = "0"] = time.split(":").map((part) => String(Number(part)));
  switch (rhythm) {
    case "hourly":
      return `${minute} * * * *`;
    case "weekdays":
      return `${minute} ${hour} * * 1-5`;
    case "weekly":
      return `${minute} ${hour} * * ${weekday}`;
    case "monthly":
      return `${minute} ${hour} ${day} * *`;
    default:
      return `${minute} ${hour} * * *`;
  }
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}
