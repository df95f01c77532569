"""Channels: where notifications go. A channel is a connection that stands under `[channels]` of the project
file."""

import errno
import os
import sys
from abc import abstractmethod
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from seaway.errors import PermissionDeniedError, UnavailableError
from seaway.sdk.connection import Connection, ProjectPath


class Channel(Connection):
    """The family of channels; an input of this type takes any of them."""

    noun: ClassVar[str] = "channel"

    @abstractmethod
    def send(self, text: str, at: datetime) -> None:
        """Deliver a message.

        Raises:
            TaskError: it could not be delivered, and why.
        """
        raise NotImplementedError


class ConsoleChannel(Channel):
    """Prints into the log of the task that sends."""

    type_name: ClassVar[str] = "console"
    title: ClassVar[str] = "Console"

    def send(self, text: str, at: datetime) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def check(self) -> str:
        """There is nothing that could be missing."""
        return "Messages go into the log of the task that sends them."


class FileChannel(Channel):
    """Adds a line to a file of this machine."""

    type_name: ClassVar[str] = "file"
    title: ClassVar[str] = "File"

    path: ProjectPath
    """A relative path starts from the project's folder; the file is made on first use."""

    def send(self, text: str, at: datetime) -> None:
        """In one write at the file's end, so that messages of several tasks never mix."""
        moment = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        line = f"{moment} {one_line(text)}\n".encode(errors="replace")
        try:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                if os.write(descriptor, line) < len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            finally:
                os.close(descriptor)
        except PermissionError as error:
            raise PermissionDeniedError(
                f"The channel `{self.name}` may not write to {self.path}.", hint="Check its owner and mode."
            ) from error
        except OSError as error:
            raise UnavailableError(
                f"The channel `{self.name}` can't write to {self.path}: {error.strerror or error}.",
                hint="Check the path, and whether the disk is full.",
            ) from error

    def check(self) -> str:
        """The file, or the first folder above it that exists, can be written to."""
        place = Path(self.path)
        found = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
        if not os.access(found, os.W_OK) or (place.exists() and not place.is_file()):
            raise PermissionDeniedError(f"{place} can't be written to.", hint="Check the path and its mode.")
        return f"Messages are added to {place}, a line each."


def one_line(text: str) -> str:
    """Line breaks as ` | `, so that a line of the file is a message."""
    return " | ".join(line.strip() for line in text.splitlines() if line.strip())
