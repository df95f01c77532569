import { Switch, Tooltip } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactElement } from "react";

import type { RunDetail } from "@/api/types";
import { sayCount, sayDuration } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Empty, Panel } from "@/components/PanelState";
import { StateIcon } from "@/components/StateIcon";
import { ExactTimes } from "@/components/When";
import { sayClock, sayEvent, stateOf, type RunEvent } from "./history";
import { useHistory } from "./useHistory";

const ROW = 28;
const NEAR_END = 40;

export interface HistoryTabProps {
  run: RunDetail;
  timeZone: string;
  onSelect(task: string): void;
}

/** What happened in the run, the oldest first; while it goes on, more comes beneath. */
export function HistoryTab({ run, timeZone, onSelect }: HistoryTabProps): ReactElement {
  const [withItems, setItems] = useState(true);
  const history = useHistory(run, withItems);
  return (
    <section className="history" aria-label="History of the run">
      <header className="panel-head">
        <h2>History</h2>
        <span className="t3 sm num">
          {sayCount(history.events.length)} {history.isWhole ? "events" : "events and more"}
        </span>
        <span className="grow" />
        <Switch
          size="xs"
          label="Items of a foreach too"
          checked={withItems}
          onChange={(event) => setItems(event.currentTarget.checked)}
        />
      </header>
      <Panel query={history.query} what="the history" rows={10} rowHeight={ROW}>
        {() =>
          history.events.length === 0 ? (
            <Empty title="Nothing has happened yet">What the run and its tasks do is listed here.</Empty>
          ) : (
            <Events events={history.events} timeZone={timeZone} onSelect={onSelect} onEnd={history.more} />
          )
        }
      </Panel>
    </section>
  );
}

interface EventsProps {
  events: readonly RunEvent[];
  timeZone: string;
  onSelect(task: string): void;
  onEnd(): void;
}

function Events({ events, timeZone, onSelect, onEnd }: EventsProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= events.length - NEAR_END) onEnd();
  }, [last, events.length, onEnd]);
  return (
    <div className="history-rows" ref={scroller} role="list" aria-label="Events">
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const event = events[item.index];
          return event ? (
            <div
              key={event.id}
              role="listitem"
              aria-posinset={item.index + 1}
              aria-setsize={events.length}
              className="history-row"
              style={{ height: ROW, transform: `translateY(${item.start}px)` }}
            >
              <EventRow event={event} timeZone={timeZone} onSelect={onSelect} />
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}

function EventRow({ event, timeZone, onSelect }: Omit<EventsProps, "events" | "onEnd"> & { event: RunEvent }) {
  const state = stateOf(event);
  const { task, message } = event;
  return (
    <>
      <Tooltip label={<ExactTimes at={new Date(event.at)} zone={timeZone} />}>
        <time className="mono t3 num" dateTime={event.at}>
          {sayClock(event.at, timeZone)}
        </time>
      </Tooltip>
      {state ? <StateIcon state={state} size={14} isDecoration /> : <Icon name="user" size={14} />}
      {task ? (
        <button type="button" className="link cut history-task" title={task} onClick={() => onSelect(task)}>
          {task}
        </button>
      ) : (
        <span className="b history-task">{event.kind === "order" ? (event.actor ?? "Somebody") : "The run"}</span>
      )}
      <span className="nowrap">{sayEvent(event)}</span>
      <span className="t2 cut grow" title={message}>
        {event.kind === "order" ? "" : message}
      </span>
      <span className="t3 num nowrap">
        {event.seconds === null || event.seconds === undefined ? "" : sayDuration(event.seconds)}
      </span>
    </>
  );
}
