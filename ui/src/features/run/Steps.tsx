import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { api } from "@/api/client";
import type { components } from "@/api/schema";
import { keys } from "@/api/queries";
import { useProject } from "@/api/project";
import type { State, TaskRun } from "@/api/types";
import { plural, sayDuration } from "@/components/format";
import { Icon } from "@/components/Icon";
import { StateIcon } from "@/components/StateIcon";
import { isFinal } from "@/timeline/tasks";
import { runPath } from "./queries";
import { countSteps, shortStep, shownSteps, type TaskStep } from "./steps";

type TaskSteps = components["schemas"]["TaskSteps"];

const LOOK_MS = 1500;

/** The parts that the chosen task says it goes through, such as the models of a dbt run; nothing where it says none. */
export function Steps({ runId, task }: { runId: string; task: TaskRun }): ReactElement | null {
  const project = useProject();
  const found = useQuery({
    queryKey: [...keys.run(project, runId), "/steps", task.task, task.attempt, isFinal(task.state)],
    enabled: project !== "" && task.attempt > 0,
    queryFn: ({ signal }) =>
      api.get<TaskSteps>(runPath(runId, "/steps", project), { task: task.task, attempt: task.attempt }, signal),
    refetchInterval: task.state === "running" ? LOOK_MS : false,
    placeholderData: (before) => (before?.task === task.task ? before : undefined),
    retry: false,
  });
  const steps = found.data?.steps ?? [];
  if (steps.length === 0) return null;
  const shown = shownSteps(steps);
  return (
    <section className="steps">
      <h3>
        {plural(steps.length, "step")} of {task.task}: {countSteps(steps)}
      </h3>
      <ul>
        {shown.map((step) => (
          <StepRow key={step.name} step={step} />
        ))}
      </ul>
      {shown.length < steps.length ? <p className="t3 sm">and {steps.length - shown.length} more</p> : null}
    </section>
  );
}

function StepRow({ step }: { step: TaskStep }): ReactElement {
  const facts = [
    step.kind,
    step.duration_s === null ? "" : sayDuration(step.duration_s),
    step.rows === null ? "" : plural(step.rows, "row"),
  ];
  return (
    <li title={[step.name, step.message].filter(Boolean).join("\n")}>
      {step.state === "warning" ? <Icon name="alert" size={14} /> : <StateIcon state={step.state as State} size={14} />}
      <span className="mono step-name">{shortStep(step)}</span>
      <span className="t3 sm num">{facts.filter(Boolean).join(" · ")}</span>
      {step.state === "failed" && step.message ? <p className="sm step-said">{step.message}</p> : null}
    </li>
  );
}
