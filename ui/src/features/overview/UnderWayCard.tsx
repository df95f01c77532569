import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import type { UnderWay } from "@/api/types";
import { useNow } from "@/components/clock";
import { sayAbout } from "@/components/format";
import { Empty, Loading } from "@/components/PanelState";
import { StateIcon } from "@/components/StateIcon";

const most = 10;

export function UnderWayCard({ items }: { items: UnderWay[] | undefined }): ReactElement {
  return (
    <section className="card" aria-label="Under way">
      <div className="hd">
        <h2>Under way</h2>
        {items && items.length > 0 ? <span className="n">{items.length}</span> : null}
        <span className="grow" />
        <Link to="/runs" className="hd-link">
          All runs
        </Link>
      </div>
      {items === undefined ? <Loading what="what runs" rows={2} rowHeight={38} /> : null}
      {items?.length === 0 ? (
        <Empty title="Nothing runs">What runs or waits for a slot stands here, live.</Empty>
      ) : null}
      {items?.slice(0, most).map((item) => (
        <UnderWayRow key={item.run.run_id} item={item} />
      ))}
      {items && items.length > most ? (
        <Link to="/runs" search={{ state: "running" }} className="more link sm">
          {items.length - most} more
        </Link>
      ) : null}
    </section>
  );
}

function UnderWayRow({ item }: { item: UnderWay }): ReactElement {
  const { run, done, total } = item;
  const state = run.state === "running" && run.waits_for ? "awaiting_input" : run.state;
  const share = total ? Math.min(1, (done ?? 0) / total) : null;
  return (
    <Link to="/runs/$runId" params={{ runId: run.run_id }} className="way">
      <StateIcon state={state} isTurning />
      <span className="m cut" title={run.name}>
        {run.name}
      </span>
      <span className="t2 cut sm" title={item.sentence}>
        {item.sentence}
      </span>
      <span
        className={`bar s-${state}`}
        role="img"
        aria-label={share === null ? "progress not known" : `${Math.round(share * 100)}% done`}
      >
        <i style={{ width: `${(share ?? 0) * 100}%` }} />
      </span>
      <span className="num r sm t2 nowrap">
        {item.eta_s === null ? <Since at={run.started_at ?? run.created_at} /> : `${sayAbout(item.eta_s)} left`}
      </span>
    </Link>
  );
}

/** By minutes once there are some: a figure that runs draws the eye to what does not need it. */
function Since({ at }: { at: string }): ReactElement {
  const now = useNow(5);
  return <>for {sayAbout(Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000)))}</>;
}
