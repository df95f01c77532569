"""The settings of a project, `seaway.toml`."""

import os
from pathlib import Path, PurePath
from typing import Annotated, Any, Literal

from pydantic import Field

from seaway.spec.fields import Count, Named, Spec, Text
from seaway.spec.model import Defaults


class Channel(Spec):
    """Where notifications go."""

    type: Annotated[Literal["console", "file"], Field(description="What kind of channel it is.")]
    path: Annotated[str | None, Field(description="For `file`: where to write, within the project.")] = None


class Project(Spec):
    """What `seaway.toml` says, with the chosen environment laid over it."""

    name: Annotated[Text, Field(description="The project's name.")] = "default"
    description: Annotated[Text | None, Field(description="What it is for.")] = None
    timezone: Annotated[str, Field(description="IANA name; used where a workflow names none.")] = "UTC"
    variables: Annotated[Named[Any], Field(description="Values that expressions read as `vars.<name>`.")] = (
        Field(default_factory=dict)
    )
    pools: Annotated[Named[Count], Field(description="Pools with how many slots each has.")] = Field(
        default_factory=dict
    )
    channels: Annotated[dict[str, Channel], Field(description="Where notifications go, by name.")] = Field(
        default_factory=dict
    )
    connections: Annotated[
        Named[dict[str, Any]],
        Field(description="Connections, each with its `type`; `${NAME}` reads the environment."),
    ] = Field(default_factory=dict)
    defaults: Annotated[
        Defaults | None, Field(description="Keys that tasks have where they do not say otherwise.")
    ] = None
    package_index: Annotated[
        str | None,
        Field(description="Where packages come from: an address, or `${NAME}` of the environment."),
    ] = None

    def data_paths(self, folder: Path) -> list[str]:
        """Where connections keep data inside the project's folder, as relative paths. Data is no code: it
        changes with
        every run, and those who need it ask the connection."""
        found: list[str] = []
        for settings in self.connections.values():
            path = settings.get("path")
            if not isinstance(path, str) or "${" in path:
                continue
            place = PurePath(os.path.normpath(folder / path))
            if place != folder and place.is_relative_to(folder):
                found.append(place.relative_to(folder).as_posix())
        return found
