import { Button } from "@mantine/core";
import type { ReactElement } from "react";

import { retryStreamNow, useLiveStatus } from "@/api/live";
import { sayDuration } from "@/components/format";
import { Icon } from "@/components/Icon";

import { useNow } from "./clock";

/** A lost stream is a line of words over the page, which stays where it is and as of that moment. */
export function LiveLine(): ReactElement | null {
  const status = useLiveStatus();
  const now = useNow();
  if (status.kind !== "lost") return null;
  const lostFor = (now.getTime() - status.since) / 1000;
  // A restart of the server takes a second or two; that is not worth a line.
  if (lostFor < 4) return null;
  const nextIn = Math.max(0, Math.round((status.retryAt - now.getTime()) / 1000));
  return (
    <div className="live-line" role="status">
      <Icon name="alert" size={14} />
      <span>Live updates stopped {sayDuration(Math.round(lostFor))} ago.</span>
      <span className="t2">{nextIn > 0 ? `Trying again in ${nextIn} s.` : "Trying again."}</span>
      <Button size="xs" variant="subtle" onClick={retryStreamNow}>
        Try now
      </Button>
    </div>
  );
}
