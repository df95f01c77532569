"""Azure Blob Storage: Azurite, Microsoft's own emulator."""

import base64
import hashlib
import hmac
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.servers.emulator import ROOT, running
from tests.servers.places import Place
from tests.servers.proof import Proof

PROOF = Proof(system="azure_blob", how="emulator", what="Azurite 3 (keys, SAS tokens, blocks)")
ACCOUNT = "seaway"
KEY = base64.b64encode(b"not-a-secret" * 4).decode()
OTHER_KEY = base64.b64encode(b"also-no-secret" * 4).decode()
_VERSION = "2021-08-06"


@dataclass(frozen=True, slots=True)
class Azurite:
    url: str

    def store(self, container: str) -> Any:
        from obstore.store import AzureStore

        return AzureStore(
            container,
            account_name=ACCOUNT,
            account_key=KEY,
            endpoint=f"{self.url}/{ACCOUNT}",
            client_options={"allow_http": True},
        )


@contextmanager
def server(folder: Path) -> Iterator[Azurite]:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import azurite
    finally:
        sys.path.pop(0)
    command = azurite.program()
    if command is None:
        pytest.skip("Azurite is missing: run `make setup`.")
    options = ["--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--disableTelemetry"]
    env = {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"}
    said = r"successfully listens on http://127\.0\.0\.1:(\d+)"
    with running([*command, *options, "--skipApiVersionCheck"], folder, said, env) as port:
        yield Azurite(f"http://127.0.0.1:{port}")


def container(found: Azurite, *, url: str = "") -> Place:
    """A new container; `url` where a proxy stands before the server."""
    import obstore

    name = f"lake-{uuid4().hex[:12]}"
    _make(found, name)
    store = found.store(name)

    def get(path: str) -> bytes | None:
        try:
            return bytes(obstore.get(store, path).bytes())
        except FileNotFoundError:
            return None

    values = {
        "type": "azure_blob",
        "container": name,
        "account": ACCOUNT,
        "account_key": KEY,
        "endpoint_url": f"{url or found.url}/{ACCOUNT}",
    }
    return Place(
        system="azure_blob",
        values=values,
        put=lambda path, content: obstore.put(store, path, content) and None,
        get=get,
        names=lambda: sorted(one["path"] for page in obstore.list(store) for one in page),
        wrong_key={**values, "account_key": OTHER_KEY},
        missing={**values, "container": "no-such-container"},
        secrets=(KEY, OTHER_KEY),
    )


def read_only_token(name: str) -> str:
    """A shared access signature of a container, for reading and listing (Microsoft: create a service SAS)."""
    end = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    resource = f"/blob/{ACCOUNT}/{name}"
    fields = ["rl", "", end, resource, "", "", "", _VERSION, "c", "", "", "", "", "", "", ""]
    pairs = {"sp": "rl", "se": end, "sv": _VERSION, "sr": "c", "sig": _signature("\n".join(fields))}
    return str(httpx.QueryParams(pairs))


def _make(found: Azurite, name: str) -> None:
    """obstore makes no containers; the request is signed as Microsoft's page on Shared Key says."""
    date = formatdate(usegmt=True)
    signed = f"PUT{chr(10) * 12}x-ms-date:{date}\nx-ms-version:{_VERSION}\n/{ACCOUNT}/{ACCOUNT}/{name}"
    headers = {
        "x-ms-date": date,
        "x-ms-version": _VERSION,
        "Authorization": f"SharedKey {ACCOUNT}:{_signature(f'{signed}{chr(10)}restype:container')}",
    }
    url = f"{found.url}/{ACCOUNT}/{name}?restype=container"
    httpx.put(url, headers=headers, timeout=30).raise_for_status()


def _signature(text: str) -> str:
    key = base64.b64decode(KEY)
    return base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
