"""The address that a server listens on, and who may reach it there."""

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass

from seaway.errors import BadRequestError, BusyError

HOST = "127.0.0.1"
PORT = 8787
NEXT_PORTS = 20
BACKLOG = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A listening socket. It is made before the process that answers, and outlives its restarts."""

    socket: socket.socket
    host: str
    port: int

    @property
    def is_public(self) -> bool:
        """Other machines can reach it."""
        return not is_loopback(self.host)

    @property
    def url(self) -> str:
        """Where this machine's browser finds it."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "") else "[::1]" if self.host == "::" else self.host  # noqa: S104 - compared with, not bound to
        return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{self.port}"

    def close(self) -> None:
        self.socket.close()


def open_door(host: str, port: int | None) -> Door:
    """Listen; on the next free port where none was asked for.

    Raises:
        BusyError: somebody else listens on this port.
        BadRequestError: this machine has no such address.
    """
    last = PORT + NEXT_PORTS
    for each in [port] if port is not None else range(PORT, last + 1):
        try:
            return Door(socket=(found := _listen(host, each)), host=host, port=found.getsockname()[1])
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(host, each, error) from error
    if port is not None:
        raise BusyError(
            f"Port {port} of {host} is taken by another program",
            hint="Name another with --port, or leave it out to take the next free one.",
        )
    raise BusyError(f"The ports {PORT} to {last} of {host} are taken", hint="Name one with --port.")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def names_of(host: str) -> list[str]:
    """The names by which this machine may be called, for a server that others reach."""
    names = [socket.gethostname(), socket.getfqdn()] if not is_loopback(host) else []
    return sorted({name.lower() for name in (*names, host) if name})


def may_show_browser() -> bool:
    """Whether there is a screen to open one on."""
    import sys

    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _refused(host: str, port: int, error: OSError) -> BadRequestError:
    hint = (
        "Ports below 1024 are for root."
        if error.errno == errno.EACCES
        else "--host is an address of this machine."
    )
    return BadRequestError(f"{host}:{port} can't be listened on: {error.strerror or error}", hint=hint)
