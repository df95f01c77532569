"""Who needs a connection, a secret or a variable: asked before one is taken away."""

from sqlalchemy import Connection

from seaway.core.plan_json import plan_from_json
from seaway.engine.usage import tasks_using
from seaway.errors import InUseError
from seaway.spec.catalog import Catalog
from seaway.spec.problems import list_words
from seaway.store import revisions, workflows

MOST = 20_000
_SAID = 5


def dependents(
    connection: Connection, project: str, catalog: Catalog, noun: str, name: str
) -> dict[str, list[str]]:
    """Workflows with the tasks that name it, of the contents that are active."""
    found: dict[str, list[str]] = {}
    for each in workflows.list_of(connection, project, limit=MOST):
        if each.active_revision is None:
            continue
        text = revisions.get(connection, project, each.id, each.active_revision).plan
        if name not in text:
            continue
        if tasks := tasks_using(plan_from_json(text), catalog, noun, name):
            found[each.id] = tasks
    return found


def refuse_in_use(noun: str, name: str, used_in: dict[str, list[str]]) -> None:
    """Raises InUseError where somebody needs it; names the workflows and their tasks."""
    if not used_in:
        return
    said = [f"{workflow} ({', '.join(tasks)})" for workflow, tasks in list(used_in.items())[:_SAID]]
    more = f" and {len(used_in) - _SAID} more" if len(used_in) > _SAID else ""
    raise InUseError(
        f"The {noun} {name} is used by {list_words(said)}{more}",
        hint="Change these first, or force it: they then fail until it is set again.",
        used_in=used_in,
    )
