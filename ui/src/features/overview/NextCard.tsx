import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Tooltip } from "@mantine/core";

import { useProjectZone } from "@/api/session";
import type { NextRun } from "@/api/types";
import { useNow } from "@/components/clock";
import { sayAbout, sayClock, sayDay } from "@/components/format";
import { Empty, Loading } from "@/components/PanelState";
import { ExactTimes } from "@/components/When";

const most = 10;

/** The next 24 hours, by day in the project's zone. */
export function NextCard({ items }: { items: NextRun[] | undefined }): ReactElement {
  const zone = useProjectZone();
  const now = useNow(15);
  const shown = items?.slice(0, most) ?? [];
  const days = [...new Set(shown.map((item) => sayDay(new Date(item.at), now, zone)))];
  return (
    <section className="card" aria-label="Next">
      <div className="hd">
        <h2>Next</h2>
        <span className="sm t3">{zone}</span>
      </div>
      {items === undefined ? <Loading what="what is next" rows={3} rowHeight={34} /> : null}
      {items?.length === 0 ? (
        <Empty title="Nothing is planned">
          No schedule is due in the next 24 hours. A schedule is a trigger of a workflow.
        </Empty>
      ) : null}
      {days.map((day) => (
        <div key={day} className="next-day">
          <div className="day">{day}</div>
          {shown
            .filter((item) => sayDay(new Date(item.at), now, zone) === day)
            .map((item) => (
              <NextRow key={`${item.workflow} ${item.trigger} ${item.at}`} item={item} zone={zone} />
            ))}
        </div>
      ))}
      {items && items.length > most ? <div className="more sm t3">{items.length - most} more until then</div> : null}
    </section>
  );
}

function NextRow({ item, zone }: { item: NextRun; zone: string }): ReactElement {
  const at = new Date(item.at);
  return (
    <div className="next">
      <Tooltip label={<ExactTimes at={at} zone={item.timezone} />}>
        <time className="tm" dateTime={item.at}>
          {sayClock(at, zone)}
        </time>
      </Tooltip>
      <span className="cut" title={`${item.name}, trigger ${item.trigger}`}>
        <Link to="/workflows/$id" params={{ id: item.workflow }} className="m">
          {item.name}
        </Link>{" "}
        {item.usual_s === null ? null : <span className="t3 sm">about {sayAbout(item.usual_s)}</span>}
      </span>
      {item.is_paused ? <span className="tag">paused</span> : <span />}
    </div>
  );
}
