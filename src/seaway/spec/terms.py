"""What of a workflow concerns a run as a whole: kept in the plan, so that starting a run, or
listing workflows, reads no tasks."""

# ruff: noqa: RUF012  (pydantic copies a default for each instance)

from typing import Any

from seaway.spec.fields import Named, Names, Spec, Text
from seaway.spec.inputs import InputField
from seaway.spec.model import Concurrency, Workflow
from seaway.spec.notifications import Notification
from seaway.spec.triggers import Trigger


class Terms(Spec):
    """The parts of `Workflow` that have the same names there."""

    name: Text | None = None
    description: Text | None = None
    owner: Text | None = None
    tags: Names = ()
    inputs: Named[InputField] = {}
    triggers: Named[Trigger] = {}
    concurrency: Concurrency | None = None
    outputs: dict[str, Any] = {}
    notifications: tuple[Notification, ...] = ()


def terms_of(workflow: Workflow) -> dict[str, Any]:
    """The terms as plain JSON; `Terms.model_validate` reads them back."""
    return workflow.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, include=set(Terms.model_fields)
    )
