import { Button } from "@mantine/core";
import type { ReactElement } from "react";

import { useOverview, useWorkflows } from "@/api/queries";
import { useMay, useProjectZone } from "@/api/session";
import type { Overview } from "@/api/types";
import { showDialog } from "@/app/dialogs";
import { useNow } from "@/components/clock";
import { sayClock } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { Failed } from "@/components/PanelState";

import { AttentionCard } from "./AttentionCard";
import { ChangedCard } from "./ChangedCard";
import { DaysCard } from "./DaysCard";
import { NextCard } from "./NextCard";
import { PulseCard } from "./PulseCard";
import { StartCard } from "./StartCard";
import { UnderWayCard } from "./UnderWayCard";
import "./overview.css";

/** What is red, what runs, what is next, and how it went. */
export function HomePage(): ReactElement {
  const overview = useOverview();
  const editor = useMay("editor");
  const data: Overview | undefined = overview.data;
  const workflows = useWorkflows();
  const isNew = workflows.data?.pages.every((page) => page.items.length === 0) ?? false;
  return (
    <Page
      title="Home"
      actions={
        <>
          <TimeHere />
          <Button
            size="xs"
            leftSection={<Icon name="plus" size={14} />}
            disabled={!editor.may}
            title={editor.why ?? undefined}
            onClick={() => showDialog({ kind: "new-workflow" })}
          >
            New workflow
          </Button>
        </>
      }
    >
      {overview.error && !data ? (
        <Failed what="what is going on" error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <div className="home">
          <div className="home-col">
            {isNew ? <StartCard /> : null}
            <AttentionCard items={data?.attention} />
            <UnderWayCard items={data?.under_way} />
            <PulseCard hours={data?.last_24h.hours} totals={data?.last_24h.totals} rate={data?.success_rate} />
          </div>
          <div className="home-col">
            <NextCard items={data?.next} />
            <DaysCard days={data?.last_14d.days} />
            <ChangedCard items={data?.changed} />
          </div>
        </div>
      )}
    </Page>
  );
}

/** The project's time, named once for the page. */
function TimeHere(): ReactElement {
  const zone = useProjectZone();
  const now = useNow(15);
  const date = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: zone,
  });
  return (
    <span className="sm t3 num nowrap">
      {date.format(now).replace(",", "")}, {sayClock(now, zone)} {zone}
    </span>
  );
}
