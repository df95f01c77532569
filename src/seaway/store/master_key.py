"""The master key: from the environment, or from a file of the state folder, which is made on first use."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seaway.store.sealing import SealError, fingerprint, from_text, new_key, to_text

KEY = "SEAWAY_SECRET_KEY"
KEY_FILE = "SEAWAY_SECRET_KEY_FILE"
FILE = "secret.key"
_NEXT = "secret.key.next"
_HINT = "It is 32 random bytes in base64: `openssl rand -base64 32` makes them."


@dataclass(frozen=True, slots=True)
class MasterKey:
    """Where the key is looked for. `environ` is read each time, the file when it is needed."""

    home: Path
    environ: Mapping[str, str]

    @property
    def place(self) -> str:
        """Where it stands, as a person says it."""
        if self.environ.get(KEY):
            return f"the variable {KEY}"
        return str(self._file)

    @property
    def is_own_file(self) -> bool:
        """In the state folder, so that Seaway may change it."""
        return not self.environ.get(KEY) and not self.environ.get(KEY_FILE)

    def find(self, wanted: str = "") -> bytes | None:
        """The key; None where there is none. `wanted`: the fingerprint it should have, which tells which of
        two it is where a rotation was cut off.

        Raises:
            SealError: what stands there is no key, or can't be read.
        """
        text = self.environ.get(KEY)
        if text:
            return _checked(text, f"The variable {KEY}")
        key = _read(self._file)
        if self.is_own_file and (key is None or (wanted and fingerprint(key) != wanted)):
            coming = _read(self._next)
            if coming is not None and fingerprint(coming) == wanted:
                self.settle()
                return coming
        return key

    def make(self) -> bytes:
        """A new key in the state folder, for its owner alone; the one that is there, where another process
        was faster."""
        if not self.is_own_file:
            raise SealError(
                f"There is no key in {self.place}", hint=f"{KEY_FILE} names a file that holds it. {_HINT}"
            )
        _write(self._file, new_key())
        found = _read(self._file)
        assert found is not None
        return found

    def prepare(self) -> bytes:
        """The first half of a rotation: a new key beside the old one. `settle` puts it in place."""
        with suppress(FileNotFoundError):
            self._next.unlink()
        key = new_key()
        _write(self._next, key)
        return key

    def settle(self) -> None:
        self._next.replace(self._file)

    @property
    def _file(self) -> Path:
        named = self.environ.get(KEY_FILE)
        return Path(named) if named else self.home / FILE

    @property
    def _next(self) -> Path:
        return self.home / _NEXT


def read_key_file(path: Path) -> bytes:
    """A key from a file that somebody names. Raises SealError where it holds none."""
    found = _read(path)
    if found is None:
        raise SealError(f"There is no file {path}", hint=_HINT)
    return found


def _read(path: Path) -> bytes | None:
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SealError(f"The key in {path} can't be read: {why}", hint="Check its owner and mode.") from None
    return _checked(text, f"The file {path}")


def _checked(text: str, where: str) -> bytes:
    key = from_text(text)
    if key is None:
        raise SealError(f"{where} holds no key", hint=_HINT)
    return key


def _write(path: Path, key: bytes) -> None:
    """Never replaces a key, and never shows half of one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(to_text(key) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    except OSError as error:
        raise SealError(f"The key {path} can't be made: {error.strerror}", hint="Check the folder.") from None
    finally:
        part.unlink(missing_ok=True)
