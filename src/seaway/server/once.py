"""`Idempotency-Key`: a creation that is sent twice happens once, and answers the same both times."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from seaway.access.actors import Actor
from seaway.errors import ConflictingStateError
from seaway.server.parts import parts_of
from seaway.store import creations

Made = TypeVar("Made", bound=BaseModel)
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any word of yours: sent again with the same word, the same answer comes, and nothing is "
        "made twice.",
    ),
]


class _Once:
    """The key of one request, if it has one."""

    def __init__(self, request: Request, key: str | None) -> None:
        self._request = request
        self.key = key

    async def do(self, kind: type[Made], work: Callable[[], Awaitable[Made]]) -> Made:
        """Do the work, or give the answer that it had when it was done.

        Raises:
            ConflictingStateError: the key was used for something else, or the first call is still at it.
        """
        if self.key is None:
            return await work()
        parts, key = parts_of(self._request), self.key
        actor: Actor = self._request.state.actor
        fingerprint, now = await self._fingerprint(), parts.clock.now()
        known = await parts.database.write(
            lambda connection: creations.claim(
                connection, actor=actor.user_id, key=key, fingerprint=fingerprint, now=now
            )
        )
        if known is not None:
            return _again(kind, known, key, fingerprint)
        try:
            made = await work()
        except BaseException:
            await parts.database.write(
                lambda connection: creations.abandon(connection, actor=actor.user_id, key=key)
            )
            raise
        answer = made.model_dump_json(by_alias=True)
        await parts.database.write(
            lambda connection: creations.finish(
                connection, actor=actor.user_id, key=key, status=201, answer=answer
            )
        )
        return made

    async def _fingerprint(self) -> str:
        request = self._request
        digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\0".encode())
        digest.update(await request.body())
        return digest.hexdigest()


def _again(kind: type[Made], known: creations.Creation, key: str, fingerprint: str) -> Made:
    if known.fingerprint != fingerprint:
        raise ConflictingStateError(
            f"The Idempotency-Key {key!r} was used for another request", hint="Take a new one."
        )
    if known.status == 0:
        raise ConflictingStateError(
            "The first request with this Idempotency-Key is still under way", hint="Ask again in a second."
        )
    return kind.model_validate_json(known.answer)


def _once_of(request: Request, key: Key = None) -> _Once:
    return _Once(request, key)


Once = Annotated[_Once, Depends(_once_of)]
