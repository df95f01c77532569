"""A type of connection as a form: what it asks for, which of it is secret, and what each field means."""

import ast
import inspect
import textwrap
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Any

from seaway.errors import InvalidInputError
from seaway.sdk.connection import (
    ENTRY_POINTS,
    Connection,
    connection_class,
    known_types,
    load_all_types,
    loaded_types,
)
from seaway.sdk.connection_type import ConnectionType
from seaway.sdk.docstring import parse_docstring
from seaway.sdk.schema import Plain

_SHORT = {word.lower(): word for word in ("URL", "TLS", "SSL", "SSH", "ID", "API", "SQL", "DSN", "ARN", "IP")}


def installed_types() -> dict[str, ConnectionType]:
    """All types that are installed. Imports their classes, but no vendor's package."""
    load_all_types()
    found: dict[str, ConnectionType] = {}
    for name in known_types():
        try:
            cls = connection_class(name)
        except (InvalidInputError, ImportError, AttributeError):
            continue
        if is_public(cls):
            found[name] = to_form(cls)
    return found


@lru_cache(maxsize=256)
def secret_fields(type_name: str) -> frozenset[str] | None:
    """What is secret of a type; None where its class is not known in this process."""
    try:
        return to_form(connection_class(type_name)).secret_fields
    except (InvalidInputError, ImportError, AttributeError):
        return None


def project_types() -> list[ConnectionType]:
    """Those of a project's own code, once it was imported."""
    installed = {entry.name for entry in entry_points(group=ENTRY_POINTS)}
    return [
        to_form(cls)
        for name, cls in sorted(loaded_types().items())
        if name not in installed and is_public(cls)
    ]


def is_public(cls: type[Connection]) -> bool:
    """Channels stand under `[channels]`, and so are no connections to whoever makes one."""
    return cls.noun == "connection"


@lru_cache(maxsize=512)
def to_form(cls: type[Connection]) -> ConnectionType:
    """The form of a class: its fields, with the docstrings under them as help."""
    schema = cls.model_json_schema(schema_generator=Plain)
    schema.pop("title", None)
    properties: dict[str, dict[str, Any]] = schema.setdefault("properties", {})
    properties.pop("name", None)
    helps = _helps(cls)
    for name, each in properties.items():
        _dress(cls, name, each, helps.get(name, ""))
    doc = parse_docstring(cls.__doc__)
    schema.pop("description", None)
    return ConnectionType(
        type=cls.type_name,
        title=cls.title or cls.type_name,
        category=cls.category,
        description=doc.summary,
        schema=schema,
        is_oauth=cls.oauth is not None,
        needs_person=cls.oauth is not None and cls.oauth.grant == "authorization_code",
        is_channel=not is_public(cls),
    )


def _dress(cls: type[Connection], name: str, each: dict[str, Any], said: str) -> None:
    info = cls.model_fields[name]
    hints: dict[str, Any] = {}
    title = ""
    for hint in info.metadata:
        if hasattr(hint, "to_json"):
            hints |= hint.to_json()
            title = getattr(hint, "title", "") or title
    each["title"] = info.title or title or _label(name)
    if said and "description" not in each:
        each["description"] = said
    if "SecretStr" in str(info.annotation) or hints.pop("secret", False):
        each["writeOnly"] = each["x-secret"] = True
        each.pop("default", None)
    if hints:
        each["x-form"] = {**hints, **each.get("x-form", {})}


def _label(name: str) -> str:
    """`base_url` is `Base URL`, `timeout_s` is `Timeout (seconds)`."""
    words, unit = (name.removesuffix("_s"), " (seconds)") if name.endswith("_s") else (name, "")
    said = " ".join(_SHORT.get(word, word) for word in words.split("_"))
    return said[:1].upper() + said[1:] + unit


def _helps(cls: type[Connection]) -> dict[str, str]:
    """The strings that stand under the fields of a class and of those that it inherits from."""
    found: dict[str, str] = {}
    for each in reversed(cls.__mro__):
        if issubclass(each, Connection) and each is not Connection:
            found |= _docstrings(each)
    return found


@lru_cache(maxsize=512)
def _docstrings(cls: type) -> dict[str, str]:
    try:
        body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):  # made without a file
        return {}
    if not isinstance(body, ast.ClassDef):
        return {}
    found: dict[str, str] = {}
    for field_, said in zip(body.body, body.body[1:], strict=False):
        if not isinstance(field_, ast.AnnAssign) or not isinstance(field_.target, ast.Name):
            continue
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant):
            found[field_.target.id] = " ".join(str(said.value.value).split())
    return found
