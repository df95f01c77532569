"""A container in Azure Blob Storage."""

from typing import Annotated, Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr, model_validator

from seaway.integrations.storage.below import below
from seaway.integrations.storage.protocol import Storage, StorageConnection
from seaway.integrations.storage.remote import http_address
from seaway.sdk.form import Form


class AzureBlob(StorageConnection):
    """A container in Azure Blob Storage or Data Lake Storage."""

    type_name: ClassVar[str] = "azure_blob"
    title: ClassVar[str] = "Azure Blob Storage"
    extra: ClassVar[str] = "azure"

    container: str
    prefix: str = ""
    """A folder in the container that all paths start from."""
    account: str = ""
    """Name of the storage account; the connection string names it too."""
    account_key: SecretStr | None = None
    """One of the account's two keys."""
    sas_token: Annotated[SecretStr | None, Form(title="SAS token")] = None
    """A shared access signature for the container, as the portal shows it."""
    connection_string: SecretStr | None = None
    """The account's connection string, in place of account and key."""
    tenant_id: str = ""
    """Directory of an app registration that signs in with `client_id` and `client_secret`."""
    client_id: str = ""
    client_secret: SecretStr | None = None
    """Without any of these the machine's own identity is used."""
    anonymous: bool = False
    """Read a public container without signing in."""
    endpoint_url: Annotated[str, Form(advanced=True)] = ""
    """Another address than `https://<account>.blob.core.windows.net`."""

    @model_validator(mode="after")
    def _check_way_in(self) -> "AzureBlob":
        ways = [name for name in _WAYS if getattr(self, name)]
        if len(ways) > 1:
            raise ValueError(f"there is more than one way to sign in: {', '.join(ways)}; keep one")
        if not self.account and not self.connection_string:
            raise ValueError("`account` is missing, or `connection_string` in its place")
        if self.client_secret and not (self.tenant_id and self.client_id):
            raise ValueError("`client_secret` goes with `tenant_id` and `client_id`")
        return self

    @classmethod
    def fields_from_url(cls, url: str) -> dict[str, object]:
        """`azure_blob://account:key@container/prefix`."""
        parts = urlsplit(f"azure://{url.partition('://')[2]}")
        found: dict[str, object] = {
            "container": parts.netloc.rpartition("@")[2],
            "prefix": unquote(parts.path.strip("/")),
            "account": unquote(parts.username or ""),
            "account_key": unquote(parts.password or ""),
        }
        return {key: value for key, value in found.items() if value} | dict(parse_qsl(parts.query))

    def storage(self) -> Storage:
        """Raises InvalidInputError where the client is not installed."""
        from seaway.integrations.azure.storage import AzureStorage

        return below(AzureStorage(self.store(), self.container), self.prefix)

    def store(self) -> Any:
        """The container for the client."""
        from seaway.integrations.azure.session import store_of

        return store_of(self)

    def secret_values(self) -> list[str]:
        """The key in a connection string by itself too."""
        values = super().secret_values()
        if self.connection_string:
            values += [
                part for name, part in self.parts().items() if name in {"AccountKey", "SharedAccessSignature"}
            ]
        return values

    def parts(self) -> dict[str, str]:
        """The pairs of the connection string."""
        text = self.connection_string.get_secret_value() if self.connection_string else ""
        pairs = (pair.partition("=") for pair in text.split(";") if pair.strip())
        return {name.strip(): value.strip() for name, _, value in pairs}

    def address(self) -> str:
        """The endpoint that was given and may be reached; empty takes Azure's own."""
        url = self.endpoint_url or self.parts().get("BlobEndpoint", "")
        return http_address(url, self.title) if url else ""

    def check(self) -> str:
        """The container is there, and may be listed."""
        found = next(self.storage().list(""), None)
        return f"The container {self.container} can be listed{'' if found else '; it holds nothing here'}."


_WAYS = ("account_key", "sas_token", "connection_string", "client_secret", "anonymous")
