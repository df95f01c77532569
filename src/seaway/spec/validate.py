"""What can be said about a workflow before it runs, all at once."""

from collections.abc import Collection, Mapping

from seaway.spec.blueprints import check_channel, check_connection, check_trigger_targets, check_uses
from seaway.spec.catalog import Catalog
from seaway.spec.consequences import without_consequences
from seaway.spec.edges_check import check_edges
from seaway.spec.fields import is_template
from seaway.spec.given import Misgiven, check_value, limits_problem
from seaway.spec.inputs import Input, InputType
from seaway.spec.lookups import check_place
from seaway.spec.model import MAX_TASKS, Workflow
from seaway.spec.parse import Parsed
from seaway.spec.places import group_outputs, places_in, places_of
from seaway.spec.problems import Path, Problem, did_you_mean, in_reading_order, list_words
from seaway.spec.project import Project
from seaway.spec.review import Review
from seaway.spec.schedules import check_schedules, check_times
from seaway.spec.scopes import Scope, scopes_of
from seaway.spec.scripts import check_scripts
from seaway.spec.tasks import Task, TaskKind


def validate(
    parsed: Parsed,
    *,
    catalog: Catalog,
    project: Project | None = None,
    workflows: Mapping[str, Workflow] | None = None,
    connections: Collection[str] | None = None,
    secrets: Collection[str] | None = None,
) -> list[Problem]:
    """All problems of a file in reading order, those of its shape included.

    What is None is not known and not checked: variables, pools and channels without `project`, sub-workflows
    without `workflows`, names of connections and secrets without these.
    """
    if parsed.readable is None:
        return list(parsed.problems)
    review = Review(
        parsed=parsed,
        workflow=parsed.readable,
        catalog=catalog,
        project=project,
        workflows=workflows,
        connections=connections,
        secrets=secrets,
    )
    scopes = list(scopes_of(parsed.readable, parsed.data))
    if _is_small_enough(review, scopes):
        _check_workflow(review, scopes[0])
        for scope in scopes:
            _check_scope(review, scope)
    return in_reading_order(without_consequences([*parsed.problems, *review.problems]))


def _is_small_enough(review: Review, scopes: list[Scope]) -> bool:
    count = sum(len(scope.tasks) for scope in scopes)
    if count > MAX_TASKS:
        message = f"This workflow has {count:,} tasks; {MAX_TASKS:,} is the limit."
        review.report(
            ("tasks",), "too_many_tasks", message, hint="Use a foreach, or sub-workflows.", at_key=True
        )
    return count <= MAX_TASKS


def _check_workflow(review: Review, main: Scope) -> None:
    for name, declared in review.workflow.inputs.items():
        check_input(review, ("inputs", name), declared)
    check_schedules(review)
    check_trigger_targets(review)
    for at, rule in enumerate(review.workflow.notifications):
        for channel in rule.channel:
            check_channel(review, ("notifications", at, "channel"), channel)
    for place in places_of(review.workflow, main):
        check_place(review, place)


def _check_scope(review: Review, scope: Scope) -> None:
    check_edges(review, scope)
    check_uses(review, scope)
    check_times(review, scope)
    check_scripts(review, scope)
    for name, task in scope.tasks.items():
        _check_task(review, (*scope.path, name), task)
    for place in places_in(scope):
        check_place(review, place)
    if scope.owner and scope.parent:
        for place in group_outputs(scope.parent, scope):
            check_place(review, place)


def check_input(review: Review, path: Path, declared: Input) -> None:
    """The declaration of one input or one field of a form: its limits, and its default against its type."""
    problem, hint = limits_problem(declared), ""
    if problem:
        review.report(path, "wrong_value", problem, at_key=True)
    elif declared.has_default and declared.default is not None and not is_template(declared.default):
        wrong = check_value(declared, declared.default)
        if declared.type in _LISTS and isinstance(declared.default, str):
            wrong = Misgiven("It is text.", "a list")
            hint = f"Write [{declared.default}]."
        if wrong:
            message = f"The default does not fit an input of type {declared.type}. {wrong.message}"
            review.report((*path, "default"), "wrong_default", message, expected=wrong.expected, hint=hint)
    if declared.required and declared.default is not None:
        hint = "Remove one of the two."
        review.warn((*path, "required"), "no_effect", "An input with a default is never missing.", hint=hint)


_LISTS = frozenset({InputType.LIST, InputType.MULTISELECT})
_ONLY_FOR = {
    "with_": (TaskKind.USES, TaskKind.WORKFLOW),
    "language": (TaskKind.RUN,),
    "checks": (TaskKind.USES, TaskKind.RUN, TaskKind.TASKS),
    "packages": (TaskKind.USES, TaskKind.RUN),
    "requirements": (TaskKind.USES, TaskKind.RUN),
    "connections": (TaskKind.USES, TaskKind.RUN),
    "retry": (TaskKind.USES, TaskKind.RUN, TaskKind.WORKFLOW),
    "resources": (TaskKind.USES, TaskKind.RUN),
    "grace": (TaskKind.USES, TaskKind.RUN),
    "pool": (TaskKind.USES, TaskKind.RUN),
}


def _check_task(review: Review, path: Path, task: Task) -> None:
    for key in task.model_fields_set & _ONLY_FOR.keys():
        kinds = _ONLY_FOR[key]
        if task.kind not in kinds:
            word = key.rstrip("_")
            message = f"`{word}` has no meaning for a task with `{task.kind}`."
            expected = f"a task with {' or '.join(f'`{kind}`' for kind in kinds)}"
            review.report((*path, word), "no_meaning", message, expected=expected, at_key=True)
    _check_outputs(review, path, task)
    for at, name in enumerate(task.connections):
        is_list = isinstance(review.raw((*path, "connections")), list)
        check_connection(review, (*path, "connections", at) if is_list else (*path, "connections"), name)
    if task.approval:
        for name, declared in task.approval.fields.items():
            check_input(review, (*path, "approval", "fields", name), declared)
    if task.pool is not None and review.project is not None and task.pool not in review.project.pools:
        pools = review.project.pools
        hint = did_you_mean(task.pool, pools) or "Pools are set in `seaway.toml`, under `[pools]`."
        message = f"There is no pool `{task.pool}`."
        review.report((*path, "pool"), "unknown_pool", message, expected=list_words(pools), hint=hint)


def _check_outputs(review: Review, path: Path, task: Task) -> None:
    for name, output in task.outputs.items():
        has_value = "value" in output.model_fields_set
        place = (*path, "outputs", name)
        if task.kind is TaskKind.TASKS and not has_value:
            message = f"The output `{name}` of a group needs a value."
            hint = f'For example `{name}: "{{{{ tasks.load.outputs.{name} }}}}"`.'
            review.report(place, "missing_value", message, hint=hint)
        elif task.kind is not TaskKind.TASKS and has_value:
            message = "Only a group computes its outputs; a task returns them."
            review.report(place, "no_meaning", message, expected="a type such as integer")
