"""What an approval asks of a person, with its templates rendered for the one run it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.engine.contexts import ContextBuilder
from seaway.engine.needs import find_needs
from seaway.engine.outputs import OutputReader
from seaway.engine.ports import Artifacts, Evaluator, SurroundingsSource
from seaway.engine.restoring import SessionReader
from seaway.engine.session import Session
from seaway.errors import BadRequestError, SeawayError
from seaway.ids import RunId, TaskKey
from seaway.spec.fields import is_template
from seaway.spec.inputs import Input
from seaway.spec.terms import Terms
from seaway.store import tasks
from seaway.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`defaults` are the resolved ones. No approvers: whoever may answer approvals of the project."""

    key: TaskKey
    message: str
    fields: Mapping[str, Input]
    defaults: Mapping[str, object]
    approvers: tuple[str, ...]
    expires_at: datetime | None
    is_open: bool


class Approvals:
    def __init__(
        self,
        *,
        database: Database,
        reader: SessionReader,
        evaluator: Evaluator,
        artifacts: Artifacts,
        surroundings: SurroundingsSource,
    ) -> None:
        self._database = database
        self._reader = reader
        self._evaluator = evaluator
        self._surroundings = surroundings
        self._contexts = ContextBuilder(OutputReader(artifacts, self._read_items))

    async def asked(self, run_id: RunId, key: TaskKey) -> Asked:
        """What the task asks.

        Raises:
            UnknownError: nothing is known of the task in this run.
            BadRequestError: it is no approval.
        """
        row = await self._database.read(lambda connection: tasks.get(connection, run_id, key))
        session = await self._reader.read(run_id, epoch=0)
        task = session.tasks.get(row.path)
        if task is None or "message" not in task.payload:
            raise BadRequestError(f"{key} is no approval")
        form = Terms.model_validate({"inputs": task.payload.get("fields") or {}})
        defaults = {name: each.default for name, each in form.inputs.items()}
        rendered = await self._rendered(
            session, row, {"message": task.payload["message"], "fields": defaults}
        )
        approvers = task.payload.get("approvers")
        return Asked(
            key=key,
            message=str(rendered["message"]),
            fields=form.inputs,
            defaults=rendered["fields"] if isinstance(rendered["fields"], dict) else defaults,
            approvers=tuple(map(str, approvers)) if isinstance(approvers, list) else (),
            expires_at=row.due_at,
            is_open=row.state is TaskState.AWAITING_INPUT,
        )

    async def _rendered(
        self, session: Session, row: TaskRow, written: dict[str, object]
    ) -> dict[str, object]:
        """As it is written where it can't be rendered: a person may still answer."""
        if not any(is_template(each) for each in (written["message"], *_values(written["fields"]))):
            return written
        session.remember(row)
        try:
            around = await self._surroundings.read(session.facts.project)
            context = await self._contexts.build(
                session, row.key, tasks=find_needs(written).tasks, variables=around.variables
            )
            rendered = await self._evaluator.render(written, context)
        except SeawayError:
            return written
        return dict(rendered) if isinstance(rendered, Mapping) else written

    async def _read_items(
        self, run_id: RunId, key: TaskKey, after: int
    ) -> list[tuple[int, str, TaskState, str | None]]:
        return await self._database.read(
            lambda connection: tasks.item_outputs(connection, run_id, key, after=after)
        )


def _values(fields: object) -> list[object]:
    return list(fields.values()) if isinstance(fields, dict) else []
