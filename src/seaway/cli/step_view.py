"""The steps of tasks, such as the models of a dbt run, below the tasks they belong to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from seaway.blobs.steps import read_steps
from seaway.cli import looks, printing, times
from seaway.core.rows import TaskRow
from seaway.ids import TaskKey
from seaway.sdk.steps import Step, StepState
from seaway.worker.paths import Paths

MOST_STEPS = 40
_TOLD = (StepState.FAILED, StepState.WARNING, StepState.RUNNING)


def steps_by_task(rows: Iterable[TaskRow], paths: Paths) -> dict[TaskKey, Sequence[Step]]:
    """What the newest attempts said of their parts."""
    found = {row.key: read_steps(paths.log_of(row.attempt_id)) for row in rows if row.attempt_id}
    return {key: steps for key, steps in found.items() if steps}


def step_shapes(steps: Mapping[TaskKey, Sequence[Step]]) -> dict[str, list[dict[str, object]]]:
    """For `--json`."""
    return {
        key: [{**asdict(step), "at": step.at.isoformat()} for step in said] for key, said in steps.items()
    }


def print_steps(steps: Sequence[Step]) -> None:
    """All of a few; of many those that went wrong or run, and how many there are of each sort."""
    told = [step for step in steps if len(steps) <= MOST_STEPS or step.state in _TOLD][:MOST_STEPS]
    width = max((printing.cells(step.name) for step in told), default=0)
    for step in told:
        pad = " " * (width - printing.cells(step.name))
        printing.line(f"    {looks.sign(step.state)} {step.name}{pad}  {looks.dim(_facts(step))}".rstrip())
    if len(told) < len(steps):
        counts = Counter(step.state.value for step in steps)
        said = ", ".join(f"{count} {state}" for state, count in counts.most_common())
        printing.line(f"    {looks.dim(f'{len(steps)} steps: {said}')}")


def _facts(step: Step) -> str:
    rows = "" if step.rows is None else printing.counted(step.rows, "row")
    took = "" if step.duration_s is None else times.duration(step.duration_s)
    return "  ".join(fact for fact in (step.kind, took, rows, step.message) if fact)
