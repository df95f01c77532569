"""Users' expressions in a process of their own, with a time and a memory limit, so that none can hold up
the engine."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from seaway.core.plan import Foreach
from seaway.engine.ports import Items
from seaway.errors import BadRequestError, InternalError
from seaway.worker.evaluation import Answer, Ask, expand, has_only_names, is_plain

TIME_LIMIT_S = 5.0
HEADER_BYTES = 4


class Asker(Protocol):
    """Answers one question. Raises SeawayError with a sentence for a person."""

    async def ask(self, ask: Ask) -> object: ...

    async def close(self) -> None: ...


class ExpressionEvaluator:
    """The engine's questions about expressions; what is plain is answered without asking."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    async def truth(self, expression: str, context: Mapping[str, object]) -> bool:
        return bool(await self._ask(Ask(kind="truth", template=expression, context=dict(context))))

    async def choose(self, cases: Sequence[tuple[str, str]], context: Mapping[str, object]) -> str | None:
        for label, condition in cases:
            if not condition or await self.truth(condition, context):
                return label
        return None

    async def expand(self, foreach: Foreach, context: Mapping[str, object]) -> Items:
        if foreach.items is not None and is_plain(foreach.items) and not foreach.key:
            keys, values = expand(foreach.items, foreach.key, context)
            return Items(keys=keys, values=values)
        ask = Ask(
            kind="expand" if foreach.matrix is None else "matrix",
            template=template_of(foreach),
            key=foreach.key,
            context=dict(context),
        )
        keys, values = msgspec.convert(await self._ask(ask), tuple[list[str], list[object]])
        return Items(keys=keys, values=values)

    async def render(self, template: object, context: Mapping[str, object]) -> object:
        if is_plain(template):
            return template
        return await self._ask(Ask(kind="render", template=template, context=dict(context)))

    async def close(self) -> None:
        await self._asker.close()

    async def _ask(self, ask: Ask) -> object:
        if "{{" in str(ask.template) and has_only_names([ask.template, ask.key]):
            return ask.answer()
        return await self._asker.ask(ask)


def template_of(foreach: Foreach) -> object:
    """What of a foreach has to be evaluated: its expression, its list, or its matrix."""
    if foreach.matrix is not None:
        return foreach.matrix
    return foreach.expression if foreach.items is None else list(foreach.items)


class InlineAsker:
    """Answers in this process, without limits of its own: for the simulation and tests."""

    async def ask(self, ask: Ask) -> object:
        return ask.answer()

    async def close(self) -> None:
        return None


class ProcessAsker:
    """One warm process, asked one question at a time; replaced when it runs out of time or dies."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, ask: Ask) -> object:
        async with self._turn:
            try:
                answer = await asyncio.wait_for(self._exchange(ask), TIME_LIMIT_S)
            except TimeoutError:
                await self.close()
                raise BadRequestError(
                    f"the expression took longer than {TIME_LIMIT_S:g} s: {ask.template}",
                    hint="Compute it in a task, and use its output.",
                ) from None
            except (EOFError, ConnectionError):
                await self.close()
                raise InternalError(f"the expression ended its evaluator: {ask.template}") from None
        if answer.error:
            raise BadRequestError(answer.error)
        return answer.value

    async def close(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _exchange(self, ask: Ask) -> Answer:
        process = await self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        data = msgspec.msgpack.encode(ask)
        process.stdin.write(len(data).to_bytes(HEADER_BYTES, "big") + data)
        await process.stdin.drain()
        size = int.from_bytes(await process.stdout.readexactly(HEADER_BYTES), "big")
        return msgspec.msgpack.decode(await process.stdout.readexactly(size), type=Answer)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "seaway.worker.evaluation",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=64 * 1024 * 1024,
                start_new_session=True,  # an interrupt typed in a terminal is for the engine
            )
        return self._process
