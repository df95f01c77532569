"""A real server over a real project: signed-in clients in the process, or over a socket for streams."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Connection

from seaway.access.roles import Role
from seaway.access.secrets import hash_of, new_secret
from seaway.app import open_server
from seaway.clock import SystemClock
from seaway.ids import new_id
from seaway.server.actions import CSRF_HEADER
from seaway.server.app import build_app
from seaway.server.cookies import COOKIE
from seaway.server.parts import ServerParts
from seaway.store import members, sessions, tokens, users
from seaway.store.sessions import SessionRecord
from seaway.store.tokens import TokenRecord
from seaway.store.users import User
from tests.support.projects import PROJECT, Site, open_site

BASE = "http://127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A user with a session: what a client sends."""

    user: User
    secret: str
    csrf: str

    @property
    def cookies(self) -> dict[str, str]:
        return {COOKIE: self.secret}

    @property
    def headers(self) -> dict[str, str]:
        return {CSRF_HEADER: self.csrf}


@dataclass(slots=True)
class Served:
    """`client` is signed in as an admin. Paths below the project: `served.at("/runs")`."""

    site: Site
    parts: ServerParts
    app: FastAPI
    client: httpx.AsyncClient
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    def at(self, path: str, project: str = PROJECT) -> str:
        return f"/api/v1/projects/{project}{path}"

    async def user(
        self, name: str = "", *, role: Role | None = None, is_admin: bool = False, project: str = PROJECT
    ) -> SignedIn:
        """A new user with a session, and with a role in a project."""
        return await sign_in(self.parts, name, role=role, is_admin=is_admin, project=project)

    async def client_of(self, signed_in: SignedIn | None = None, **headers: str) -> httpx.AsyncClient:
        """Another client in this process; nobody's, where nobody is given."""
        client = new_client(self.app, signed_in, **headers)
        self._clients.append(client)
        return client

    async def client_as(self, role: Role | None, **given: str) -> httpx.AsyncClient:
        return await self.client_of(await self.user(role=role, **given))

    async def token(self, user: User, *scopes: str, project: str | None = None) -> str:
        secret = f"sw_{new_secret()}"
        record = TokenRecord(
            id=new_id(),
            hash=hash_of(secret),
            start=secret[:8],
            user_id=user.id,
            name="a token",
            scopes=scopes or ("all",),
            project=project,
            created_at=SystemClock().now(),
        )
        await self.parts.database.write(lambda connection: tokens.add(connection, record))
        return secret

    async def close(self) -> None:
        for client in (self.client, *self._clients):
            await client.aclose()


async def sign_in(
    parts: ServerParts,
    name: str = "",
    *,
    role: Role | None = None,
    is_admin: bool = False,
    project: str = PROJECT,
) -> SignedIn:
    now, id_ = SystemClock().now(), new_id()
    user = User(id=id_, name=name or f"user-{id_[-12:]}", is_admin=is_admin, created_at=now)
    secret, csrf = new_secret(), new_secret()
    session = SessionRecord(
        id=new_id(),
        hash=hash_of(secret),
        user_id=id_,
        csrf=csrf,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=1),
    )

    def write(connection: Connection) -> None:
        users.add(connection, user)
        sessions.add(connection, session)
        if role is not None:
            members.put(connection, project, id_, role)

    await parts.database.write(write)
    return SignedIn(user=user, secret=secret, csrf=csrf)


def new_client(app: FastAPI, signed_in: SignedIn | None, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url=BASE,
        cookies=signed_in.cookies if signed_in else None,
        headers=(signed_in.headers if signed_in else {}) | headers,
    )


@asynccontextmanager
async def open_served(folder: Path, *, has_engine: bool = False, **given: object) -> AsyncIterator[Served]:
    """A project's folder with its store, desk and server; with `has_engine`, what is started runs."""
    async with (
        open_site(folder, has_engine=has_engine, **given) as site,
        open_server(site.here, site.database) as parts,
    ):
        app = build_app(parts)
        admin = await sign_in(parts, "ada", is_admin=True)
        served = Served(site, parts, app, new_client(app, admin))
        try:
            yield served
        finally:
            await served.close()


@asynccontextmanager
async def on_a_socket(app: FastAPI) -> AsyncIterator[str]:
    """The app behind a real server on loopback, for streams; yields its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it has no event for that
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await serving


class _no_signals:  # noqa: N801 - stands for a function
    def __init__(self) -> None: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...
