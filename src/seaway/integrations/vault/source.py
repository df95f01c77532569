"""HashiCorp Vault as a place where connections and secrets stand."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from seaway.errors import DataError
from seaway.integrations.vault.client import PATH, VaultClient
from seaway.sdk.protocols.sources import SourceKind
from seaway.sdk.resolve import VAULT_ADDRESS

T = TypeVar("T")
VALUE = "value"
"""The key that holds a secret."""


@dataclass(frozen=True, slots=True)
class VaultSource:
    """`<path>/connections/<name>` holds a connection's `type` and fields, `<path>/secrets/<name>` a secret
    under `value`; the path is `seaway/<project>` unless it is set."""

    client: VaultClient
    kind: SourceKind = SourceKind.VAULT

    def place(self, name: str) -> str:
        return f"Vault {self.client.mount}/{self._path('…')}/connections/{name}"

    def secret_place(self, name: str) -> str:
        return f"Vault {self.client.mount}/{self._path('…')}/secrets/{name}"

    async def connection_names(self, project: str) -> Collection[str]:
        return await asyncio.to_thread(self.client.names, f"{self._path(project)}/connections")

    async def connections(self, project: str, names: Collection[str]) -> Mapping[str, Mapping[str, object]]:
        return await self._each(names, lambda name: self._connection(project, name))

    async def secret_names(self, project: str) -> Collection[str]:
        return await asyncio.to_thread(self.client.names, f"{self._path(project)}/secrets")

    async def secrets(self, project: str, names: Collection[str]) -> Mapping[str, str]:
        return await self._each(names, lambda name: self._secret(project, name))

    async def _each(self, names: Collection[str], read: Callable[[str], T | None]) -> dict[str, T]:
        found = await asyncio.to_thread(lambda: {name: read(name) for name in sorted(names)})
        return {name: value for name, value in found.items() if value is not None}

    def _connection(self, project: str, name: str) -> Mapping[str, object] | None:
        found = self.client.read(f"{self._path(project)}/connections/{name}")
        if found is not None and not isinstance(found.get("type"), str):
            raise DataError(
                f"The connection `{name}` in Vault has no `type`.", hint="Add the key `type`, such as `s3`."
            )
        return found

    def _secret(self, project: str, name: str) -> str | None:
        found = self.client.read(f"{self._path(project)}/secrets/{name}")
        if found is None:
            return None
        value = found.get(VALUE)
        if not isinstance(value, str):
            raise DataError(
                f"The secret `{name}` in Vault has no text under `{VALUE}`.",
                hint=f"Write it as: vault kv put … {VALUE}=…",
            )
        return value

    def _path(self, project: str) -> str:
        return self.client.environ.get(PATH, "seaway/{project}").replace("{project}", project).strip("/")


def vault_sources(environ: Mapping[str, str]) -> tuple[VaultSource, ...]:
    """The Vault that the environment names; none where it names none."""
    return (VaultSource(VaultClient(environ)),) if environ.get(VAULT_ADDRESS) else ()
