"""GitHub, or a GitHub Enterprise Server, spoken to with a token."""

import re
from typing import Annotated, ClassVar

from pydantic import Field, SecretStr

from seaway.errors import AuthError, InvalidInputError
from seaway.integrations.github.client import GitHubApi
from seaway.integrations.http.client import Call
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form

_REPOSITORY = re.compile(r"[A-Za-z0-9-]+/(?!\.{1,2}$)[\w.-]+", re.ASCII)


class GitHub(Connection):
    """An account on GitHub or on a GitHub Enterprise Server."""

    type_name: ClassVar[str] = "github"
    title: ClassVar[str] = "GitHub"
    category: ClassVar[str] = "Development"

    token: SecretStr = SecretStr("")
    """A fine-grained token: Contents to clone (read) and commit (write), Actions (write) to start workflows,
    Issues (write). Without one only public repositories can be cloned."""
    base_url: Annotated[str, Form(advanced=True)] = "https://api.github.com"
    """The API; of an Enterprise Server `https://its-name/api/v3`."""
    web_url: Annotated[str, Form(advanced=True)] = "https://github.com"
    """Where repositories are cloned from; the name of the Enterprise Server."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=30.0, gt=0)
    """Seconds to wait for an answer."""

    def open(self) -> GitHubApi:
        """The API with this token; close it.

        Raises:
            AuthError: the connection has no token.
        """
        token = self.token.get_secret_value()
        if not token:
            raise AuthError(
                f"The connection `{self.name}` has no token.",
                hint="Make one on GitHub (Settings, Developer settings), and set `token`.",
            )
        return GitHubApi(self.base_url, token, timeout_s=self.timeout_s)

    def check(self) -> str:
        """Ask GitHub whose token it is."""
        with self.open() as api:
            found = api.json(Call(path="user"))
        return f"GitHub knows the token as {found['login']}."

    def clone_url(self, repository: str) -> str:
        """Where git finds `owner/name`."""
        return f"{self.web_url.rstrip('/')}/{checked(repository)}.git"


def path_of(repository: str) -> str:
    """What calls about a repository begin with."""
    return f"repos/{checked(repository)}"


def checked(repository: str) -> str:
    """`owner/name`, as it is.

    Raises:
        InvalidInputError: it is no name of a repository.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise InvalidInputError(
            f"`{repository}` is no repository.", hint="Write it as `owner/name`, such as `acme/reports`."
        )
    return repository
