"""Variables, connections and secrets from the project file and the environment."""

from collections.abc import Callable, Mapping, Sequence

from seaway.engine.ports import Surroundings
from seaway.sdk.resolve import expand, resolve_connection, resolve_secret
from seaway.spec.project import Project

SECRET_WORDS = ("password", "secret", "token", "key", "credential", "private")


class ProjectSurroundings:
    """Reads the project anew each time, so that an attempt sees what stands there when it starts."""

    def __init__(self, read_project: Callable[[], Project], environ: Mapping[str, str]) -> None:
        self._read_project = read_project
        self._environ = environ

    def read(self, project: str, *, connections: Sequence[str], secrets: Sequence[str]) -> Surroundings:
        """Raises NotFoundError naming what is missing, with the closest name that is there."""
        definition = self._read_project()
        known = {**_channels(definition), **definition.connections} if connections else {}
        resolved = {name: resolve_connection(name, known, self._environ) for name in connections}
        values = {name: resolve_secret(name, self._environ) for name in secrets}
        return Surroundings(
            variables=_expanded(definition.variables, self._environ),
            connections=resolved,
            secrets=values,
            secret_values=(*values.values(), *_secret_fields(resolved)),
        )


def _channels(definition: Project) -> dict[str, dict[str, object]]:
    """Channels are connections too: to those that send."""
    return {
        name: channel.model_dump(exclude_none=True, by_alias=True)
        for name, channel in definition.channels.items()
    }


def _expanded(variables: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, object]:
    return {name: expand(value, environ, f"Variable `{name}`") for name, value in variables.items()}


def _secret_fields(connections: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Values of fields that are secret by their name; the worker masks those that a connection's class
    says, too."""
    return [
        str(value)
        for fields in connections.values()
        for name, value in fields.items()
        if isinstance(value, str) and any(word in name.lower() for word in SECRET_WORDS)
    ]
