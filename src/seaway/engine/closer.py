"""The last words of a run: its outputs, and the news for the run that waits for it. Written with its final
state."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from seaway.clock import Clock
from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import RunState
from seaway.engine.contexts import ContextBuilder
from seaway.engine.needs import find_needs
from seaway.engine.ports import Evaluator, SurroundingsSource
from seaway.engine.session import Session
from seaway.errors import SeawayError, StoreError
from seaway.ids import TaskKey, new_id
from seaway.store.signals import NewSignal

TOP = TaskKey("")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWords:
    run: RunRow
    outputs: str | None = None
    signals: tuple[NewSignal, ...] = ()


class Closer:
    def __init__(
        self,
        *,
        clock: Clock,
        evaluator: Evaluator,
        contexts: ContextBuilder,
        surroundings: SurroundingsSource,
    ) -> None:
        self._clock = clock
        self._evaluator = evaluator
        self._contexts = contexts
        self._surroundings = surroundings

    def is_needed(self, session: Session) -> bool:
        """Whether there is anything to say besides the state."""
        return bool(_outputs_of(session)) or session.facts.parent_run is not None

    async def last_words(
        self, session: Session, row: RunRow, unwritten: Mapping[TaskKey, TaskRow]
    ) -> LastWords:
        """A success whose outputs can't be computed is a failure; a failed run has what outputs it can.

        unwritten: what the run's last step changes, which is not in the store yet.

        Raises:
            StoreError: nothing is known of the outputs; ask again.
        """
        outputs: str | None = None
        try:
            outputs = await self._render(session, unwritten)
        except StoreError:
            raise
        except SeawayError as error:
            if row.state is RunState.SUCCESS:
                said = f"its outputs can't be computed: {error.message}"
                row = row._replace(state=RunState.FAILED, reason=said, error=said)
        return LastWords(run=row, outputs=outputs, signals=self._news(session, row, outputs))

    async def _render(self, session: Session, unwritten: Mapping[TaskKey, TaskRow]) -> str | None:
        templates = _outputs_of(session)
        if not templates:
            return None
        needs = find_needs(templates)
        around = await self._surroundings.read(session.facts.project, has_variables=needs.has_variables)
        context = await self._contexts.build(
            session, TOP, tasks=needs.tasks, variables=around.variables, unwritten=unwritten
        )
        return json.dumps(await self._evaluator.render(templates, context))

    def _news(self, session: Session, row: RunRow, outputs: str | None) -> tuple[NewSignal, ...]:
        facts = session.facts
        if facts.parent_run is None:
            return ()
        payload = {
            "key": facts.parent_key,
            "child_run": facts.run_id,
            "state": row.state.value,
            "outputs": outputs,
            "error": row.error or row.reason,
        }
        now = self._clock.now()
        signal = NewSignal(
            id=new_id(),
            run_id=facts.parent_run,
            kind="child_ended",
            payload=json.dumps(payload),
            created_at=now,
        )
        return (signal,)


def _outputs_of(session: Session) -> dict[str, object]:
    outputs = session.plan.payload.get("outputs")
    return dict(outputs) if isinstance(outputs, dict) else {}
