"""`github.clone`, and the verbs that speak to GitHub's API."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

from seaway.errors import ConflictError, NotFoundError
from seaway.integrations.git.checkout import check_out
from seaway.integrations.github.commits import commit_files
from seaway.integrations.github.connection import GitHub
from seaway.integrations.github.dispatching import dispatch
from seaway.integrations.github.issues import open_issue
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.files import path_within
from seaway.sdk.form import Form

__all__ = ["clone", "commit_files", "dispatch", "open_issue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloned:
    """`commit` is the id of what was taken; `files` how many there are."""

    commit: str
    files: int


@blueprint("github.clone", title="Clone from GitHub", category="Development")
def clone(
    ctx: Context,
    connection: GitHub,
    repository: str,
    *,
    ref: str = "",
    folder: str = ".",
    to: Annotated[str, Form(picker="folder")] = ".",
    overwrite: bool = True,
) -> Cloned:
    """Put the files of a repository into the task's directory, as they are at a branch, tag or commit.

    Only that commit is fetched, without its history; submodules are not. The token travels in the
    environment of git, never in its arguments, the address or a file.

    Args:
        connection: who clones
        repository: `owner/name`
        ref: a branch, tag or commit; the repository's own branch where it is empty
        folder: take only this folder of the repository
        to: folder in the task's directory
        overwrite: where it is false, a file that is there already is a conflict

    Raises:
        AuthError: the repository wants a token, or another one
        NotFoundError: no such repository, ref or folder
        ConflictError: a file is there already, and `overwrite` is false
        InvalidInputError: a name can't be one, or a link in the repository leads out of it
        PermissionDeniedError: the address of the connection leads where workflows may not
        UnavailableError: GitHub does not answer; retried
        InternalError: git is not installed

    Example:
        code:
          uses: github.clone
          with:
            connection: github
            repository: acme/models
            ref: v2.1
            folder: sql
            to: sql
    """
    whole = Path(mkdtemp(prefix="git-", dir=ctx.temp)) / "repository"
    token = connection.token.get_secret_value()
    try:
        commit = check_out(connection.clone_url(repository), whole, ref=ref, token=token)
        shutil.rmtree(whole / ".git")
        count = _lay_out(ctx, whole, folder, to, overwrite=overwrite)
    finally:
        shutil.rmtree(whole.parent, ignore_errors=True)
    ctx.log.info("%s at %s: %s files.", repository, commit[:12], f"{count:,}")
    return Cloned(commit=commit, files=count)


def _lay_out(ctx: Context, whole: Path, folder: str, to: str, *, overwrite: bool) -> int:
    source = path_within(whole, folder)
    if not source.is_dir():
        raise NotFoundError(
            f"There is no folder `{folder}` in the repository.", hint="Check `folder` and `ref`."
        )
    places = {
        place: ctx.files.path(f"{to}/{place.relative_to(source).as_posix()}")
        for place in sorted(source.rglob("*"))
        if path_within(whole, str(place.relative_to(whole))).is_file()
    }
    there = [ctx.files.name_of(target) for target in places.values() if target.exists()]
    if there and not overwrite:
        raise ConflictError(f"`{there[0]}` is there already.", hint="Set `overwrite`, or another `to`.")
    for place, target in places.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # what stands there may be shared with another task
        shutil.copy2(place, target)
    return len(places)
