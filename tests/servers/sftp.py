"""SFTP: asyncssh's own server on a folder, with a password and a key that let in."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.servers.places import Place
from tests.servers.proof import Proof

PROOF = Proof(system="sftp", how="local server", what="asyncssh 2.24 (SFTP version 3)")
USER, PASSWORD = "sailor", "not-a-secret"
_PASSPHRASE = "open sesame"


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpServer:
    """`key` lets in too, as do `locked_keys` by their format, which the passphrase opens."""

    port: int
    root: Path
    host_key: str
    fingerprint: str
    key: str
    locked_keys: dict[str, str]
    passphrase: str


@contextmanager
def server(root: Path) -> Iterator[SftpServer]:
    """It runs in a thread with a loop of its own. Below a folder `locked` nobody may write."""
    import asyncssh

    host, user = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sftp-server", daemon=True)
    thread.start()

    async def begin() -> Any:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host],
            server_factory=lambda: _doorman(user),
            sftp_factory=lambda channel: _files(channel, root),
            allow_scp=False,
        )

    async def end(listening: Any) -> None:
        listening.close()
        await listening.wait_closed()

    listening = asyncio.run_coroutine_threadsafe(begin(), loop).result(30)
    try:
        yield SftpServer(
            port=listening.get_port(),
            root=root,
            host_key=host.export_public_key().decode().strip(),
            fingerprint=host.get_fingerprint(),
            key=user.export_private_key().decode(),
            locked_keys={
                kind: user.export_private_key(kind, passphrase=_PASSPHRASE).decode()
                for kind in ("pkcs8-pem", "openssh")
            },
            passphrase=_PASSPHRASE,
        )
    finally:
        asyncio.run_coroutine_threadsafe(end(listening), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


def folder(found: SftpServer) -> Place:
    """A new folder on the server."""
    name = f"lake-{uuid4().hex[:12]}"
    root = found.root / name
    root.mkdir()

    def put(path: str, content: bytes) -> None:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    values = {
        "type": "sftp",
        "host": "127.0.0.1",
        "port": found.port,
        "username": USER,
        "password": PASSWORD,
        "host_key": found.host_key,
        "path": f"/{name}",
    }
    return Place(
        system="sftp",
        values=values,
        put=put,
        get=lambda path: (root / path).read_bytes() if (root / path).is_file() else None,
        names=lambda: sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()),
        wrong_key={**values, "password": "wrong-and-no-secret"},
        missing={**values, "path": "/no-such-folder"},
        secrets=(PASSWORD, "wrong-and-no-secret"),
    )


def _doorman(user: Any) -> Any:
    import asyncssh

    class Doorman(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == (USER, PASSWORD)

        def public_key_auth_supported(self) -> bool:
            return True

        def validate_public_key(self, username: str, key: Any) -> bool:
            return username == USER and bool(key.get_fingerprint() == user.get_fingerprint())

    return Doorman()


def _files(channel: Any, root: Path) -> Any:
    import asyncssh

    class Files(asyncssh.SFTPServer):
        def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
            if b"/locked/" in path and pflags & asyncssh.FXF_WRITE:
                raise asyncssh.SFTPPermissionDenied("this folder is locked")
            return super().open(path, pflags, attrs)

    return Files(channel, chroot=str(root).encode())
