"""A project in Google BigQuery."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from pydantic import SecretStr

from seaway.errors import AuthError, InvalidInputError, PermissionDeniedError
from seaway.integrations.bigquery.failures import translated
from seaway.integrations.http.guard import guarded_sockets
from seaway.integrations.sql.protocol import SqlConnection
from seaway.sdk.form import Form, Size

if TYPE_CHECKING:
    from seaway.integrations.bigquery.session import BigQuerySession

SCOPES = ("https://www.googleapis.com/auth/bigquery", "https://www.googleapis.com/auth/cloud-platform")


class BigQuery(SqlConnection):
    """A Google Cloud project whose BigQuery runs the jobs and pays for them."""

    type_name: ClassVar[str] = "bigquery"
    title: ClassVar[str] = "Google BigQuery"
    extra: ClassVar[str] = "bigquery"

    project: str
    """The id of the Google Cloud project, such as `acme-analytics`."""
    dataset: str = ""
    """Where tables are looked for that are written without a dataset."""
    location: str = ""
    """Where the datasets are, such as `EU` or `us-east1`; BigQuery guesses it from the tables otherwise."""
    key_json: Annotated[SecretStr | None, Form(title="Key file", editor="json")] = None
    """The content of a service account's key file. Without it the machine's own credentials are used."""
    max_bytes_billed: Annotated[Size | None, Form(advanced=True)] = None
    """No query of this connection may be billed for more, such as `100GB`; BigQuery refuses it instead."""
    endpoint_url: Annotated[str, Form(advanced=True)] = ""
    """Another address of the API: a private one, or that of an emulator, which needs no key."""

    @classmethod
    def fields_from_url(cls, url: str) -> dict[str, object]:
        """From `bigquery://project/dataset?location=EU`."""
        parts = urlsplit(f"any://{url.partition('://')[2]}")
        given: dict[str, object] = {"project": parts.netloc, "dataset": parts.path.strip("/")}
        return {key: value for key, value in given.items() if value} | dict(parse_qsl(parts.query))

    @contextmanager
    def open(self) -> Iterator[Any]:
        """A `google.cloud.bigquery.Client` for the time of the block; its errors become task errors."""
        from google.api_core.client_options import ClientOptions
        from google.cloud import bigquery

        with guarded_sockets(), translated(self.label):
            options = ClientOptions(api_endpoint=self.endpoint_url) if self.endpoint_url else None
            client = bigquery.Client(
                project=self.project,
                credentials=self._credentials(),
                location=self.location or None,
                client_options=options,
            )
            try:
                yield client
            finally:
                client.close()

    @contextmanager
    def session(self, folder: Path | None = None) -> "Iterator[BigQuerySession]":
        """What the verbs of the SQL family work with; a job that runs at an exception is cancelled."""
        with self.open() as client:
            from seaway.integrations.bigquery.session import BigQuerySession

            session = BigQuerySession(client, self)
            try:
                yield session
            finally:
                session.close()

    def check(self) -> str:
        """Look at the default dataset, or at all of the project's, with the account of the key."""
        with self.open() as client:
            if self.dataset:
                found = client.get_dataset(self.dataset, retry=None, timeout=30)
                return f"{found.full_dataset_id} is there, in {found.location or 'no known location'}."
            count = len(list(client.list_datasets(max_results=100, retry=None, timeout=30)))
        return (
            f"The project {self.project} answers and has {'100 or more' if count == 100 else count} datasets."
        )

    def secret_values(self) -> list[str]:
        """The key as it stands, and the private part of it as a client would show it."""
        try:
            info = json.loads(self._key or "{}")
        except ValueError:
            info = {}
        private = str(info.get("private_key", "")) if isinstance(info, dict) else ""
        lines = [line for line in private.splitlines() if len(line) > 40]
        return [*super().secret_values(), *([private] if private else []), *lines]

    def table_id(self, name: str) -> str:
        """`project.dataset.table` of a name that may lack the first one or two.

        Raises:
            InvalidInputError: it is no table's name, or has no dataset.
        """
        parts = name.strip().replace("`", "").replace(":", ".").split(".")
        if len(parts) == 1 and self.dataset:
            parts = [*self.dataset.split("."), *parts]
        if len(parts) == 2:
            parts = [self.project, *parts]
        if len(parts) != 3 or not all(parts):
            raise InvalidInputError(
                f"`{name}` names no table: write it as `dataset.table`.",
                hint="Or set the connection's `dataset`, then the table's name alone is enough.",
            )
        return ".".join(parts)

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"BigQuery ({self.project})"

    @property
    def _key(self) -> str:
        return self.key_json.get_secret_value() if self.key_json else ""

    def _credentials(self) -> Any:
        from google.auth.credentials import AnonymousCredentials
        from google.oauth2 import service_account

        if not self._key:
            is_plain = self.endpoint_url.startswith("http://")
            return AnonymousCredentials() if is_plain else _own_credentials()
        try:
            info = json.loads(self._key)
            return service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
        except (ValueError, AttributeError, TypeError):
            raise AuthError(
                f"The key of connection `{self.name}` is no key of a service account.",
                hint="Make one in the Google Cloud console (IAM, Service accounts, Keys, JSON), and paste "
                "the whole file.",
            ) from None


def _own_credentials() -> Any:
    import google.auth
    from google.auth.exceptions import DefaultCredentialsError

    try:
        return google.auth.default(scopes=SCOPES)[0]
    except (DefaultCredentialsError, PermissionDeniedError):
        raise AuthError(
            "The connection has no key, and this machine has no credentials for Google Cloud.",
            hint="Set `key_json`, or run `gcloud auth application-default login` on the machine. "
            "On a machine in Google Cloud its administrator can let workflows use its account: "
            "SEAWAY_PRIVATE_NETWORKS=169.254.169.254.",
        ) from None
