"""An account of dbt Cloud."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, SecretStr

from seaway.errors import AuthError
from seaway.integrations.http.client import Api, Call
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form


class DbtCloud(Connection):
    """An account of dbt Cloud."""

    type_name: ClassVar[str] = "dbt_cloud"
    title: ClassVar[str] = "dbt Cloud"
    category: ClassVar[str] = "dbt"

    token: SecretStr = SecretStr("")
    """A service token that may run jobs (Job Admin), or somebody's personal token."""
    account_id: int = Field(ge=1)
    """The number in the account's address: `…/accounts/12345/…`."""
    base_url: str = "https://cloud.getdbt.com"
    """The account's access URL, such as `https://ab123.us1.dbt.com`."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=30.0, gt=0)
    """Seconds to wait for an answer."""

    def open(self) -> Api:
        """The API with this token; close it.

        Raises:
            AuthError: the connection has no token.
        """
        token = self.token.get_secret_value()
        if not token:
            raise AuthError(
                f"The connection `{self.name}` has no token.",
                hint="Make a service token in dbt Cloud (Account settings), and set `token`.",
            )
        headers = {"Authorization": f"Token {token}"}
        return Api(self.base_url, headers=headers, reason_of=_reason_of, timeout_s=self.timeout_s)

    def check(self) -> str:
        """Ask for the account's name."""
        with self.open() as api:
            found = api.json(Call(path=f"{self.path}/"))
        name = found["data"].get("name") if isinstance(found, dict) and "data" in found else self.account_id
        return f"dbt Cloud knows the token in the account {name}."

    @property
    def path(self) -> str:
        """What calls begin with."""
        return f"api/v2/accounts/{self.account_id}"


def _reason_of(body: Any) -> str:
    status = body["status"]
    return str(status.get("user_message") or status.get("developer_message") or "")
