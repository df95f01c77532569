import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import type { DayCount } from "@/api/types";
import { sayCount } from "@/components/format";
import { Loading } from "@/components/PanelState";

/** Two weeks, a day a column: how many runs, and whether any failed. */
export function DaysCard({ days }: { days: DayCount[] | undefined }): ReactElement {
  const top = Math.max(1, ...(days ?? []).map((day) => day.success + day.failed + day.cancelled));
  const bad = (days ?? []).filter((day) => day.failed > 0).length;
  return (
    <section className="card" aria-label="Last 14 days">
      <div className="hd">
        <h2>Last 14 days</h2>
        <span className="grow" />
        {days ? (
          <span className="sm t3 days-sum">
            {bad === 0 ? "no failures" : `failures on ${bad} of ${days.length} days`}
          </span>
        ) : null}
      </div>
      {days ? (
        <div className="days">
          {days.map((day) => (
            <Tooltip key={day.date} openDelay={0} label={<DayTip day={day} />}>
              <Link to="/runs" search={{ from: day.date, to: day.date }} aria-label={sayDayCounts(day)} className="col">
                <div className="stack" style={{ height: 44 }}>
                  {day.failed > 0 ? (
                    <i className="s-failed" style={{ height: Math.max(3, (day.failed / top) * 38) }} />
                  ) : null}
                  {day.cancelled > 0 ? (
                    <i className="s-cancelled" style={{ height: Math.max(2, (day.cancelled / top) * 38) }} />
                  ) : null}
                  {day.success > 0 ? (
                    <i className="s-success" style={{ height: Math.max(3, (day.success / top) * 38) }} />
                  ) : null}
                </div>
                <span className="tick">{Number(day.date.slice(8, 10))}</span>
              </Link>
            </Tooltip>
          ))}
        </div>
      ) : (
        <Loading what="the last days" rows={1} rowHeight={74} />
      )}
    </section>
  );
}

function sayDayCounts(day: DayCount): string {
  const date = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  const cancelled = day.cancelled > 0 ? `, ${sayCount(day.cancelled)} cancelled` : "";
  const said = date.format(new Date(`${day.date}T00:00:00Z`)).replace(",", "");
  return `${said}: ${sayCount(day.success)} succeeded, ${sayCount(day.failed)} failed${cancelled}`;
}

function DayTip({ day }: { day: DayCount }): ReactElement {
  return <span className="num">{sayDayCounts(day)}</span>;
}
