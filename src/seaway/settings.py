"""Where an installation keeps its state, and the few numbers that an operator may turn.

Read once at the start, from the environment (`SEAWAY_HOME`, `SEAWAY_DATABASE`, `SEAWAY_SYNCHRONOUS`,
`SEAWAY_SLOTS`, `SEAWAY_ARTIFACTS`, `SEAWAY_LEASE_SECONDS`, `SEAWAY_HOSTS`, `SEAWAY_UPLOAD_MB`,
`SEAWAY_KEEP_RUNS_DAYS`, `SEAWAY_KEEP_LOGS_DAYS`, `SEAWAY_KEEP_FILES_DAYS`); `SEAWAY_PRIVATE_NETWORKS` by each
process that connects to what a workflow names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from seaway.errors import BadRequestError

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    Network = IPv4Network | IPv6Network

STATE_FOLDER = ".seaway"
PRIVATE_NETWORKS = "SEAWAY_PRIVATE_NETWORKS"
_NETWORKS = {
    "loopback": ("127.0.0.0/8", "::1/128"),
    "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long history is kept. Carried data lives on while a newer run refers to it."""

    runs: timedelta = timedelta(days=90)
    logs: timedelta = timedelta(days=30)
    files: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`project` is the folder of the definitions, `home` the state folder, `database` an SQLAlchemy URL."""

    project: Path
    home: Path
    database: str
    synchronous: str = "FULL"
    slots: int = 4
    retention: Retention = Retention()
    artifacts: Path | None = None
    """Code and files of runs; None: in the state folder. One for all engines of a database."""
    lease_s: float = 30.0
    """With several engines on one database: how long after its last sign of life one counts as dead."""
    may_install: bool = True
    """Whether tasks may bring packages along, in environments of their own."""
    hosts: tuple[str, ...] = ()
    """Names by which the server is reached, besides its addresses and the machine's own name."""
    upload_bytes: int = 1024 * 2**20
    """The largest file that may be sent along with a run."""


def read_settings(project: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a project folder.

    Raises:
        BadRequestError: a variable holds something that is no such setting; names the variable.
    """
    project = project.resolve()
    home = Path(environ["SEAWAY_HOME"]).resolve() if environ.get("SEAWAY_HOME") else project / STATE_FOLDER
    private_networks(environ)
    synchronous = environ.get("SEAWAY_SYNCHRONOUS", "FULL").upper()
    if synchronous not in {"FULL", "NORMAL"}:
        raise BadRequestError(f"SEAWAY_SYNCHRONOUS is {synchronous!r}", hint="It is FULL or NORMAL.")
    return Settings(
        project=project,
        home=home,
        database=environ.get("SEAWAY_DATABASE") or f"sqlite:///{home / 'seaway.db'}",
        synchronous=synchronous,
        slots=_positive(environ, "SEAWAY_SLOTS", default_slots()),
        retention=_read_retention(environ),
        artifacts=_folder(environ, "SEAWAY_ARTIFACTS"),
        lease_s=float(_positive(environ, "SEAWAY_LEASE_SECONDS", 30)),
        upload_bytes=_positive(environ, "SEAWAY_UPLOAD_MB", 1024) * 2**20,
        may_install=_choice(environ, "SEAWAY_INSTALL_PACKAGES", ("yes", "no")) == "yes",
        hosts=tuple(environ.get("SEAWAY_HOSTS", "").lower().replace(",", " ").split()),
    )


def private_networks(environ: Mapping[str, str] = os.environ) -> "tuple[Network, ...]":
    """The networks that workflows may reach although they are not public: none, unless whoever runs the
    machine names some.

    Raises:
        BadRequestError: the variable holds something that is no network.
    """
    given = environ.get(PRIVATE_NETWORKS, "").replace(",", " ").split()
    if not given:
        return ()
    from ipaddress import ip_network

    texts = [text for word in given for text in _NETWORKS.get(word.lower(), (word,))]
    try:
        return tuple(map(ip_network, texts))
    except ValueError as error:
        hint = "Write `loopback`, `private`, networks such as 10.1.0.0/16 and addresses, with commas between."
        raise BadRequestError(f"{PRIVATE_NETWORKS}: {error}", hint=hint) from None


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]).resolve() if environ.get(name) else None


def make_home(home: Path) -> None:
    """Make the state folder where there is none.

    Raises:
        BadRequestError: it can't be made; names it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if home.is_file() else error.strerror
        hint = "SEAWAY_HOME names a folder that you may write to; without it, it is `.seaway` in the project."
        raise BadRequestError(f"The state folder {home} can't be made: {why}", hint=hint) from error


def default_slots() -> int:
    """Two a core, at least four: most tasks wait more than they compute."""
    return max(4, 2 * (os.cpu_count() or 1))


def _read_retention(environ: Mapping[str, str]) -> Retention:
    return Retention(
        runs=timedelta(days=_positive(environ, "SEAWAY_KEEP_RUNS_DAYS", 90)),
        logs=timedelta(days=_positive(environ, "SEAWAY_KEEP_LOGS_DAYS", 30)),
        files=timedelta(days=_positive(environ, "SEAWAY_KEEP_FILES_DAYS", 7)),
    )


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The first is the default."""
    text = environ.get(name, "").strip().lower() or choices[0]
    if text not in choices:
        raise BadRequestError(f"{name} is {environ[name]!r}", hint=f"It is {' or '.join(choices)}.")
    return text


def _positive(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise BadRequestError(f"{name} is {text!r}", hint="It is a whole number from 1 up.")
    return int(text)
