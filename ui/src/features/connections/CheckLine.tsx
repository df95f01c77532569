import type { ReactElement } from "react";

import type { CheckResult } from "@/api/connections";
import { Said } from "@/components/Said";
import { StateIcon } from "@/components/StateIcon";
import { sayDuration } from "@/components/format";

/** How a test ended: a sentence, what to do, how long it took. */
export function CheckLine({ result }: { result: CheckResult }): ReactElement {
  return (
    <div className={result.is_ok ? "check-line" : "check-line bad"} role="status">
      <StateIcon state={result.is_ok ? "success" : "failed"} size={16} />
      <div className="grow">
        <div>
          <Said text={result.message} /> <span className="t3 sm nowrap">{sayDuration(result.duration_s)}</span>
        </div>
        {result.hint ? (
          <div className="t2">
            <Said text={result.hint} />
          </div>
        ) : null}
      </div>
    </div>
  );
}
