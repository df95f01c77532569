import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import type { AuditItem } from "@/api/types";
import { Empty, Loading } from "@/components/PanelState";
import { When } from "@/components/When";

export function ChangedCard({ items }: { items: AuditItem[] | undefined }): ReactElement {
  return (
    <section className="card" aria-label="Changed lately">
      <div className="hd">
        <h2>Changed lately</h2>
        <span className="grow" />
        <Link to="/settings/$" params={{ _splat: "audit" }} className="hd-link">
          Audit
        </Link>
      </div>
      {items === undefined ? <Loading what="what changed" rows={3} rowHeight={33} /> : null}
      {items?.length === 0 ? (
        <Empty title="Nothing changed yet">Who saved, started or paused what stands here.</Empty>
      ) : null}
      {items && items.length > 0 ? (
        <div className="changed">
          {items.slice(0, 6).map((item) => (
            <div key={item.id} className="changed-row">
              <span className="ava x" title={item.actor}>
                {item.initials}
              </span>
              <span className="cut" title={item.sentence}>
                {item.sentence}
              </span>
              <span className="sm t3">
                <When at={item.at} />
              </span>
            </div>
          ))}
        </div>
      ) : null}
    </section>
  );
}
