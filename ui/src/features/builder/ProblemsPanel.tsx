import type { ReactElement } from "react";

import type { Problem } from "@/api/types";
import { Icon } from "@/components/Icon";
import { useBuilder } from "@/features/builder/context";
import { suggestionOf } from "@/features/builder/repairs";
import { Said } from "@/components/Said";
import { setAt } from "@/graph/commands";
import { selectNode } from "@/graph/selection";
import { allTasks, scopeOf, taskKey } from "@/graph/source";

export interface ProblemsPanelProps {
  at: number;
  onStep: (at: number) => void;
}

/** What is wrong, where, and what to do about it. */
export function ProblemsPanel({ at, onStep }: ProblemsPanelProps): ReactElement {
  const { state } = useBuilder();
  const errors = state.problems.filter((problem) => problem.severity === "error").length;
  if (state.problems.length === 0) {
    return (
      <div className="prob-body t3 sm">
        {state.checkedText === null
          ? "Being checked."
          : state.refusal && state.checkedText !== state.text
            ? "This text could not be checked."
            : "Nothing is wrong with this draft."}
      </div>
    );
  }
  return (
    <div className="prob-body">
      <ol>
        {state.problems.map((problem, index) => (
          <ProblemLine
            key={`${problem.code}:${problem.line}:${problem.column}:${index}`}
            problem={problem}
            index={index}
            isNow={index === at}
            onStep={onStep}
          />
        ))}
      </ol>
      <p className="sm t3 foot">
        {errors > 0 ? "Saving stays possible. Running needs 0 problems." : "Warnings do not hold up a run."}
      </p>
    </div>
  );
}

function ProblemLine({
  problem,
  index,
  isNow,
  onStep,
}: {
  problem: Problem;
  index: number;
  isNow: boolean;
  onStep: (at: number) => void;
}): ReactElement {
  const { act } = useBuilder();
  const repair = suggestionOf(problem);
  const more = [problem.expected ? `Expected: ${problem.expected}.` : "", repair ? "" : (problem.hint ?? "")]
    .filter(Boolean)
    .join(" ");
  return (
    <li className={isNow ? "prob-line now" : "prob-line"} data-problem={problem.code}>
      <button type="button" className="prob-go" onClick={() => onStep(index)}>
        <span className={problem.severity === "error" ? "bad" : "warn"}>
          <Icon name="alert" label={problem.severity} />
        </span>
        <span>
          <span className="m">
            <Said text={problem.message} />
          </span>
          {more ? (
            <span className="sm t2 more">
              <Said text={more} />
            </span>
          ) : null}
          {problem.line ? (
            <span className="sm t3 mono place">
              line {problem.line}, column {problem.column}
            </span>
          ) : null}
        </span>
      </button>
      {repair ? (
        <button
          type="button"
          className="btn s repair"
          onClick={() => void act(setAt(repair.path, repair.value, `use ${repair.word}`))}
        >
          Use {repair.word}
        </button>
      ) : null}
    </li>
  );
}

/** Select the task of a problem and show its line. */
export function useShowProblem(): (problem: Problem) => void {
  const { state, select, setScope, showLine } = useBuilder();
  return (problem) => {
    const index = state.problems.indexOf(problem);
    const task = allTasks(state.graph).find((each) => each.problems?.includes(index));
    if (task) {
      setScope(scopeOf(task));
      select(selectNode(taskKey(task)));
    }
    if (problem.line) showLine(problem.line, problem.column ?? 1);
  };
}
