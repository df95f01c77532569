import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import type { Attention, State } from "@/api/types";
import { useUrl } from "@/app/useUrl";
import { useSession } from "@/api/queries";
import { Icon } from "@/components/Icon";
import { Empty, Loading } from "@/components/PanelState";
import { Said } from "@/components/Said";
import { StateIcon } from "@/components/StateIcon";
import { When } from "@/components/When";

const most = 8;

export function AttentionCard({ items }: { items: Attention[] | undefined }): ReactElement {
  const [url, setUrl] = useUrl();
  const me = useSession().data?.user;
  const isMine = url["owner"] === "me";
  const mine = (items ?? []).filter((one) => one.owner !== null && [me?.name, me?.email].includes(one.owner));
  const shown = isMine ? mine : (items ?? []);
  return (
    <section className="card" aria-label="Needs attention">
      <div className="hd">
        <h2>Needs attention</h2>
        {shown.length > 0 ? <span className="n bad">{shown.length}</span> : null}
        <span className="grow" />
        <div className="seg s" role="tablist" aria-label="Whose">
          <button type="button" role="tab" aria-selected={isMine} onClick={() => setUrl({ owner: "me" })}>
            Mine
          </button>
          <button type="button" role="tab" aria-selected={!isMine} onClick={() => setUrl({ owner: "" })}>
            All owners
          </button>
        </div>
      </div>
      {items === undefined ? <Loading what="what needs attention" rows={2} rowHeight={74} /> : null}
      {items !== undefined && shown.length === 0 ? (
        <Empty title={isMine ? "Nothing of yours needs you" : "Nothing needs you"}>
          A run that fails, an approval that waits and a schedule that is late stand here.
        </Empty>
      ) : null}
      {shown.slice(0, most).map((item) => (
        <AttentionRow key={`${item.kind} ${item.workflow} ${item.run_id ?? ""} ${item.task ?? ""}`} item={item} />
      ))}
      {shown.length > most ? (
        <Link to="/runs" search={{ state: "failed" }} className="more link sm">
          {shown.length - most} more
        </Link>
      ) : null}
    </section>
  );
}

const states: Record<Attention["kind"], State | null> = {
  failed: "failed",
  approval: "awaiting_input",
  late: "timed_out",
  invalid: null,
};

function AttentionRow({ item }: { item: Attention }): ReactElement {
  const state = states[item.kind];
  return (
    <div className="att">
      {state ? (
        <StateIcon state={state} />
      ) : (
        <span className="att-warn">
          <Icon name="alert" label="Invalid" />
        </span>
      )}
      <div className="att-words">
        <div className="cut" title={`${item.name} ${item.sentence}`}>
          <Target item={item} className="b">
            {item.name}
          </Target>{" "}
          <span className="t2">
            <Said text={item.sentence} />
            {item.until ? (
              <>
                , expires <When at={item.until} />
              </>
            ) : null}
          </span>
        </div>
        {item.detail ? (
          <div className="sm t2 cut" title={item.detail}>
            <Said text={item.detail} />
          </div>
        ) : null}
        <div className="sm t3 cut">
          <When at={item.at} />
          {item.owner ? `${item.at ? ", " : ""}${item.owner}` : ""}
          {item.kind !== "invalid" && item.count > 1
            ? `${item.at || item.owner ? ". " : ""}${item.count} runs grouped as one cause`
            : ""}
        </div>
      </div>
      <Target item={item} className="act">
        <Button size="xs" component="span">
          {item.kind === "approval" ? "Review" : item.kind === "invalid" ? "Repair" : "Open"}
        </Button>
      </Target>
    </div>
  );
}

function Target({
  item,
  className,
  children,
}: {
  item: Attention;
  className: string;
  children: ReactElement | string;
}): ReactElement {
  if (!item.run_id) {
    return (
      <Link to="/workflows/$id" params={{ id: item.workflow }} className={className}>
        {children}
      </Link>
    );
  }
  return (
    <Link
      to="/runs/$runId"
      params={{ runId: item.run_id }}
      search={item.task ? { task: item.task } : {}}
      className={className}
    >
      {children}
    </Link>
  );
}
