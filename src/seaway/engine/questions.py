"""Answers what the state machine asks about users' expressions: `when`, `switch`, and the items of a
foreach."""

import json

from seaway.clock import Clock
from seaway.core.events import Evaluate, Evaluated, Expanded, Question
from seaway.core.plan import Foreach
from seaway.engine.contexts import ContextBuilder
from seaway.engine.evaluator import template_of
from seaway.engine.needs import NeedsCache
from seaway.engine.ports import Artifacts, Evaluator, SurroundingsSource
from seaway.engine.session import Session
from seaway.errors import InternalError


class Questions:
    def __init__(
        self,
        *,
        clock: Clock,
        evaluator: Evaluator,
        contexts: ContextBuilder,
        surroundings: SurroundingsSource,
        artifacts: Artifacts,
        needs: NeedsCache,
    ) -> None:
        self._clock = clock
        self._evaluator = evaluator
        self._contexts = contexts
        self._surroundings = surroundings
        self._artifacts = artifacts
        self._needs = needs

    async def answer(self, session: Session, command: Evaluate) -> Evaluated | Expanded:
        """Raises SeawayError where the expression can't be evaluated."""
        context = await self._context(session, command)
        task, run_id = command.task, session.facts.run_id
        match command.question:
            case Question.WHEN:
                value: object = await self._evaluator.truth(task.when, context)
                return Evaluated(run_id, self._clock.now(), command.key, command.question, value)
            case Question.SWITCH:
                value = await self._evaluator.choose(task.switch, context)
                return Evaluated(run_id, self._clock.now(), command.key, command.question, value)
            case Question.FOREACH:
                return await self._expand(session, command, context)
            case Question.OUTPUTS:
                value = json.dumps(await self._evaluator.render(_templates(command), context))
                return Evaluated(run_id, self._clock.now(), command.key, command.question, value)

    async def _expand(self, session: Session, command: Evaluate, context: dict[str, object]) -> Expanded:
        """The list is frozen: written once, found again by its hash by whoever owns the run later."""
        if command.task.foreach is None:
            raise InternalError(f"{command.key} has no foreach")
        items = await self._evaluator.expand(command.task.foreach, context)
        ref = self._artifacts.put_bytes(json.dumps([items.keys, items.values]).encode())
        session.items[command.key] = list(items.values)
        return Expanded(session.facts.run_id, self._clock.now(), command.key, items.keys, ref)

    async def _context(self, session: Session, command: Evaluate) -> dict[str, object]:
        templates = _templates(command)
        name = f"{command.task.definition}/{command.question}"
        needs = self._needs.of(name, templates)
        around = await self._surroundings.read(session.facts.project, has_variables=needs.has_variables)
        is_inside = command.question is Question.OUTPUTS
        return await self._contexts.build(
            session, command.key, tasks=needs.tasks, variables=around.variables, is_inside=is_inside
        )


def _templates(command: Evaluate) -> object:
    match command.question:
        case Question.WHEN:
            return _as_template(command.task.when)
        case Question.SWITCH:
            return [_as_template(condition) for _, condition in command.task.switch]
        case Question.FOREACH:
            return _foreach_templates(command.task.foreach)
        case Question.OUTPUTS:
            return command.task.payload.get("outputs", {})


def _foreach_templates(foreach: Foreach | None) -> object:
    if foreach is None:
        return []
    items = template_of(foreach)
    return [_as_template(items) if isinstance(items, str) else items, _as_template(foreach.key)]


def _as_template(expression: str) -> str:
    """Conditions may be written bare; references are looked for in templates."""
    return expression if "{{" in expression or "{%" in expression else f"{{{{ {expression or 'none'} }}}}"
