import { Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { api, ApiProblem } from "@/api/client";
import { inProject, useProject } from "@/api/project";
import { sayDate } from "@/components/format";
import { useNow } from "@/components/clock";
import { readCron, writeCron, type CronForm, type Rhythm } from "@/features/builder/inspector/cron";
import { textOf } from "@/features/builder/inspector/top";
import { timeProblem } from "@/form/checks";
import { Field } from "@/form/Field";
import { TextField } from "@/form/TextField";

const RHYTHMS: { value: Rhythm; label: string }[] = [
  { value: "hourly", label: "Each hour" },
  { value: "daily", label: "Each day" },
  { value: "weekdays", label: "Monday to Friday" },
  { value: "weekly", label: "Each week" },
  { value: "monthly", label: "Each month" },
  { value: "own", label: "As the cron line says" },
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export interface ScheduleFieldsProps {
  name: string;
  trigger: Record<string, unknown>;
  set: (key: string, value: unknown) => void;
}

/** When a schedule ticks: a rhythm and a time, or the cron line itself, and the next times it gives. */
export function ScheduleFields({ name, trigger, set }: ScheduleFieldsProps): ReactElement {
  const cron = textOf(trigger["cron"]);
  const every = textOf(trigger["every"]);
  const timezone = textOf(trigger["timezone"]);
  const line = (key: string, label: string, placeholder: string, hint?: string) => (
    <Field label={label} hint={hint}>
      {({ id }) => (
        <TextField
          id={id}
          label={`${label} of ${name}`}
          value={textOf(trigger[key])}
          placeholder={placeholder}
          isMono={key === "cron"}
          onCommit={(text) => set(key, text || undefined)}
        />
      )}
    </Field>
  );
  return (
    <>
      {every === "" ? (
        <>
          <CronFields name={name} cron={cron} onChange={(next) => set("cron", next)} />
          {line("cron", "Cron", "30 2 * * *", "Minute, hour, day, month, weekday.")}
        </>
      ) : (
        line("every", "Every", "1h")
      )}
      {line("timezone", "Zone", "the project's")}
      <NextTimes cron={cron} every={every} timezone={timezone} />
    </>
  );
}

function CronFields({ name, cron, onChange }: { name: string; cron: string; onChange: (cron: string) => void }) {
  const form = readCron(cron);
  const change = (next: Partial<CronForm>) => onChange(writeCron({ ...form, ...next }));
  const wrong = timeProblem(form.time);
  return (
    <>
      <Select
        label="Runs"
        aria-label={`Rhythm of ${name}`}
        data={RHYTHMS}
        value={form.rhythm}
        allowDeselect={false}
        onChange={(rhythm) => rhythm && rhythm !== "own" && change({ rhythm: rhythm as Rhythm })}
      />
      {form.rhythm === "weekly" ? (
        <Select
          label="On"
          data={DAYS.map((day, at) => ({ value: String(at), label: day }))}
          value={String(form.weekday)}
          allowDeselect={false}
          onChange={(day) => change({ weekday: Number(day) })}
        />
      ) : null}
      {form.rhythm === "monthly" ? (
        <Field label="On day" hint={form.day > 28 ? "Months that have no such day are left out." : ""}>
          {({ id }) => (
            <TextField
              id={id}
              label={`Day of ${name}`}
              isNumber
              value={String(form.day)}
              onCommit={(day) => Number(day) >= 1 && Number(day) <= 31 && change({ day: Number(day) })}
            />
          )}
        </Field>
      ) : null}
      {form.rhythm === "own" || form.rhythm === "hourly" ? null : (
        <Field label="At" problem={wrong}>
          {({ id }) => (
            <TextField
              id={id}
              label={`Time of ${name}`}
              value={form.time}
              placeholder="06:00"
              onCommit={(time) => timeProblem(time) === "" && change({ time })}
            />
          )}
        </Field>
      )}
    </>
  );
}

interface Next {
  timezone: string;
  items: string[];
}

/** The next five times of what is written, saved or not. */
function NextTimes({ cron, every, timezone }: { cron: string; every: string; timezone: string }): ReactElement | null {
  const project = useProject();
  const now = useNow(60);
  const { data, error } = useQuery({
    queryKey: ["project", project, "next-times", cron, every, timezone],
    queryFn: ({ signal }) => api.get<Next>(inProject("/schedules/next"), { cron, every, timezone, count: 5 }, signal),
    enabled: project !== "" && (cron !== "" || every !== ""),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error)
    return (
      <p className="sm warned" role="alert">
        {error.message} {error instanceof ApiProblem ? error.hint : ""}
      </p>
    );
  if (!data) return null;
  if (data.items.length === 0) return <p className="sm t2">It never comes within the next five years.</p>;
  return (
    <div className="sm t2 next-times" aria-label="Next times">
      Next, in {data.timezone}:
      <ol>
        {data.items.map((at) => (
          <li key={at} className="num">
            {sayDate(new Date(at), now, data.timezone)}
          </li>
        ))}
      </ol>
    </div>
  );
}
