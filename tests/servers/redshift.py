"""A stand-in for Redshift: PostgreSQL behind a proxy that does what Redshift has and PostgreSQL has not.

The proxy speaks the wire protocol: it asks for the password, takes Redshift's own start-up parameters away,
and does COPY from and UNLOAD to a bucket in memory. It refuses what Redshift does not know of PostgreSQL.
What its views say of a COPY or UNLOAD is after Redshift's guide (SYS_LOAD_HISTORY, SYS_LOAD_ERROR_DETAIL,
SYS_UNLOAD_HISTORY, SYS_UNLOAD_DETAIL)."""

import contextlib
import re
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg

from tests.servers.proof import Proof
from tests.servers.redshift_s3 import Bucket, RefusalError, copied, is_copy, is_unload, unloaded
from tests.support.postgres import Server

PROOF = Proof(
    system="redshift",
    how="our reading",
    what=(
        "PostgreSQL behind a proxy of ours with Amazon's own driver: the protocol, the family's verbs and"
        " transactions are real; COPY, UNLOAD, the SYS views and the words of errors are our reading; IAM"
        " sign-in of a cluster and roles against moto. Data API: requests, answers and signatures held"
        " against botocore's model of it; tokens, lists and the life of statements are our reading. Not"
        " shown: S3, TLS to Amazon, sign-in of Serverless, Redshift's own SQL, keys and speed"
    ),
    source="https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html",
    date="2026-11-22",
)
USER, PASSWORD = "loader", "not-a-secret-word"
_SSL, _CANCEL = 80877103, 80877102
_UNKNOWN = (
    (r"\bWITH HOLD\b|\bNO SCROLL\b", "cursors that are held or do not scroll"),
    (r"\bto_regclass\b|\battgenerated\b|\bON CONFLICT\b|\bRETURNING\b", "this of PostgreSQL"),
    (r"\b(bytea|jsonb|text\[\])", "this type"),
    (r"^\s*COPY\b.*\bSTDIN\b", "COPY from the client"),
)
_SHIM = """
CREATE SCHEMA {shim};
CREATE DOMAIN {shim}.varbyte AS bytea;
CREATE DOMAIN {shim}.super AS jsonb;
CREATE FUNCTION {shim}.to_varbyte(text, text) RETURNS {shim}.varbyte LANGUAGE sql
    AS 'SELECT decode($1, $2)';
CREATE FUNCTION {shim}.json_parse(text) RETURNS {shim}.super LANGUAGE sql AS 'SELECT $1::jsonb';
CREATE TABLE {shim}.sys_load_history (query_id SERIAL, session_id INT, loaded_rows BIGINT,
    error_count BIGINT);
CREATE TABLE {shim}.sys_load_error_detail (query_id INT, session_id INT, file_name CHAR(256),
    line_number BIGINT, column_name CHAR(127), error_message CHAR(512));
CREATE TABLE {shim}.sys_unload_history (query_id SERIAL, session_id INT, unloaded_rows BIGINT);
CREATE TABLE {shim}.sys_unload_detail (query_id INT, session_id INT, file_name CHAR(1280),
    line_count BIGINT, transfer_size BIGINT);
CREATE FUNCTION {shim}.pg_last_copy_count() RETURNS BIGINT LANGUAGE sql AS
    'SELECT loaded_rows FROM {shim}.sys_load_history WHERE session_id = pg_backend_pid()
     ORDER BY query_id DESC LIMIT 1';
CREATE FUNCTION {shim}.pg_last_unload_count() RETURNS BIGINT LANGUAGE sql AS
    'SELECT unloaded_rows FROM {shim}.sys_unload_history WHERE session_id = pg_backend_pid()
     ORDER BY query_id DESC LIMIT 1';
"""


class RedshiftServer:
    """passwords: by user. statements: what was asked, as text. logins: who signed in.
    lost: a statement with this in it loses the connection."""

    def __init__(self, server: Server, database: str, bucket: Bucket | None) -> None:
        self.server, self.database, self.bucket = server, database, bucket
        self.shim = f"redshift_{uuid4().hex[:12]}"
        self.passwords = {USER: PASSWORD}
        self.accepts_iam = False
        self.statements: list[str] = []
        self.logins: list[tuple[str, str]] = []
        self.lost = ""
        self.port = 0

    def reset(self) -> None:
        self.statements.clear()
        self.logins.clear()
        self.lost = ""

    def admin(self) -> "psycopg.Connection[Any]":
        """Around the proxy."""
        return psycopg.connect(self.server.conninfo(self.database), autocommit=True)

    @property
    def fields(self) -> dict[str, object]:
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "database": self.database,
            "username": USER,
            "password": PASSWORD,
            "sslmode": "disable",
            "connect_timeout_s": 20,
        }


@contextmanager
def redshift_server(server: Server, database: str, bucket: Bucket | None = None) -> Iterator[RedshiftServer]:
    made = RedshiftServer(server, database, bucket)
    with made.admin() as admin:
        admin.execute(_SHIM.format(shim=made.shim))
    with socketserver.ThreadingTCPServer(
        ("127.0.0.1", 0), type("Client", (_Client,), {"owner": made})
    ) as tcp:
        tcp.daemon_threads = True
        made.port = tcp.server_address[1]
        thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            tcp.shutdown()
            thread.join(10)
            with made.admin() as admin:
                admin.execute(f"DROP SCHEMA {made.shim} CASCADE")


class _Client(socketserver.BaseRequestHandler):
    """One connection of a client, and the one to PostgreSQL behind it."""

    owner: RedshiftServer

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(ConnectionError, _GoneError):
            parameters = self._start_up()
            if parameters is None:
                return
            if not self._knows(parameters):
                return
            with _backend(self.owner, parameters) as behind:
                self._serve(behind)

    def _start_up(self) -> dict[str, str] | None:
        while True:
            size = struct.unpack("!i", _read(self.request, 4))[0]
            body = _read(self.request, size - 4)
            code = struct.unpack("!i", body[:4])[0]
            if code == _SSL:
                self.request.sendall(b"N")
                continue
            if code == _CANCEL:
                return None
            words = body[4:].rstrip(b"\0").split(b"\0")
            return {k.decode(): v.decode() for k, v in zip(words[::2], words[1::2], strict=True)}

    def _knows(self, parameters: dict[str, str]) -> bool:
        """Ask for the password in clear text, as Redshift does where it keeps no hash that fits."""
        self.request.sendall(_message(b"R", struct.pack("!i", 3)))
        kind, body = _next(self.request)
        user, password = parameters["user"], body.rstrip(b"\0").decode()
        assert kind == b"p"
        self.owner.logins.append((user, password))
        is_known = self.owner.passwords.get(user) == password
        if is_known or (self.owner.accepts_iam and user.startswith("IAM:")):
            return self._has_database(parameters["database"])
        self._refuse("28000", f'password authentication failed for user "{user}"')
        return False

    def _has_database(self, name: str) -> bool:
        if name == self.owner.database:
            return True
        self._refuse("3D000", f'database "{name}" does not exist')
        return False

    def _refuse(self, state: str, said: str, detail: str = "") -> None:
        self.request.sendall(_refusal(state, said, detail))

    def _serve(self, behind: socket.socket) -> None:
        process = _signed_in(behind, self.request)
        back = threading.Thread(target=_pass_on, args=(behind, self.request), daemon=True)
        back.start()
        try:
            while True:
                kind, body = _next(self.request)
                if kind == b"P":
                    name, text, rest = body.split(b"\0", 2)
                    asked = self._answered(text.decode(), process)
                    body = b"\0".join([name, asked.encode(), rest])
                behind.sendall(_message(kind, body))
        finally:
            with contextlib.suppress(OSError):
                behind.shutdown(socket.SHUT_RDWR)
            back.join(10)

    def _answered(self, text: str, process: int) -> str:
        """What PostgreSQL is asked instead."""
        owner = self.owner
        owner.statements.append(text)
        if owner.lost and owner.lost in text:
            raise _GoneError
        for words, what in _UNKNOWN:
            if re.search(words, _unquoted(text), re.IGNORECASE | re.DOTALL):
                return _raising("0A000", f"Redshift does not know {what}")
        if (found := re.search(r"^FETCH FORWARD (\d+)", text)) and not 0 < int(found[1]) <= 1000:
            return _raising("0A000", "Fetch size exceeds the limit of 1000 for a single node configuration")
        if found := re.match(r"SET search_path TO (.*)", text, re.DOTALL):
            return f"SET search_path TO {found[1]}, {owner.shim}"
        try:
            if owner.bucket is not None and is_copy(text):
                return copied(owner.admin, owner.shim, owner.bucket, text, process, self._path(process))
            if owner.bucket is not None and is_unload(text):
                return unloaded(owner.admin, owner.shim, owner.bucket, text, process, self._path(process))
        except RefusalError as refusal:
            return _raising("XX000", refusal.said, refusal.detail)
        except psycopg.Error as error:
            return _raising(str(error.sqlstate), str(error.diag.message_primary))
        return text

    def _path(self, process: int) -> str:
        """The search path that the session has set."""
        found = [one for one in self.owner.statements if one.startswith("SET search_path TO")]
        return (
            f"{found[-1].partition(' TO ')[2]}, {self.owner.shim}" if found else f"public, {self.owner.shim}"
        )


class _GoneError(Exception):
    """One side closed the connection."""


@contextmanager
def _backend(owner: RedshiftServer, parameters: dict[str, str]) -> Iterator[socket.socket]:
    server = owner.server
    if server.host.startswith("/"):
        behind = socket.socket(socket.AF_UNIX)
        behind.connect(f"{server.host}/.s.PGSQL.{server.port}")
    else:
        behind = socket.create_connection((server.host, server.port))
        behind.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    options = (
        f"-c standard_conforming_strings=off -c escape_string_warning=off -c search_path=public,{owner.shim}"
    )
    given = {"user": server.user, "database": owner.database, "options": options}
    given["application_name"] = parameters.get("application_name", "")
    words = b"".join(f"{name}\0{value}\0".encode() for name, value in given.items()) + b"\0"
    with behind:
        behind.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
        yield behind


def _signed_in(behind: socket.socket, front: socket.socket) -> int:
    """Pass the answers on up to the first ready; gives the process id of the session."""
    process = 0
    while True:
        kind, body = _next(behind)
        if kind == b"K":
            process = struct.unpack("!i", body[:4])[0]
        if kind == b"S" and body.startswith(b"server_version\0"):
            body = b"server_version\x008.0.2\0"
        front.sendall(_message(kind, body))
        if kind == b"Z":
            return int(process)
        assert kind != b"E", body


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(1 << 16):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _next(source: socket.socket) -> tuple[bytes, bytes]:
    head = _read(source, 5)
    return head[:1], _read(source, struct.unpack("!i", head[1:])[0] - 4)


def _read(source: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = source.recv(size - len(found))
        if not piece:
            raise _GoneError
        found += piece
    return found


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _refusal(state: str, said: str, detail: str) -> bytes:
    fields = {"S": "FATAL", "C": state, "M": said, "D": detail}
    body = b"".join(f"{name}{value}\0".encode() for name, value in fields.items() if value) + b"\0"
    return _message(b"E", body)


def _raising(state: str, said: str, detail: str = "") -> str:
    """A statement that fails so; a DO is only parsed when it runs, as a statement of Redshift's is."""
    text, more = (each.replace("'", "''") for each in (said, detail))
    using = f"ERRCODE = '{state}', MESSAGE = '{text}'" + (f", DETAIL = '{more}'" if detail else "")
    return f"DO $refusal$ BEGIN RAISE EXCEPTION USING {using}; END $refusal$"


def _unquoted(text: str) -> str:
    return re.sub(r"'(?:[^'\\]|\\.|'')*'", "''", text)
