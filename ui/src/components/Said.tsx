import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

import { useProjectZone } from "@/api/session";
import { useNow } from "@/components/clock";
import { ExactTimes } from "@/components/When";

import { partsOf, sayMoment } from "./said";

/** Words of the server as a page shows them: code set as code, a run as a door to it, a moment in the project's zone. */
export function Said({ text }: { text: string }): ReactElement {
  return (
    <>
      {partsOf(text).map((part, at) => {
        switch (part.kind) {
          case "code":
            return <code key={at}>{part.text}</code>;
          case "run":
            return (
              <Link key={at} to="/runs/$runId" params={{ runId: part.text }} className="link" title={part.text}>
                run {part.text.slice(-8)}
              </Link>
            );
          case "moment":
            return <Moment key={at} at={part.at} />;
          case "words":
            return part.text;
        }
      })}
    </>
  );
}

function Moment({ at }: { at: Date }): ReactElement {
  const zone = useProjectZone();
  const now = useNow(60);
  return (
    <Tooltip label={<ExactTimes at={at} zone={zone} />}>
      <time dateTime={at.toISOString()} className="num nowrap">
        {sayMoment(at, now, zone)}
      </time>
    </Tooltip>
  );
}
