import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { api } from "@/api/client";
import { useProject } from "@/api/project";
import { useMay } from "@/api/session";
import type { RunSummary } from "@/api/types";
import { ConfirmEffect } from "@/components/ConfirmEffect";
import { plural } from "@/components/format";
import { Icon } from "@/components/Icon";
import { runPath } from "@/features/run/queries";
import { isFinal } from "@/timeline/tasks";

type Act = "cancel" | "rerun";

/** Stands where the filters stood while runs are chosen; what fits none of them is off and says why. */
export function SelectionBar({ runs, onClear }: { runs: RunSummary[]; onClear(): void }): ReactElement {
  const operator = useMay("operator");
  const [act, setAct] = useState<Act | null>(null);
  const live = runs.filter((run) => !isFinal(run.state));
  const ended = runs.filter((run) => run.state === "failed" || run.state === "cancelled");
  const off = (some: readonly RunSummary[], none: string) => operator.why ?? (some.length === 0 ? none : null);
  const cancelOff = off(live, "None of them is under way");
  const rerunOff = off(ended, "None of them failed or was cancelled");
  return (
    <div className="fbar runs-filters" role="toolbar" aria-label="Chosen runs">
      <b>{plural(runs.length, "run")} chosen</b>
      <Button
        leftSection={<Icon name="stop" size={14} />}
        disabled={cancelOff !== null}
        title={cancelOff ?? undefined}
        onClick={() => setAct("cancel")}
      >
        Cancel {live.length > 0 ? plural(live.length, "run") : ""}
      </Button>
      <Button
        leftSection={<Icon name="rerun" size={14} />}
        disabled={rerunOff !== null}
        title={rerunOff ?? undefined}
        onClick={() => setAct("rerun")}
      >
        Rerun {ended.length > 0 ? plural(ended.length, "run") : ""} from failed
      </Button>
      <Button variant="subtle" onClick={onClear}>
        Choose none
      </Button>
      {act === null ? null : (
        <Confirm act={act} runs={act === "cancel" ? live : ended} onClose={() => setAct(null)} onDone={onClear} />
      )}
    </div>
  );
}

interface ConfirmProps {
  act: Act;
  runs: RunSummary[];
  onClose(): void;
  onDone(): void;
}

function Confirm({ act, runs, onClose, onDone }: ConfirmProps): ReactElement {
  const project = useProject();
  const client = useQueryClient();
  const what = plural(runs.length, "run");
  const send = async (): Promise<void> => {
    const body = act === "cancel" ? {} : { mode: "failed", revision: "same" };
    for (const run of runs) {
      await api.post(runPath(run.run_id, `/${act}`, project), body, { idempotencyKey: crypto.randomUUID() });
    }
    await client.invalidateQueries({ queryKey: ["project", project, "runs"] });
    notifications.show({ message: act === "cancel" ? `${what} asked to end` : `${what} started again` });
    onDone();
  };
  if (act === "cancel") {
    return (
      <ConfirmEffect
        question={`Cancel ${what}?`}
        effect="Tasks under way are asked to end; what succeeded stays."
        confirm={`Cancel ${what}`}
        keep="Let them run"
        isDestructive
        onConfirm={send}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmEffect
      question={`Rerun ${what} from failed?`}
      effect="Each becomes a new run on the same revision: what succeeded is carried over, the rest runs again."
      confirm={`Rerun ${what}`}
      keep="Leave them"
      onConfirm={send}
      onClose={onClose}
    />
  );
}
