"""Files of a Git repository at one place of its history, by the machine's own git.

A user's address passes the guard; git speaks HTTPS (and HTTP or SSH where the address says so) and nothing
else; it asks nobody anything, runs no hook, and reads no configuration but ours. A token travels in the
environment, never in an argument or a URL."""

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from seaway.errors import (
    AuthError,
    InternalError,
    InvalidInputError,
    NotFoundError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.http.guard import checked_url

LIMIT_S = 600
_SCHEMES = ("https", "http", "ssh")
_REF = re.compile(r"[\w][\w./@+-]*")
_REFUSED = (
    "Authentication failed",
    "could not read Username",
    "Permission denied",
    "403",
    "terminal prompts",
)
_MISSING = ("not found", "does not exist", "404", "couldn't find remote ref", "Could not read from remote")


def check_out(url: str, folder: Path, *, ref: str = "", token: str = "") -> str:
    """The files of `ref` (a branch, tag or commit; by default the repository's own branch) in `folder`, which
    is made; returns the commit. Only that commit is fetched.

    Raises:
        InvalidInputError: the address or the ref can't be used.
        AuthError: the repository wants a sign-in, or another one.
        NotFoundError: there is no such repository or ref.
        UnavailableError: the host does not answer.
    """
    _check(url, ref)
    folder.mkdir(parents=True)
    git = Git(folder, token=token)
    git.run("init", "--quiet")
    git.run("fetch", "--quiet", "--depth=1", "--no-tags", "--", url, ref or "HEAD")
    git.run("checkout", "--quiet", "--detach", "FETCH_HEAD")
    return git.run("rev-parse", "HEAD").strip()


class Git:
    """Runs git in one folder."""

    def __init__(self, folder: Path, *, token: str = "") -> None:
        self._folder = folder
        self._environment = _environment(folder, token)

    def run(self, *arguments: str) -> str:
        """What it printed.

        Raises:
            TaskError: what its failure means.
        """
        if shutil.which("git") is None:
            raise InternalError(
                "git is not installed.", hint="Install git on the machine that runs the task."
            )
        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(f"git {arguments[0]} took over {LIMIT_S} s.") from error
        if done.returncode != 0:
            raise to_task_error(done.stderr, arguments)
        return done.stdout


def to_task_error(said: str, arguments: Sequence[str]) -> TaskError:
    """What git's words mean. They name the address, which holds no credentials."""
    lines = [line.removeprefix("fatal: ").strip() for line in said.splitlines() if line.strip()]
    text = "; ".join(dict.fromkeys(lines))[:500] or "it gave no reason"
    message = f"git {arguments[0]}: {text}"
    if any(words in said for words in _REFUSED):
        return AuthError(message, hint="Check the token, and that it may read this repository.")
    if any(words in said for words in _MISSING):
        return NotFoundError(
            message, hint="Check the address of the repository, and the branch, tag or commit."
        )
    return UnavailableError(message, hint="Is the host up, and the name right?")


def _check(url: str, ref: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise InvalidInputError(
            f"`{parts.scheme or url}` is no way to reach a repository.",
            hint="Write it like https://host/name.git.",
        )
    if (parts.username and parts.scheme != "ssh") or parts.password:
        raise InvalidInputError(
            "The address of the repository has credentials in it.", hint="Give the token as a secret instead."
        )
    if ref and (not _REF.fullmatch(ref) or ".." in ref):
        raise InvalidInputError(f"`{ref}` can't be a branch, tag or commit.", hint="Check its name.")
    checked_url(url)


def _environment(folder: Path, token: str) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "SSH_AUTH_SOCK", "HOME") if name in os.environ
    }
    settings: Mapping[str, str] = {
        "core.hooksPath": os.devnull,
        "credential.helper": "",
        "http.followRedirects": "initial",
        "protocol.allow": "never",
        **{f"protocol.{scheme}.allow": "always" for scheme in _SCHEMES},
    }
    if token:
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        settings = {**settings, "http.extraHeader": f"Authorization: Basic {basic}"}
    given = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings.items()):
        given |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return (
        kept
        | given
        | {
            "GIT_CEILING_DIRECTORIES": str(folder.parent),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
            "GIT_TERMINAL_PROMPT": "0",
        }
    )
