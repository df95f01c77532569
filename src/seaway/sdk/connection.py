"""Typed access to an outside system. Secret fields never show in a log, an error or an answer."""

import contextlib
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, ValidationError, ValidationInfo

from seaway.errors import InvalidInputError
from seaway.sdk.oauth import OAuth2
from seaway.sdk.wording import to_problems

ENTRY_POINTS = "seaway.connections"
_classes: dict[str, type["Connection"]] = {}


def _from_project(path: str, info: ValidationInfo) -> str:
    folder = (info.context or {}).get("project_dir")
    return path if folder is None else str(Path(folder) / Path(path).expanduser())


ProjectPath = Annotated[str, AfterValidator(_from_project)]
"""A path on this machine; a relative one starts from the project's folder."""


class Connection(BaseModel):
    """Subclass it, set `type_name` and `title`, and write the fields; `SecretStr` for what must stay
    secret."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True
    )

    is_seaway_connection: ClassVar[bool] = True
    type_name: ClassVar[str] = ""
    """What `type = "…"` says. Empty for a family, such as all connections that hold files."""
    title: ClassVar[str] = ""
    noun: ClassVar[str] = "connection"
    """What people call it: `channel` for those that stand under `[channels]`."""
    category: ClassVar[str] = "Other"
    """What it is found under, such as `Storage`."""
    oauth: ClassVar[OAuth2 | None] = None
    """How somebody signs in, where the system wants that; the tokens then stand in `access_token`."""

    name: str = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        if cls.type_name:
            _classes[cls.type_name] = cls

    def check(self) -> str:
        """Ask the other side; one sentence on what it found.

        Raises:
            TaskError: it can't be used, and why.
        """
        raise NotImplementedError(f"{type(self).__name__} has no check.")

    @classmethod
    def accepted_types(cls) -> tuple[str, ...]:
        """Type names that an input of this class takes: its own, and those of the known subclasses."""
        own = (cls.type_name,) if cls.type_name else ()
        below = (kind for sub in cls.__subclasses__() for kind in sub.accepted_types())
        return tuple(sorted({*own, *below}))

    @classmethod
    def fields_from_url(cls, url: str) -> dict[str, object]:
        """Fields from `type://username:password@host:port/path?field=value`; only those that the class has.
        Of a server with databases the path is its `database`."""
        parts = urlsplit(f"any://{url.partition('://')[2]}")  # urlsplit knows no `_` in a scheme
        found: dict[str, object] = {
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "host": parts.hostname or "",
            "port": parts.port or "",
            "database": unquote(parts.path.strip("/")) if "host" in cls.model_fields else "",
            "path": unquote(parts.path if "host" in cls.model_fields else parts.netloc + parts.path),
        }
        given = {key: value for key, value in found.items() if value and key in cls.model_fields}
        return given | dict(parse_qsl(parts.query))

    def secret_values(self) -> list[str]:
        """What the log must mask."""
        secrets = (value for value in self.__dict__.values() if isinstance(value, SecretStr))
        return [text for secret in secrets if (text := secret.get_secret_value())]

    def to_environment(self, name: str) -> dict[str, str]:
        """Variables for scripts: `<NAME>_<FIELD>` and `SEAWAY_CONNECTION_<NAME>_<FIELD>`; secrets in the
        clear."""
        prefix = re.sub(r"\W", "_", name).upper()
        variables: dict[str, str] = {}
        for field in type(self).model_fields:
            value = getattr(self, field)
            text = value.get_secret_value() if isinstance(value, SecretStr) else value
            if field != "name" and isinstance(text, str | int | float) and text != "":
                variables[f"{prefix}_{field.upper()}"] = str(text)
                variables[f"SEAWAY_CONNECTION_{prefix}_{field.upper()}"] = str(text)
        return variables


def connection_class(type_name: str) -> type[Connection]:
    """The class of `type = "…"`; its module is loaded through the entry points of `seaway.connections`.

    Raises:
        InvalidInputError: no such type; says which there are.
    """
    if type_name not in _classes:
        for entry in entry_points(group=ENTRY_POINTS, name=type_name):
            entry.load()
    if type_name not in _classes:
        known = known_types()
        match = get_close_matches(type_name, known, n=1)
        hint = f"Did you mean `{match[0]}`?" if match else f"There are: {', '.join(known)}."
        raise InvalidInputError(f"There is no connection type `{type_name}`.", hint=hint)
    return _classes[type_name]


def known_types() -> list[str]:
    """All types that are installed or were defined in this process."""
    return sorted(_classes.keys() | {entry.name for entry in entry_points(group=ENTRY_POINTS)})


def loaded_types() -> dict[str, type[Connection]]:
    """The classes that are known in this process just now, by type."""
    return dict(_classes)


def load_all_types() -> None:
    """Import the classes of all installed types; one that can't be imported is left out."""
    for entry in entry_points(group=ENTRY_POINTS):
        with contextlib.suppress(ImportError, AttributeError):
            entry.load()


def build_connection(values: Mapping[str, object], *, project_dir: Path | None = None) -> Connection:
    """A connection from resolved values: `type`, its fields, or `url` in place of them, and `name`.

    Raises:
        InvalidInputError: the type is unknown, or a field is missing or wrong. Values are not shown.
    """
    fields = dict(values)
    label = f"Connection `{fields.get('name') or 'without a name'}`"
    kind = str(fields.pop("type", ""))
    if not kind:
        raise InvalidInputError(f"{label} has no `type`.", hint=f"Types: {', '.join(known_types())}.")
    cls = connection_class(kind)
    if "url" in fields and "url" not in cls.model_fields:
        fields = cls.fields_from_url(str(fields.pop("url"))) | fields
    try:
        return cls.model_validate(fields, context={"project_dir": project_dir or Path(os.curdir).resolve()})
    except ValidationError as error:
        details = [
            {**detail, "input": None} for detail in error.errors(include_url=False, include_input=False)
        ]
        problems = [problem.removesuffix(", got `None`") for problem in to_problems(details)]
        raise InvalidInputError(f"{label} (type `{kind}`): {'; '.join(problems)}.") from None
