"""What the engine needs from outside of itself; handed in by the composition root, swapped by the
simulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from seaway.core.plan import Foreach
from seaway.engine.plans import KnownPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Variables, connections and secrets of one attempt, read when it starts. `secret_values`: what the
    log must mask."""

    variables: Mapping[str, object] = field(default_factory=dict)
    connections: Mapping[str, dict[str, object]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    secret_values: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)


class SurroundingsSource(Protocol):
    """All raise `SeawayError` naming the first connection or secret that is missing, `StoreError` where the
    store can't be read just now."""

    async def read(
        self,
        project: str,
        *,
        connections: Sequence[str] = (),
        secrets: Sequence[str] = (),
        has_variables: bool = True,
    ) -> Surroundings:
        """`has_variables` false: no template names one, so that they need not be looked for everywhere."""
        ...

    def plain(self) -> Surroundings:
        """As `read` of no names: what is there without waiting."""
        ...

    async def require(self, project: str, known: KnownPlan, revision: str) -> None:
        """Whether all that a plan names is there; opens nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """An expanded foreach: one unique key an item."""

    keys: Sequence[str]
    values: Sequence[object]


class Evaluator(Protocol):
    """Evaluates users' expressions, bounded in time and memory. Raises `SeawayError` with the sentence for
    the task's reason."""

    async def truth(self, expression: str, context: Mapping[str, object]) -> bool: ...

    async def choose(self, cases: Sequence[tuple[str, str]], context: Mapping[str, object]) -> str | None: ...

    async def expand(self, foreach: Foreach, context: Mapping[str, object]) -> Items: ...

    async def render(self, template: object, context: Mapping[str, object]) -> object: ...

    async def close(self) -> None: ...


class Artifacts(Protocol):
    """Content-addressed bytes that outlive a process."""

    def put_bytes(self, data: bytes) -> str: ...

    def get_bytes(self, ref: str) -> bytes: ...

    def exists(self, ref: str) -> bool: ...
