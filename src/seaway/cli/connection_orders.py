"""Sets, rotates, checks and deletes connections."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from seaway.cli import looks, printing
from seaway.cli.connection_view import fields_of
from seaway.cli.options import is_remote
from seaway.cli.secret_input import ask_secret, can_ask, read_stdin
from seaway.cli.shelf import find_connection, open_shelf
from seaway.cli.shelf_view import to_shape
from seaway.cli.shell import FAILED, OK
from seaway.client.client import Client
from seaway.client.shapes import CheckResult, Connection, ConnectionType, Noun
from seaway.client.shelf import Shelf as ServerShelf
from seaway.errors import BadRequestError, ConflictingStateError
from seaway.spec.problems import did_you_mean, list_words

DOTS = "••••••••"
_WORDS: dict[Noun, str] = {"connections": "connection", "secrets": "secret", "variables": "variable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was typed."""

    fields: tuple[str, ...] = ()
    type: str | None = None
    url: str | None = None
    file: str | None = None
    description: str | None = None
    may_ask: bool = False


async def set_connection(name: str, given: Given, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        known = {each.name: each for each in await shelf.connections() if each.is_editable}
        before = known.get(name)
        fields = _read_file(given.file) if given.file else {}
        kind = given.type or str(fields.pop("type", "")) or (before.type if before else "")
        types = await shelf.connection_types()
        type_ = _find_type(types, kind, name)
        if given.url is not None:
            fields["url"] = read_stdin() if given.url == "-" else given.url
        fields |= _read_fields(given.fields, type_)
        if before is not None and before.type == type_.type:
            fields = {each: value for each, value in before.fields.items() if value != DOTS} | fields
        elif given.may_ask and can_ask() and "url" not in fields:
            fields |= _ask_rest(type_, fields)
        await shelf.set_connection(
            name, type_.type, fields, description=given.description, is_new=before is None
        )
        return _say_set(await find_connection(shelf, name), as_json=as_json, is_new=before is None)


async def rotate_secret(name: str, field: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await find_connection(shelf, name)
        _require_stored(found)
        secret = [each for each, value in found.fields.items() if value == DOTS]
        chosen = field or (secret[0] if len(secret) == 1 else None)
        if chosen is None:
            said = list_words(secret) if secret else "none is set"
            raise BadRequestError(f"Say which secret of {name} is new: {said}")
        types = await shelf.connection_types()
        type_ = _find_type(types, found.type, name)
        _check_field(type_, chosen)
        value = ask_secret(f"{name} {chosen}") if can_ask() else read_stdin()
        fields = {each: value for each, value in found.fields.items() if value != DOTS} | {chosen: value}
        await shelf.set_connection(name, found.type, fields, description=None, is_new=False)
        return _say_check(name, await shelf.check_connection(name), as_json=as_json)


async def test_connection(name: str, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        await find_connection(shelf, name)
        return _say_check(name, await shelf.check_connection(name), as_json=as_json)


async def delete_from(noun: Noun, name: str, project_dir: Path | None, *, force: bool, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        await shelf.delete(noun, name, force=force)
    if as_json:
        printing.document({"deleted": name})
    else:
        printing.line(f"The {_WORDS[noun]} {name} is deleted.")
    return OK


def print_sign_in(name: str, *, as_json: bool) -> int:
    """Raises BadRequestError where no server is named: the browser has to come back to one."""
    if not is_remote():
        raise BadRequestError(
            "Signing in takes a server that the browser comes back to",
            hint="Start `seaway up` and sign in on the page of the connection, or name a server: SEAWAY_URL.",
        )
    with Client.from_environment() as client:
        url = ServerShelf(client).authorize(name)
    if as_json:
        printing.document({"url": url})
    else:
        printing.line(url)
        printing.note("Open it in the browser in which you are signed in to the server.")
    return OK


def _find_type(types: dict[str, ConnectionType], kind: str, name: str) -> ConnectionType:
    if not kind:
        raise BadRequestError(
            f"{name} is new, so it takes a type", hint=f"--type is one of {list_words(sorted(types))}."
        )
    if kind not in types:
        hint = did_you_mean(kind, types) or f"There are {list_words(sorted(types))}."
        raise BadRequestError(f"There is no type of connection {kind}", hint=hint)
    return types[kind]


def _check_field(type_: ConnectionType, name: str) -> None:
    known = fields_of(type_)
    if name not in known:
        hint = did_you_mean(name, known) or f"It has {list_words(known)}."
        raise BadRequestError(f"The type {type_.type} has no field {name}", hint=hint)


def _read_fields(given: tuple[str, ...], type_: ConnectionType) -> dict[str, object]:
    found: dict[str, object] = {}
    for pair in given:
        name, sign, text = pair.partition("=")
        if not sign or not name:
            raise BadRequestError(f"`{name[:50]}` is no field", hint="Write FIELD=VALUE, such as bucket=raw.")
        _check_field(type_, name)
        if text == "-":
            text = read_stdin()
        elif text.startswith("@"):
            text = read_text(Path(text[1:]))
        found[name] = None if text == "" else to_value(text, fields_of(type_)[name], name)
    return found


def to_value(text: str, schema: dict[str, Any], name: str) -> object:
    """A value as it is typed, in the shape that the field has."""
    kinds = {each.get("type") for each in (schema, *schema.get("anyOf", ()))}
    if "string" in kinds or not kinds & {"integer", "number", "boolean", "object", "array"}:
        return text
    try:
        return json.loads(text)
    except ValueError:
        if kinds & {"array"}:
            return [each.strip() for each in text.split(",") if each.strip()]
        kind = next(iter(kinds & {"integer", "number", "boolean", "object"}))
        raise BadRequestError(f"{name} takes JSON of type {kind}") from None


def _ask_rest(type_: ConnectionType, fields: dict[str, object]) -> dict[str, object]:
    """Secret texts that were not given; an empty answer leaves one out."""
    found: dict[str, object] = {}
    for name, facts in fields_of(type_).items():
        kinds = {each.get("type") for each in (facts, *facts.get("anyOf", ()))}
        if facts.get("x-secret") and "string" in kinds and name not in fields:
            value = ask_secret(f"{facts.get('title', name)} (empty: none)")
            found |= {name: value} if value else {}
    return found


def _read_file(name: str) -> dict[str, object]:
    import yaml

    text = read_stdin() if name == "-" else read_text(Path(name))
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError:
        raise BadRequestError(f"{name} is neither JSON nor YAML") from None
    if not isinstance(read, dict):
        raise BadRequestError(f"{name} holds no fields", hint='Such as {"type": "s3", "bucket": "raw"}.')
    return {str(key): value for key, value in read.items()}


def read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadRequestError(f"The file {file} can't be read: {reason}") from None


def _require_stored(found: Connection) -> None:
    if not found.is_editable:
        raise ConflictingStateError(
            f"The connection {found.name} stands in {found.place}", hint="Change it there."
        )


def _say_set(found: Connection, *, as_json: bool, is_new: bool) -> int:
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(f"The connection {found.name} is {'made' if is_new else 'changed'}.")
        printing.note(f"Check it with: seaway connections test {found.name}")
    sys.stdout.flush()
    return OK


def _say_check(name: str, checked: CheckResult, *, as_json: bool) -> int:
    if as_json:
        printing.document({"connection": name, **msgspec.to_builtins(checked)})
    else:
        printing.line(f"{looks.sign('success' if checked.is_ok else 'failed')} {name}: {checked.message}")
        if checked.hint:
            printing.note(f"hint: {checked.hint}")
    return OK if checked.is_ok else FAILED
