"""Brings `seaway up` up in the right order: first the door and the process that answers there, which takes
longest to start; then, beside it, what the engine needs. Light, for that reason."""

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum

from seaway.cli.api_process import ApiProcess, Serving
from seaway.cli.door import HOST, Door, names_of, open_door
from seaway.settings import Settings, make_home


class Role(StrEnum):
    """What of Seaway this process is."""

    ALL = "all"
    API = "api"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `seaway up` was asked for. `port` None: the usual one, or the next that is free."""

    settings: Settings
    role: Role = Role.ALL
    host: str = HOST
    port: int | None = None
    shows_browser: bool = True
    with_triggers: bool = True
    grace_s: float = 30.0
    as_json: bool = False


def launch(wanted: Wanted) -> int:
    """Run until told to stop; returns the exit code.

    Raises:
        BusyError: another engine works on this project, or another program has the port.
        ConflictingStateError: others could reach the server, and nobody has a password.
        SpecError: the project file is wrong.
    """
    import asyncio

    settings = wanted.settings
    make_home(settings.home)
    if wanted.role is Role.ENGINE:
        from seaway.cli.serving import serve

        return asyncio.run(serve(wanted, None, None))
    with closing(open_door(wanted.host, wanted.port)) as door:
        serving = _serving(settings, door)
        if wanted.role is Role.API:
            from seaway.cli.serving import serve_without_engine

            return asyncio.run(serve_without_engine(wanted, door, serving))
        with closing(ApiProcess(serving, door, log=settings.home / "server.log")) as api:
            from seaway.cli.serving import serve

            return asyncio.run(serve(wanted, door, api))


def _serving(settings: Settings, door: Door) -> Serving:
    hosts = (*names_of(door.host), *settings.hosts)
    return Serving(project=str(settings.project), hosts=hosts, is_public=door.is_public)
