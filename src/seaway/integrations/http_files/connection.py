"""Files that an HTTP server gives out."""

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr

from seaway.integrations.storage.protocol import Storage, StorageConnection
from seaway.sdk.form import Form


class HttpFiles(StorageConnection):
    """Files that an HTTP server gives out, to be read."""

    type_name: ClassVar[str] = "http_files"
    title: ClassVar[str] = "HTTP files"
    lacks: ClassVar[frozenset[str]] = frozenset({"upload", "move", "delete"})

    base_url: str
    """The address that paths are put below, such as `https://data.example.com/exports`."""
    index: str = ""
    """Path of a list of the files, one a line or as a JSON list; patterns and folders are looked up in it.
    Without it files are named one by one."""
    headers: Annotated[dict[str, str], Form(secret=True)] = Field(default_factory=dict, repr=False)
    """Sent with each request; often one of them is an API key."""
    token: SecretStr | None = None
    """Sent as `Authorization: Bearer …`."""
    username: str = ""
    password: SecretStr | None = None
    timeout_s: float = Field(default=30.0, gt=0)
    """How long the server may keep silent."""

    def storage(self) -> Storage:
        from seaway.integrations.http.connection import Http
        from seaway.integrations.http_files.storage import HttpStorage

        same = ("base_url", "headers", "token", "username", "password", "timeout_s")
        return HttpStorage(Http(**{name: getattr(self, name) for name in same}), self.index)

    def secret_values(self) -> list[str]:
        """The credentials, and the values of headers, as an API key often stands in one."""
        return [*super().secret_values(), *(value for value in self.headers.values() if len(value) >= 8)]

    def check(self) -> str:
        """The list of the files, or else the base address, answers."""
        from seaway.integrations.http.connection import Http

        if self.index:
            count = sum(1 for _ in self.storage().list(""))
            return f"{self.base_url} lists {count} files."
        same = ("base_url", "headers", "token", "username", "password", "timeout_s")
        return Http(**{name: getattr(self, name) for name in same}).check()
