"""A small client of HashiCorp Vault's HTTP API: signing in, and the KV secrets engine, version 2.

https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 and …/auth/approle. Blocks; safe from several
threads. The address is the operator's own, so it may be a private one."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from seaway.errors import AuthError, BadRequestError, PermissionDeniedError, UnavailableError
from seaway.sdk.resolve import VAULT_ADDRESS

TOKEN = "SEAWAY_VAULT_TOKEN"  # noqa: S105 - the name of a variable
TOKEN_FILE = "SEAWAY_VAULT_TOKEN_FILE"  # noqa: S105 - the name of a variable
ROLE = "SEAWAY_VAULT_ROLE_ID"
ROLE_SECRET = "SEAWAY_VAULT_SECRET_ID"  # noqa: S105 - the name of a variable
NAMESPACE = "SEAWAY_VAULT_NAMESPACE"
MOUNT = "SEAWAY_VAULT_MOUNT"
PATH = "SEAWAY_VAULT_PATH"
TIMEOUT_S = 10.0
_MARGIN_S = 30.0


@dataclass(slots=True)
class VaultClient:
    """Reads its settings from `environ`: the address, how to sign in, and where the secrets are mounted."""

    environ: Mapping[str, str]
    _token: str = field(default="", init=False, repr=False)
    _ends_at: float = field(default=0.0, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @property
    def address(self) -> str:
        return self.environ[VAULT_ADDRESS].rstrip("/")

    @property
    def mount(self) -> str:
        return self.environ.get(MOUNT, "secret").strip("/")

    def read(self, path: str) -> dict[str, object] | None:
        """The newest version of what stands at a path; None where there is nothing, or it was deleted.

        Raises:
            AuthError, PermissionDeniedError: Vault lets us not in, or not read this.
            UnavailableError: it is sealed, down, slow or unreachable.
        """
        answer = self._ask("GET", f"{self.mount}/data/{quote(path)}")
        found = (answer or {}).get("data", {}).get("data")
        return dict(found) if isinstance(found, Mapping) else None

    def names(self, path: str) -> list[str]:
        """What stands below a path, without folders. Raises as `read`."""
        answer = self._ask("GET", f"{self.mount}/metadata/{quote(path)}?list=true")
        keys = (answer or {}).get("data", {}).get("keys", [])
        return sorted(str(key) for key in keys if not str(key).endswith("/"))

    def _ask(self, method: str, path: str) -> dict[str, Any] | None:
        """None for 404. A token of ours that Vault no longer takes is replaced once."""
        status, said = self._send(method, path, token=self._signed_in())
        if status == 403 and self.environ.get(ROLE):
            status, said = self._send(method, path, token=self._signed_in(is_stale=True))
        if status == 404:
            return None
        if status != 200:
            raise self._error(status, said, path.partition("?")[0])
        return said

    def _signed_in(self, *, is_stale: bool = False) -> str:
        if file := self.environ.get(TOKEN_FILE):
            return _read(Path(file))
        if token := self.environ.get(TOKEN):
            return token
        role = self.environ.get(ROLE)
        if not role:
            raise BadRequestError(
                f"{VAULT_ADDRESS} names a Vault, but nothing says how to sign in to it",
                hint=f"Set {TOKEN}, {TOKEN_FILE}, or {ROLE} and {ROLE_SECRET}.",
            )
        with self._turn:
            if is_stale or time.monotonic() >= self._ends_at:
                self._log_in(role)
            return self._token

    def _log_in(self, role: str) -> None:
        body = {"role_id": role, "secret_id": self.environ.get(ROLE_SECRET, "")}
        status, said = self._send("POST", "auth/approle/login", body=body)
        auth = said.get("auth")
        if status in (400, 403) or (status == 200 and not isinstance(auth, Mapping)):
            raise AuthError(
                f"Vault at {self.address} does not take the AppRole.",
                hint=f"Check {ROLE} and {ROLE_SECRET}; a secret id may have ended.",
            )
        if not isinstance(auth, Mapping):
            raise self._error(status, said, "auth/approle/login")
        self._token = str(auth.get("client_token", ""))
        lives = float(auth.get("lease_duration") or 0) or 3_600.0
        self._ends_at = time.monotonic() + max(lives - _MARGIN_S, lives / 2)

    def _send(
        self, method: str, path: str, *, token: str = "", body: object = None
    ) -> tuple[int, dict[str, Any]]:
        """Redirects are not followed: they would take the token elsewhere."""
        import httpx

        headers = {"X-Vault-Request": "true"}
        headers |= {"X-Vault-Token": token} if token else {}
        headers |= {"X-Vault-Namespace": space} if (space := self.environ.get(NAMESPACE)) else {}
        try:
            answer = httpx.request(
                method, f"{self.address}/v1/{path}", headers=headers, json=body, timeout=TIMEOUT_S
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise BadRequestError(
                f"{VAULT_ADDRESS} is no HTTP address", hint="Such as https://vault.example.com:8200."
            ) from None
        except httpx.TransportError as error:
            raise UnavailableError(
                f"Vault at {self.address} can't be reached: {error}.", hint="Is it up, and the address right?"
            ) from None
        try:
            said = answer.json()
        except ValueError:
            said = {}
        return answer.status_code, said if isinstance(said, dict) else {}

    def _error(self, status: int, said: Mapping[str, Any], path: str) -> Exception:
        """What Vault's answer means; https://developer.hashicorp.com/vault/api-docs#http-status-codes."""
        errors = "; ".join(str(each) for each in said.get("errors") or [])[:300]
        if status == 403:
            return PermissionDeniedError(
                f"Vault at {self.address} does not let this token read {path}.",
                hint="Its policy needs `read` on the data and `list` on the metadata of this path; "
                "or the token has ended.",
            )
        if status == 503:
            return UnavailableError(
                f"Vault at {self.address} is sealed or in maintenance.", hint="Whoever runs it unseals it."
            )
        if 300 <= status < 400 or status in (472, 473):
            return UnavailableError(
                f"Vault at {self.address} is a standby.", hint=f"Name the active one in {VAULT_ADDRESS}."
            )
        return UnavailableError(f"Vault at {self.address} answered {status} for {path}. {errors}".rstrip())


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise AuthError(f"The token of Vault in {file} can't be read: {why}.") from None
