"""Where an installation keeps its state, and the few numbers that an operator may turn.

Read once at the start, from the environment (`SEAWAY_HOME`, `SEAWAY_DATABASE`, `SEAWAY_SYNCHRONOUS`,
`SEAWAY_SLOTS`, `SEAWAY_LEASE_SECONDS`,
`SEAWAY_KEEP_RUNS_DAYS`, `SEAWAY_KEEP_LOGS_DAYS`, `SEAWAY_KEEP_FILES_DAYS`)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from seaway.errors import BadRequestError

STATE_FOLDER = ".seaway"


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
    lease_s: float = 30.0
    """With several engines on one database: how long after its last sign of life one counts as dead."""


def read_settings(project: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a project folder.

    Raises:
        BadRequestError: a variable holds something that is no such setting; names the variable.
    """
    project = project.resolve()
    home = Path(environ["SEAWAY_HOME"]).resolve() if environ.get("SEAWAY_HOME") else project / STATE_FOLDER
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
        lease_s=float(_positive(environ, "SEAWAY_LEASE_SECONDS", 30)),
    )


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


def _positive(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise BadRequestError(f"{name} is {text!r}", hint="It is a whole number from 1 up.")
    return int(text)
