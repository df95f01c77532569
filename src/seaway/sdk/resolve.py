"""Where the values of connections and secrets come from: the environment first, then the project file."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from seaway.errors import InvalidInputError, NotFoundError

CONNECTION_PREFIX = "SEAWAY_CONNECTION_"
VAULT_ADDRESS = "SEAWAY_VAULT_ADDR"
SECRET_PREFIX = "SEAWAY_SECRET_"  # noqa: S105 - the name of variables, no secret
MASTER_KEY = "SEAWAY_SECRET_KEY"
_OURS = frozenset({MASTER_KEY, f"{MASTER_KEY}_FILE"})
"""Begin like a secret, and are what seals them: no workflow may read them."""
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\$")
_SCHEMES = {"file": "local", "https": "http"}


def variable_of(name: str, prefix: str = CONNECTION_PREFIX) -> str:
    """The environment variable that holds `name`."""
    return prefix + re.sub(r"\W", "_", name).upper()


@dataclass(frozen=True, slots=True)
class KnownConnections(Collection[str]):
    """The names that `resolve_connection` finds: those of the project file, and whatever the environment
    names.

    Only the former are listed, as a variable's name does not give away how the connection is spelled. With a
    Vault any name may be one: only a run can tell."""

    project: Mapping[str, object]
    environ: Mapping[str, str]

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        return name in self.project or variable_of(name) in self.environ or VAULT_ADDRESS in self.environ

    def __iter__(self) -> Iterator[str]:
        return iter(self.project)

    def __len__(self) -> int:
        return len(self.project)


def resolve_connection(
    name: str, project_connections: Mapping[str, Mapping[str, object]], environ: Mapping[str, str]
) -> dict[str, object]:
    """The values of connection `name`: `type`, `name` and fields, or `url` in place of them.

    `SEAWAY_CONNECTION_<NAME>` (a URL or a JSON object) comes before the project file, whose texts may hold
    `${NAME}` or `${NAME:-default}` of the environment.

    Raises:
        NotFoundError: there is no such connection; names the closest.
        InvalidInputError: the variable is neither a URL nor JSON, or a `${NAME}` is not set.
    """
    found = from_environment(name, environ)
    if found is not None:
        return {"name": name, **found}
    if name not in project_connections:
        raise _no_connection(name, project_connections)
    return {**from_project(name, project_connections[name], environ), "name": name}


def from_environment(name: str, environ: Mapping[str, str]) -> dict[str, object] | None:
    """What `SEAWAY_CONNECTION_<NAME>` says; None where it is not set.

    Raises:
        InvalidInputError: the variable is neither a URL nor JSON.
    """
    variable = variable_of(name)
    return _parse(variable, environ[variable]) if variable in environ else None


def from_project(name: str, fields: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, object]:
    """What the project file says, with its `${NAME}` read from the environment.

    Raises:
        InvalidInputError: one is not set.
    """
    where = f"Connection `{name}` in the project file"
    return {key: expand(value, environ, where) for key, value in fields.items()}


def expand(value: object, environ: Mapping[str, str], where: str) -> object:
    """`value` with each `${NAME}` in its texts replaced; `$$` is a dollar sign.

    Raises:
        InvalidInputError: a variable without a default is not set.
    """

    def replace(match: re.Match[str]) -> str:
        name, default = match[1], match[2]
        if name is None:
            return "$"
        found = environ.get(name, default)
        if found is None:
            raise InvalidInputError(
                f"{where} needs the environment variable {name}, which is not set.",
                hint=f"Set {name}, or give a default: ${{{name}:-value}}.",
            )
        return found

    match value:
        case str():
            return _REFERENCE.sub(replace, value)
        case list():
            return [expand(item, environ, where) for item in value]
        case Mapping():
            return {str(key): expand(item, environ, where) for key, item in value.items()}
    return value


def resolve_secret(name: str, environ: Mapping[str, str]) -> str:
    """The secret `name`, from `SEAWAY_SECRET_<NAME>`.

    Raises:
        NotFoundError: it is not set.
    """
    variable = variable_of(name, SECRET_PREFIX)
    secrets = secret_variables(environ)
    if variable in secrets:
        return secrets[variable]
    known = [key.removeprefix(SECRET_PREFIX).lower() for key in secrets]
    match = get_close_matches(name.lower(), known, n=1)
    hint = f"Did you mean `{match[0]}`?" if match else f"Set the environment variable {variable}."
    raise NotFoundError(f"There is no secret named `{name}`.", hint=hint)


def secret_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Those of `environ` that hold secrets of workflows."""
    return {
        name: value for name, value in environ.items() if name.startswith(SECRET_PREFIX) and name not in _OURS
    }


def _parse(variable: str, text: str) -> dict[str, object]:
    """Never shows `text`: it may hold a password."""
    if text.lstrip().startswith("{"):
        try:
            values = json.loads(text)
        except ValueError as error:
            raise InvalidInputError(
                f"{variable} begins like JSON but is not.",
                hint='Write it like {"type": "local", "path": "data"}.',
            ) from error
        if not isinstance(values.get("type"), str):
            raise InvalidInputError(f"{variable} has no `type`.", hint='Add "type", such as "local".')
        return dict(values)
    scheme, separator, _ = text.partition("://")
    if not separator or not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme):
        raise InvalidInputError(
            f"{variable} is neither a URL nor a JSON object.",
            hint="Write it like duckdb:///data/warehouse.duckdb.",
        )
    return {"type": _SCHEMES.get(scheme, scheme), "url": text}


def _no_connection(name: str, project_connections: Mapping[str, object]) -> NotFoundError:
    match = get_close_matches(name, project_connections, n=1)
    meant = f"Did you mean `{match[0]}`? Otherwise add" if match else "Add"
    return NotFoundError(
        f"There is no connection named `{name}`.",
        hint=f"{meant} [connections.{name}] to seaway.toml, or set {variable_of(name)}.",
    )
