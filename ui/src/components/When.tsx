import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import { useProjectZone } from "@/api/session";
import { useNow } from "@/components/clock";
import { sayDuration, sayExact, sayWhen } from "@/components/format";

export interface WhenProps {
  at: string | null | undefined;
  /** The zone it is meant in; the project's where nothing is said. */
  zone?: string | null;
  /** What stands where there is no time. */
  none?: string;
}

/** A time relative to now, with the exact one in its zone, here and in UTC on hover. */
export function When({ at, zone, none = "" }: WhenProps): ReactElement {
  const projectZone = useProjectZone();
  const now = useNow(5);
  if (!at) return <span className="t3">{none}</span>;
  const date = new Date(at);
  const named = zone || projectZone;
  return (
    <Tooltip label={<ExactTimes at={date} zone={named} />}>
      <time dateTime={at} className="num nowrap">
        {sayWhen(date, now, named)}
      </time>
    </Tooltip>
  );
}

export function ExactTimes({ at, zone }: { at: Date; zone: string }): ReactElement {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([zone, here, "UTC"])];
  return (
    <>
      {zones.map((one) => (
        <div key={one} className="num">
          {sayExact(at, one)}
        </div>
      ))}
    </>
  );
}

export interface DurationProps {
  /** A fixed length … */
  seconds?: number | null;
  /** … or from then to then; without an end it runs. */
  from?: string | null;
  to?: string | null;
}

/** A length of time; while it has no end it counts on, once a second. */
export function Duration({ seconds, from, to }: DurationProps): ReactElement {
  if (seconds !== null && seconds !== undefined) return <span className="num nowrap">{sayDuration(seconds)}</span>;
  if (!from) return <span className="t3" />;
  if (to) return <span className="num nowrap">{sayDuration((Date.parse(to) - Date.parse(from)) / 1000)}</span>;
  return <Running since={from} />;
}

function Running({ since }: { since: string }): ReactElement {
  const now = useNow();
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(since)) / 1000));
  return <span className="num nowrap">{seconds < 1 ? "0 s" : sayDuration(seconds)}</span>;
}
