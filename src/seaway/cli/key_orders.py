"""The master key of a store: tried, and changed."""

from pathlib import Path

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.auditing import note
from seaway.cli import looks, printing
from seaway.cli.local_shelf import LocalShelf, open_local
from seaway.cli.options import is_remote
from seaway.cli.shell import FAILED, OK
from seaway.cli.user_orders import CLOCK, machine
from seaway.errors import BadRequestError
from seaway.store import connections, secrets
from seaway.store.master_key import KEY, KEY_FILE, read_key_file
from seaway.store.opening import open_secrets
from seaway.store.sealing import SealError


async def test_seals(project_dir: Path | None, *, as_json: bool) -> int:
    _refuse_remote()
    async with open_local(project_dir) as shelf:
        total, problems = await shelf.database.read(lambda c: _opened(c, shelf))
    if as_json:
        printing.document({"sealed": total, "problems": problems})
    else:
        for each in problems:
            printing.line(f"{looks.sign('failed')} {each}")
        opened = printing.counted(total - len(problems), "value")
        printing.line(f"{looks.sign('failed' if problems else 'success')} {opened} of {total} can be opened")
    return FAILED if problems else OK


async def rotate(project_dir: Path | None, new_key_file: Path | None, *, as_json: bool) -> int:
    """The new key is kept before the old one stops to count, so that a crash between them loses nothing."""
    _refuse_remote()
    async with open_local(project_dir) as shelf:
        keys = shelf.here.keys
        master = keys.master
        if master.is_own_file and new_key_file is not None:
            raise BadRequestError(
                f"The key stands in {master.place}, where a new one is made", hint="Leave out --new-key-file."
            )
        if not master.is_own_file and new_key_file is None:
            raise BadRequestError(
                f"The key stands in {master.place}, which only you can change",
                hint="Make a new one, `openssl rand -base64 32 > new.key`, and give it with --new-key-file.",
            )
        coming = master.prepare() if new_key_file is None else read_key_file(new_key_file)
        count = await shelf.database.write(lambda c: _rotated(c, shelf, coming))
        if new_key_file is None and count:
            master.settle()
    said = "The key is changed; no value was touched." if count else "Nothing is sealed yet."
    if as_json:
        printing.document({"rotated": bool(count), "place": master.place})
        return OK
    printing.line(said)
    if new_key_file is not None and count:
        printing.note(f"From now on give {new_key_file} as {KEY_FILE}, or its content as {KEY}, everywhere.")
    return OK


def _rotated(connection: Connection, shelf: LocalShelf, coming: bytes) -> int:
    count = shelf.here.keys.rotate(connection, coming)
    if count:
        note(
            connection,
            machine(),
            Action.SECRETS_EDIT,
            subject="changed the master key",
            now=CLOCK.now(),
            project=shelf.project,
        )
    return count


def _opened(connection: Connection, shelf: LocalShelf) -> tuple[int, list[str]]:
    total, problems = 0, []
    keys, project = shelf.here.keys, shelf.project
    for row in secrets.list_of(connection, project):
        total += 1
        try:
            keys.open(connection, row.sealed, secrets.place_of(project, row.name))
        except SealError as error:
            problems.append(error.message)
    for record in connections.list_of(connection, project):
        total += len(record.secrets)
        try:
            open_secrets(connection, keys, record)
        except SealError as error:
            problems.append(error.message)
    return total, list(dict.fromkeys(problems))


def _refuse_remote() -> None:
    if is_remote():
        raise BadRequestError(
            "The key stands where the server runs, and is never sent",
            hint="Type this there, without SEAWAY_URL.",
        )
