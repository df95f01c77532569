"""Finds blueprints by name: those of installed packages, and those of a project.

A package registers under the entry-point group `seaway.integrations`. The name of the entry is the prefix of
its blueprints (`storage` gives `storage.*`), its value a module that holds them. Only what is asked for is
imported."""

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from seaway.errors import UnknownError
from seaway.sdk.blueprint import BlueprintDefinition
from seaway.sdk.variants import family_of, to_variant, variants_of

if TYPE_CHECKING:
    from seaway.spec.catalog import Catalog

ENTRY_POINTS = "seaway.integrations"
Definition = BlueprintDefinition[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A module that gives no blueprints, and why. It hurts nothing else."""

    source: str
    error: str


class Registry:
    """All blueprints of one process.

    installed: entry points; by default those of the installed packages.
    project_code: a folder whose `blueprints/*.py` are imported too; only in a worker, as it runs users' code.
    """

    def __init__(
        self, *, installed: Iterable[EntryPoint] | None = None, project_code: Path | None = None
    ) -> None:
        self._installed = None if installed is None else list(installed)
        self._project_code = project_code
        self._loaded: dict[str, Definition] = {}
        self._done: set[str] = set()
        self.broken: list[Broken] = []

    def find(self, reference: str) -> Definition:
        """The blueprint that `uses` names: `storage.list`, or `storage.list@1` for one version only.

        Raises:
            UnknownError: there is none; names the closest, or why its module could not be loaded.
        """
        name, _, version = reference.partition("@")
        if name not in self._loaded:
            self._load_prefix(name.partition(".")[0])
        if name not in self._loaded:
            self._load_variant(name)
        if name not in self._loaded:
            self._load_project()
        if name not in self._loaded:
            raise self._unknown(name)
        found = self._loaded[name]
        if version and version != str(found.version):
            raise UnknownError(
                f"There is no version {version} of `{name}`.", hint=f"Version {found.version} is installed."
            )
        return found

    def all(self) -> list[Definition]:
        """Every blueprint as it was written, by name; variants are apart. Imports all their modules, but no
        vendor's package."""
        for prefix in self._entries:
            self._load_prefix(prefix)
        self._load_project()
        return [one for _, one in sorted(self._loaded.items()) if not one.variant_of]

    def variants(self) -> list[Definition]:
        """The verbs of the families under the name of each system, such as `s3.download`."""
        written = self.all()
        names = {one.name for one in written}
        return [one for one in variants_of(written) if one.name not in names]

    def catalog(self) -> "Catalog":
        """What workflows are checked against: a value, without code."""
        from seaway.sdk.describe import to_catalog

        return to_catalog([*self.all(), *self.variants()])

    @cached_property
    def _entries(self) -> dict[str, list[EntryPoint]]:
        found = entry_points(group=ENTRY_POINTS) if self._installed is None else self._installed
        entries: dict[str, list[EntryPoint]] = {}
        for entry in found:
            entries.setdefault(entry.name, []).append(entry)
        return entries

    def _load_prefix(self, prefix: str) -> None:
        if prefix in self._done:
            return
        self._done.add(prefix)
        for entry in self._entries.get(prefix, []):
            source = f"entry point {entry.name} = {entry.value}"
            try:
                module = entry.load()
            except Exception as error:  # noqa: BLE001 - whatever a module raises, the others must load
                self.broken.append(Broken(source=source, error=f"{type(error).__name__}: {error}"))
            else:
                self._take(definitions_in(module), source)

    def _load_variant(self, name: str) -> None:
        system, _, verb = name.partition(".")
        if verb and (family := family_of(system)):
            self._load_prefix(family)
            written = self._loaded.get(f"{family}.{verb}")
            if written is not None and (variant := to_variant(written, system)):
                self._loaded[name] = variant

    def _load_project(self) -> None:
        if self._project_code is None or "/project" in self._done:
            return
        self._done.add("/project")
        for file in sorted((self._project_code / "blueprints").glob("*.py")):
            source = f"blueprints/{file.name}"
            try:
                module = _import_file(file, f"seaway_project_blueprints.{file.stem}")
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a broken file must not hurt the others
                self.broken.append(Broken(source=source, error=f"{type(error).__name__}: {error}"))
            else:
                self._take(definitions_in(module, only_own=True), source)

    def _take(self, definitions: Iterable[Definition], source: str) -> None:
        for definition in definitions:
            try:
                definition.check()
            except TypeError as error:
                self.broken.append(Broken(source=source, error=str(error)))
                continue
            if self._loaded.setdefault(definition.name, definition) is not definition:
                taken = f"there is a blueprint `{definition.name}` already; the first one stays"
                self.broken.append(Broken(source=source, error=taken))

    def _unknown(self, name: str) -> UnknownError:
        known = [definition.name for definition in [*self.all(), *self.variants()]]
        if reasons := [f"{item.source}: {item.error}" for item in self.broken]:
            return UnknownError(
                f"There is no blueprint `{name}`.", hint=f"Could not be loaded: {'; '.join(reasons)}"
            )
        match = get_close_matches(name, known, n=1)
        hint = f"Did you mean `{match[0]}`?" if match else "See `seaway blueprints list`."
        return UnknownError(f"There is no blueprint `{name}`.", hint=hint)


def definitions_in(module: ModuleType, *, only_own: bool = False) -> Iterator[Definition]:
    """The blueprints that a module holds; `only_own` leaves out those that it imported."""
    for value in vars(module).values():
        if isinstance(value, BlueprintDefinition) and not (only_own and value.__module__ != module.__name__):
            yield value


def _import_file(file: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
