"""`github.commit_files`: files of a task as one commit on a branch.

Made by GitHub's Git database calls: blobs, a tree on the branch's own, a commit, and last the branch moves
on, all files or none. The same files again give the same tree, so that a repetition commits nothing."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError
from seaway.integrations.github.client import GitHubApi, is_refusal
from seaway.integrations.github.connection import GitHub, path_of
from seaway.integrations.http.client import Call
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

MOST_FILE_BYTES = 40 * 2**20
"""GitHub takes 100 MB; a file is held in memory as base64."""
MOST_FILES = 1_000
"""One call each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """`commit` is where the branch stands now; `is_new` is false where it had these files already."""

    commit: str
    url: str
    files: int
    is_new: bool


@blueprint("github.commit_files", title="Commit files to GitHub", category="Development")
def commit_files(
    ctx: Context,
    connection: GitHub,
    repository: str,
    paths: Annotated[list[str], Form(picker="file")],
    message: str,
    *,
    branch: str = "main",
    to: str = ".",
    create_from: str = "",
    expect: str = "",
) -> Committed:
    """Put files of the task's directory into a repository, as one commit on a branch.

    All files or none. Where the branch has the same files already nothing is committed, so that a repetition
    does no harm. What else stands in the repository stays.

    Args:
        connection: whose commit it is
        repository: `owner/name`
        paths: files or patterns of the task's directory; 1,000 files of 40 MiB at most
        message: what the commit says
        branch: where it goes
        to: folder of the repository, under which the files keep their paths
        create_from: make the branch from this one where it is not there
        expect: the commit that the branch must stand at, such as the output `commit` of `github.clone`;
            another one is a conflict

    Raises:
        AuthError: the token is wrong or expired, or there is none
        PermissionDeniedError: the token may not write to the repository
        NotFoundError: no file matches; or no such repository or branch, or the token may not see it
        ConflictError: the branch is not at `expect`, or somebody moved it meanwhile; the repository is empty
        InvalidInputError: too many or too large files, a path that can't be, or GitHub refuses the commit,
            such as on a protected branch
        RateLimitError: too many calls; retried, after the time that GitHub names
        UnavailableError: GitHub has trouble, or no answer came; retried
        DataError: an answer that is not GitHub's

    Example:
        publish:
          uses: github.commit_files
          with:
            connection: github
            repository: acme/reports
            paths: [out/*.csv]
            message: "Figures of {{ inputs.day }}"
            branch: figures
            create_from: main
    """
    base = path_of(repository)
    files = _files(ctx, paths, to)
    if not message.strip():
        raise InvalidInputError("The commit has no message.", hint="Give `message`.")
    with connection.open() as api:
        made = _Branch(api, base, branch)
        head = made.head(create_from)
        if expect and head != expect:
            raise ConflictError(
                f"`{branch}` of {repository} is at {head[:12]}, not at {expect[:12]}.",
                hint="Somebody committed meanwhile: take the newest files, and try again.",
            )
        before = _sha(api.json(Call(path=f"{base}/git/commits/{head}")), "tree")
        tree = _tree(ctx, api, base, before, files)
        if tree == before:
            ctx.log.info("`%s` has these files already; nothing to commit.", branch)
            return Committed(commit=head, url="", files=len(files), is_new=False)
        content = {"message": message, "tree": tree, "parents": [head]}
        found = api.json(Call(method="POST", path=f"{base}/git/commits", json=content))
        made.move(_sha(found))
    ctx.log.info("Committed %s files to %s: %s", len(files), branch, found.get("html_url", ""))
    url = str(found.get("html_url", ""))
    return Committed(commit=_sha(found), url=url, files=len(files), is_new=True)


class _Branch:
    def __init__(self, api: GitHubApi, base: str, name: str) -> None:
        self._api = api
        self._base = base
        self._name = name

    def head(self, create_from: str) -> str:
        """The commit that it stands at; it is made where it is not there and that is wanted."""
        try:
            return self._at(self._name)
        except NotFoundError as error:
            if not create_from:
                raise NotFoundError(
                    error.message,
                    hint=f"Check the repository, and that the branch `{self._name}` is there; "
                    "`create_from` makes it.",
                ) from error
        start = self._at(create_from)
        content = {"ref": f"refs/heads/{self._name}", "sha": start}
        self._api.json(Call(method="POST", path=f"{self._base}/git/refs", json=content))
        return start

    def move(self, commit: str) -> None:
        path = f"{self._base}/git/refs/{self._ref(self._name)}"
        try:
            self._api.json(Call(method="PATCH", path=path, json={"sha": commit, "force": False}))
        except InvalidInputError as error:
            if not is_refusal(error, "fast forward"):
                raise
            raise ConflictError(
                f"Somebody committed to `{self._name}` meanwhile; nothing of this task is on it.",
                hint="Run the task again: it commits on top of what is there then.",
            ) from error

    def _at(self, name: str) -> str:
        return _sha(self._api.json(Call(path=f"{self._base}/git/ref/{self._ref(name)}")), "object")

    @staticmethod
    def _ref(name: str) -> str:
        return quote(f"heads/{name}", safe="")


def _files(ctx: Context, paths: list[str], to: str) -> dict[str, Path]:
    """Places in the task's directory by their paths in the repository."""
    places: list[Path] = []
    for pattern in paths:
        found = ctx.files.glob(pattern)
        if not found:
            raise NotFoundError(f"No file matches `{pattern}`.", hint="Check `paths`.")
        places += found
    files = {_path(to, ctx.files.name_of(place)): place for place in places}
    if not files or len(files) > MOST_FILES:
        raise InvalidInputError(
            f"There are {len(files):,} files to commit; 1 to {MOST_FILES:,} can be.", hint="Check `paths`."
        )
    for name, place in files.items():
        if place.stat().st_size > MOST_FILE_BYTES:
            raise InvalidInputError(
                f"`{name}` is larger than {MOST_FILE_BYTES // 2**20} MiB.",
                hint="Put it into storage; a repository keeps every version of it for ever.",
            )
    return files


def _path(to: str, name: str) -> str:
    parts = [part for part in f"{to}/{name}".split("/") if part not in ("", ".")]
    if to.startswith("/") or ".." in parts or ".git" in (part.lower() for part in parts):
        raise InvalidInputError(
            f"`{to}/{name}` can't be a path in a repository.",
            hint="Write `to` relative to the repository, without `..` and `.git`.",
        )
    return "/".join(parts)


def _tree(ctx: Context, api: GitHubApi, base: str, before: str, files: dict[str, Path]) -> str:
    entries = []
    for number, (name, place) in enumerate(files.items(), start=1):
        content = {"content": base64.b64encode(place.read_bytes()).decode(), "encoding": "base64"}
        blob = _sha(api.json(Call(method="POST", path=f"{base}/git/blobs", json=content)))
        mode = "100755" if place.stat().st_mode & 0o100 else "100644"
        entries.append({"path": name, "mode": mode, "type": "blob", "sha": blob})
        ctx.progress(number, len(files), name)
    tree = {"base_tree": before, "tree": entries}
    return _sha(api.json(Call(method="POST", path=f"{base}/git/trees", json=tree)))


def _sha(found: Any, within: str = "") -> str:
    try:
        return str((found[within] if within else found)["sha"])
    except (TypeError, LookupError):
        raise DataError(
            "GitHub's answer names no commit, tree or blob.", hint="Check the connection's `base_url`."
        ) from None
