"""A bucket in Google Cloud Storage."""

import json
from typing import Annotated, Any, ClassVar

from pydantic import SecretStr, field_validator

from seaway.errors import AuthError, InvalidInputError
from seaway.integrations.storage.below import below
from seaway.integrations.storage.protocol import Storage, StorageConnection
from seaway.integrations.storage.remote import client_module, http_address
from seaway.sdk.form import Form


class GoogleCloudStorage(StorageConnection):
    """A bucket in Google Cloud Storage."""

    type_name: ClassVar[str] = "gcs"
    title: ClassVar[str] = "Google Cloud Storage"
    extra: ClassVar[str] = "gcs"

    bucket: str
    prefix: str = ""
    """A folder in the bucket that all paths start from."""
    key_json: Annotated[SecretStr | None, Form(title="Key file")] = None
    """The content of a service account's key file. Without it the machine's own credentials are used."""
    anonymous: bool = False
    """Read a public bucket without signing in."""
    project: str = ""
    """The project that pays; empty takes that of the key."""
    endpoint_url: Annotated[str, Form(advanced=True)] = ""
    """Another address than Google's own."""

    @field_validator("key_json", mode="after")
    @classmethod
    def _check_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            try:
                document = json.loads(key.get_secret_value())
            except ValueError:
                raise ValueError("it is no JSON; give the content of the key file, not its path") from None
            if not isinstance(document, dict) or "client_email" not in document:
                raise ValueError("it is no key of a service account: `client_email` is missing")
        return key

    @classmethod
    def fields_from_url(cls, url: str) -> dict[str, object]:
        """`gcs://bucket/prefix?project=…`."""
        from urllib.parse import parse_qsl, unquote, urlsplit

        parts = urlsplit(f"gcs://{url.partition('://')[2]}")
        found: dict[str, object] = {"bucket": parts.netloc, "prefix": unquote(parts.path.strip("/"))}
        return {key: value for key, value in found.items() if value} | dict(parse_qsl(parts.query))

    def secret_values(self) -> list[str]:
        """The key in the file too: a log would show it without the JSON around it."""
        if self.key_json is None:
            return []
        document = json.loads(self.key_json.get_secret_value())
        inner = str(document.get("private_key", ""))
        return [self.key_json.get_secret_value(), *([inner] if inner else [])]

    def storage(self) -> Storage:
        """Raises InvalidInputError where the client is not installed."""
        from seaway.integrations.gcs.storage import GcsStorage

        return below(GcsStorage(self.client(), self.bucket), self.prefix)

    def client(self) -> Any:
        """Google's own client, signed in.

        Raises:
            AuthError: there are no credentials, or the key can't be read.
        """
        storage = client_module("google.cloud.storage", "gcs", self.title)
        options = {"api_endpoint": http_address(self.endpoint_url, self.title)} if self.endpoint_url else {}
        credentials, project = self._credentials()
        return storage.Client(project=project, credentials=credentials, client_options=options)

    def check(self) -> str:
        """The bucket is there, and may be listed."""
        from seaway.integrations.gcs.storage import GcsStorage

        found = next(GcsStorage(self.client(), self.bucket).list(self.prefix), None)
        return f"The bucket {self.bucket} can be listed{'' if found else '; it holds nothing here'}."

    def _credentials(self) -> tuple[Any, str | None]:
        if self.anonymous:
            anonymous = client_module("google.auth.credentials", "gcs", self.title)
            return anonymous.AnonymousCredentials(), self.project or "none"
        if self.key_json is not None:
            return self._of_key(json.loads(self.key_json.get_secret_value()))
        auth = client_module("google.auth", "gcs", self.title)
        try:
            credentials, project = auth.default()
        except auth.exceptions.DefaultCredentialsError as error:
            raise AuthError(
                "Google Cloud Storage: this machine has no credentials of its own.",
                hint="Give `key_json`, or `anonymous: true` for a public bucket.",
            ) from error
        return credentials, self.project or project

    def _of_key(self, document: dict[str, str]) -> tuple[Any, str | None]:
        accounts = client_module("google.oauth2.service_account", "gcs", self.title)
        try:
            credentials = accounts.Credentials.from_service_account_info(document)
        except (ValueError, KeyError) as error:
            raise InvalidInputError(
                "Google Cloud Storage: the key file can't be read.",
                hint="Give the whole file as it was downloaded for the service account.",
            ) from error
        return credentials, self.project or document.get("project_id")
