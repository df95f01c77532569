"""The dbt project of a task, copied to where dbt may write beside it."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from seaway.errors import InvalidInputError
from seaway.integrations.git.checkout import check_out
from seaway.sdk.context import Context
from seaway.sdk.files import path_within
from seaway.spec.yaml import load, read_file

FILE = "dbt_project.yml"
_LEFT = ("target", "logs", ".git", "dbt_packages")


def lay_out(ctx: Context, project: str, git: str, ref: str, token: str) -> Path:
    """The project's folder in the task's scratch folder. From Git, or else from the task's directory or the
    project's code, in this order.

    Raises:
        InvalidInputError: there is no dbt project.
        TaskError: Git does not give it.
    """
    if git:
        whole = Path(mkdtemp(prefix="git-", dir=ctx.temp)) / "repository"
        commit = check_out(git, whole, ref=ref, token=token)
        ctx.log.info("Checked out %s at %s.", git, commit[:12])
        source = path_within(whole, project)
    else:
        source = _found(ctx, project)
    if not (source / FILE).is_file():
        raise InvalidInputError(
            f"There is no {FILE} in `{project}`{' of the repository' if git else ''}.",
            hint="`project` is the folder with the dbt project; it starts from the project's folder.",
        )
    place = Path(mkdtemp(prefix="dbt-", dir=ctx.temp)) / "project"
    shutil.copytree(source, place, ignore=shutil.ignore_patterns(*_LEFT), symlinks=True)
    return place


def profile_name(folder: Path) -> str:
    """The profile that the project asks for."""
    text, problems = read_file(folder / FILE)
    loaded = load(text, file=FILE)
    data = loaded.data if isinstance(loaded.data, dict) else {}
    if problems or loaded.problems or not data.get("profile", data.get("name")):
        reason = (
            (*problems, *loaded.problems)[0].message if problems or loaded.problems else "it names no profile"
        )
        raise InvalidInputError(f"{FILE} can't be used: {reason}", hint="Write `profile: name` into it.")
    return str(data.get("profile") or data["name"])


def needs_packages(folder: Path) -> bool:
    """Whether `dbt deps` has something to do."""
    return any((folder / name).is_file() for name in ("packages.yml", "dependencies.yml"))


def _found(ctx: Context, project: str) -> Path:
    places = [path_within(folder, project) for folder in (ctx.files.folder, ctx.code)]
    return next((place for place in places if (place / FILE).is_file()), places[-1])
