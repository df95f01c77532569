"""Where connections, secrets and variables may stand. Several places are asked in their order; the first that
knows a name counts, whatever the others say."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Protocol


class SourceKind(StrEnum):
    """In the order in which they are asked."""

    ENVIRONMENT = "environment"
    PROJECT = "project"
    STORE = "store"
    VAULT = "vault"


class ConnectionSource(Protocol):
    """One place. Raises a SeawayError where it can't be read; a name that it does not know is left out."""

    @property
    def kind(self) -> SourceKind: ...

    def place(self, name: str) -> str:
        """Where a connection stands in it, as a person says it: a file, a variable, a path."""
        ...

    async def connection_names(self, project: str) -> Collection[str]: ...

    async def connections(self, project: str, names: Collection[str]) -> Mapping[str, Mapping[str, object]]:
        """Those of `names` that it knows: `type` and fields, or `url` in place of them; secrets in the
        clear."""
        ...


class SecretSource(Protocol):
    """One place, as `ConnectionSource`."""

    @property
    def kind(self) -> SourceKind: ...

    def secret_place(self, name: str) -> str:
        """Where a secret stands in it, as a person says it."""
        ...

    async def secret_names(self, project: str) -> Collection[str]: ...

    async def secrets(self, project: str, names: Collection[str]) -> Mapping[str, str]:
        """The values of those of `names` that it knows."""
        ...


class Source(ConnectionSource, SecretSource, Protocol):
    """Both, as every place of ours is."""
