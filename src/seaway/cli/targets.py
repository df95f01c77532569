"""What `seaway run` is pointed at: a file, a project's folder, or the id of a workflow."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seaway.cli.shell import find_project, is_project
from seaway.engine.definitions import Definition, Definitions, parse_file
from seaway.errors import BadRequestError, UnknownError
from seaway.spec.parse import Parsed
from seaway.spec.problems import did_you_mean, list_words

if TYPE_CHECKING:
    from seaway.app import Installation

SUFFIXES = (".yaml", ".yml", ".py")
WORKFLOWS = "workflows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The project, and which of its workflows is meant: by id, by file, or the only one."""

    project: Path
    workflow: str | None = None
    file: Path | None = None

    @property
    def besides(self) -> Path | None:
        """A workflow file that stands outside of the project's `workflows/`."""
        if self.file is None or self.file.suffix == ".py" or self.file.parent == self.project / WORKFLOWS:
            return None
        return self.file


def find_target(text: str | None, project_dir: Path | None) -> Target:
    """Where a target is to be looked for.

    Raises:
        BadRequestError: it is a file of another kind, or there is no project.
        UnknownError: it looks like a path, and nothing is there.
    """
    home = project_dir.resolve() if project_dir else find_project(Path.cwd())
    if text is None:
        return Target(project=_checked(home))
    path = Path(text)
    is_id = any((home / WORKFLOWS / f"{text}{suffix}").is_file() for suffix in SUFFIXES)
    if is_id or not path.exists():
        if "/" in text or path.suffix in SUFFIXES:
            raise UnknownError(f"There is no file {text}", hint=_close_file(path))
        return Target(project=_checked(home), workflow=text)
    if path.is_dir():
        folder = path.resolve()
        return Target(project=_checked(folder if is_project(folder) else find_project(folder)))
    if path.suffix not in SUFFIXES:
        raise BadRequestError(f"{text} is no workflow file", hint="Those end in .yaml, .yml or .py.")
    file = path.resolve()
    return Target(project=project_dir.resolve() if project_dir else find_project(file.parent), file=file)


def read_target(here: "Installation", target: Target) -> tuple[Definitions, Definition]:
    """The project's workflows, and the one that is meant.

    Raises:
        UnknownError: it is not there.
        BadRequestError: it is not clear which is meant.
        SpecError: the project file is wrong.
    """
    outside = target.besides
    besides: list[Parsed] = [] if outside is None else [parse_file(outside, here.settings.project)]
    definitions = here.definitions(besides)
    if target.workflow is not None:
        return definitions, _by_id(definitions, target.workflow)
    if target.file is None:
        return definitions, _only(
            definitions, definitions.by_id.values(), f"The project {here.settings.project}"
        )
    file = target.file
    held = [each for each in definitions.by_id.values() if (here.settings.project / each.file) == file]
    return definitions, _only(definitions, held, str(file))


def _by_id(definitions: Definitions, workflow: str) -> Definition:
    if workflow not in definitions.by_id:
        known = list(definitions.by_id)
        hint = did_you_mean(workflow, known) or (
            f"There are {list_words(known)}." if known else "There is none yet."
        )
        raise _or_problems(definitions, UnknownError(f"There is no workflow {workflow}", hint=hint))
    return definitions.by_id[workflow]


def _only(definitions: Definitions, held: Iterable[Definition], where: str) -> Definition:
    found = list(held)
    if not found:
        hint = "`seaway init` makes a project with one."
        raise _or_problems(definitions, UnknownError(f"{where} holds no workflow", hint=hint))
    if len(found) > 1:
        names = list_words(each.id for each in found)
        raise BadRequestError(f"{where} holds more than one workflow", hint=f"Name one of {names}.")
    return found[0]


def _or_problems(definitions: Definitions, error: UnknownError) -> Exception:
    """Where Python files can't be read, that is the reason why something is not found."""
    from seaway.spec.problems import SpecError

    wrong = [problem for problem in definitions.problems if problem.is_error]
    return SpecError(wrong) if wrong else error


def _checked(folder: Path) -> Path:
    if not folder.is_dir():
        raise BadRequestError(f"There is no folder {folder}", hint="`--project` names a project's folder.")
    if not is_project(folder):
        raise BadRequestError(
            f"There is no project in {folder}", hint="Name a workflow file, or make a project: `seaway init`."
        )
    return folder


def _close_file(path: Path) -> str:
    folder = path.parent
    known = [each.name for each in folder.iterdir()] if folder.is_dir() else []
    return did_you_mean(path.name, known)
