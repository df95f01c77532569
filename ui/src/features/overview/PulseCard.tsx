import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import { useProjectZone } from "@/api/session";
import type { HourCount, Overview, State } from "@/api/types";
import { plural, sayClock, sayCount, sayPercent } from "@/components/format";
import { Loading } from "@/components/PanelState";
import { StateIcon } from "@/components/StateIcon";

type Totals = Overview["last_24h"]["totals"];

export interface PulseCardProps {
  hours: HourCount[] | undefined;
  totals: Totals | undefined;
  rate: Overview["success_rate"] | undefined;
}

/** The last 24 hours, an hour a column; success pale so that red reads first. */
export function PulseCard({ hours, totals, rate }: PulseCardProps): ReactElement {
  const now = rate?.now ?? null;
  const before = rate?.before ?? null;
  return (
    <section className="card" aria-label="Last 24 hours">
      <div className="hd">
        <h2>Last 24 hours</h2>
        {totals ? (
          <>
            <Total state="success" count={totals.success} word="succeeded" />
            <Total state="failed" count={totals.failed} word="failed" />
            {totals.running > 0 ? <Total state="running" count={totals.running} word="running" /> : null}
          </>
        ) : null}
        <span className="grow" />
        {now === null ? null : (
          <span
            className="sm t3 num cut"
            style={{ paddingRight: 6 }}
            title={before === null ? undefined : `${sayPercent(before)} in the time before`}
          >
            {sayPercent(now)} succeeded
            {before === null ? "" : `, ${sayPercent(before)} before`}
          </span>
        )}
      </div>
      <div className="pulse">
        {hours ? <Columns hours={hours} /> : <Loading what="the last hours" rows={1} rowHeight={98} />}
      </div>
    </section>
  );
}

function Total({ state, count, word }: { state: State; count: number; word: string }): ReactElement {
  return (
    <Link to="/runs" search={{ state }} className="total">
      <StateIcon state={state} size={14} isDecoration />
      <b className="num">{sayCount(count)}</b>
      <span className="t2">{word}</span>
    </Link>
  );
}

const height = 78;

function Columns({ hours }: { hours: HourCount[] }): ReactElement {
  const zone = useProjectZone();
  const sum = (hour: HourCount): number => hour.success + hour.failed + hour.cancelled + hour.running;
  const top = Math.max(1, ...hours.map(sum));
  const failed = hours.reduce((total, hour) => total + hour.failed, 0);
  const all = hours.reduce((total, hour) => total + sum(hour), 0);
  if (all === 0) return <p className="t2 pulse-none">No run in the last 24 hours.</p>;
  return (
    <div className="cols" role="img" aria-label={`Runs by hour: ${all} in all, ${failed} failed`}>
      {hours.map((hour, index) => (
        <Tooltip key={hour.start} openDelay={0} label={<ColumnTip hour={hour} zone={zone} />}>
          <div className="col">
            <div className="stack" style={{ height }}>
              <Part state="running" count={hour.running} top={top} />
              <Part state="failed" count={hour.failed} top={top} />
              <Part state="cancelled" count={hour.cancelled} top={top} />
              <Part state="success" count={hour.success} top={top} />
            </div>
            <span className="tick">{index % 2 === 0 ? sayClock(new Date(hour.start), zone).slice(0, 2) : ""}</span>
          </div>
        </Tooltip>
      ))}
    </div>
  );
}

/** At least 3 px tall where there is one: a single failure among a thousand runs is seen. */
function Part({ state, count, top }: { state: State; count: number; top: number }): ReactElement | null {
  if (count === 0) return null;
  return <i className={`s-${state}`} style={{ height: Math.max(3, (count / top) * (height - 8)) }} />;
}

function ColumnTip({ hour, zone }: { hour: HourCount; zone: string }): ReactElement {
  const start = new Date(hour.start);
  const end = new Date(start.getTime() + 3_600_000);
  const parts = [
    `${sayCount(hour.success)} succeeded`,
    hour.failed > 0 ? `${sayCount(hour.failed)} failed` : "",
    hour.cancelled > 0 ? `${sayCount(hour.cancelled)} cancelled` : "",
    hour.running > 0 ? `${plural(hour.running, "run")} under way` : "",
  ];
  return (
    <span className="num">
      {sayClock(start, zone)} to {sayClock(end, zone)}: {parts.filter(Boolean).join(", ")}
    </span>
  );
}
