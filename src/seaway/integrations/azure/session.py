"""Signing in to Azure."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from seaway.integrations.storage.remote import client_module

if TYPE_CHECKING:
    from seaway.integrations.azure.connection import AzureBlob

_RETRY = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}


def store_of(connection: "AzureBlob") -> Any:
    """The container, with whatever signs in."""
    stores = client_module("obstore.store", "azure", connection.title)
    parts, address = connection.parts(), connection.address()
    given = {
        "account_name": connection.account or parts.get("AccountName", ""),
        "account_key": _text(connection.account_key) or parts.get("AccountKey", ""),
        "sas_key": (_text(connection.sas_token) or parts.get("SharedAccessSignature", "")).removeprefix("?"),
        "tenant_id": connection.tenant_id,
        "client_id": connection.client_id,
        "client_secret": _text(connection.client_secret),
        "skip_signature": connection.anonymous,
        "endpoint": address.rstrip("/"),
    }
    return stores.AzureStore(
        connection.container,
        **{name: value for name, value in given.items() if value},
        client_options={
            "allow_http": address.startswith("http://"),
            "connect_timeout": "10s",
            "timeout": "10min",
            "read_timeout": "60s",
        },
        retry_config=_RETRY,
    )


def _text(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
