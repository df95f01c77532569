"""Signing in to an SFTP server whose key is known."""

from typing import TYPE_CHECKING, Any

from seaway.errors import AuthError, InvalidInputError, TaskError
from seaway.integrations.sftp.faults import to_task_error
from seaway.integrations.storage.remote import client_module

if TYPE_CHECKING:
    from seaway.integrations.sftp.connection import Sftp


async def connect(connection: "Sftp") -> tuple[Any, Any]:
    """The connection and its SFTP session; the caller closes the former.

    Raises:
        AuthError: the server shows another key than the known one, or does not let the user in.
        UnavailableError: it can't be reached.
    """
    ssh = client_module("asyncssh", "sftp", "SFTP")
    seen: list[Any] = []
    fingerprints, keys = _known(connection.host_key)

    class Client(ssh.SSHClient):  # type: ignore[misc,name-defined]
        """Asked about a key only where it is not among the known ones."""

        def validate_host_public_key(self, host: str, addr: str, port: int, key: Any) -> bool:
            seen.append(key)
            return key.get_fingerprint() in fingerprints

    try:
        found = await ssh.connect(
            connection.host,
            connection.port,
            username=connection.username,
            password=connection.password.get_secret_value() if connection.password else None,
            client_keys=_client_keys(ssh, connection),
            agent_path=() if connection.use_agent else None,
            known_hosts=(keys, [], []) if connection.host_key.strip() else (),
            client_factory=Client,
            config=[],
            login_timeout=connection.timeout_s,
            connect_timeout=connection.timeout_s,
            keepalive_interval=15,
        )
    except ssh.HostKeyNotVerifiable as error:
        raise _unknown_key(connection, seen) from error
    except (ssh.Error, OSError) as error:
        raise to_task_error(error, connection.host) from error
    try:
        return found, await found.start_sftp_client()
    except BaseException as error:
        found.abort()
        if isinstance(error, ssh.Error | OSError):
            raise to_task_error(error, connection.host) from error
        raise


def _known(host_key: str) -> tuple[set[str], list[Any]]:
    """Fingerprints and keys, from lines such as `SHA256:…` and `[host] ssh-ed25519 AAAA…`."""
    ssh = client_module("asyncssh", "sftp", "SFTP")
    fingerprints: set[str] = set()
    keys: list[Any] = []
    for line in host_key.replace(",SHA256:", "\nSHA256:").splitlines():
        words = line.split()
        if not words or line.lstrip().startswith("#"):
            continue
        if words[0].startswith("SHA256:"):
            fingerprints.add(words[0].rstrip("="))
            continue
        at = next((i for i, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-", "sk-"))), 0)
        try:
            keys.append(ssh.import_public_key(" ".join(words[at : at + 2])))
        except ssh.KeyImportError as error:
            raise InvalidInputError(
                "`host_key` is neither a public key nor a fingerprint.",
                hint="Write it like `ssh-ed25519 AAAA…` or `SHA256:…`; `ssh-keyscan` prints it.",
            ) from error
    return fingerprints, keys


def _client_keys(ssh: Any, connection: "Sftp") -> Any:
    if connection.private_key is None:
        return () if connection.use_agent else None
    passphrase = connection.passphrase.get_secret_value() if connection.passphrase else None
    try:
        return [ssh.import_private_key(connection.private_key.get_secret_value().strip() + "\n", passphrase)]
    except (ssh.KeyEncryptionError, ssh.KeyImportError) as error:
        raise _locked(error, has_passphrase=passphrase is not None) from error


def _locked(error: Exception, *, has_passphrase: bool) -> TaskError:
    if "bcrypt" in str(error):
        return InvalidInputError(
            "SFTP: a locked key of OpenSSH's own format needs the package bcrypt, which is not installed.",
            hint="Install it, or write the key as PEM: `ssh-keygen -p -m PKCS8 -f KEY`.",
        )
    if "assphrase" in str(error) or has_passphrase:
        what = "The passphrase does not open" if has_passphrase else "A passphrase is needed for"
        return AuthError(
            f"SFTP: {what.lower()} the private key.", hint="Check the connection's `passphrase`."
        )
    return InvalidInputError(
        "SFTP: `private_key` is no private key.",
        hint="Give the content of the key file, from its first line to its last.",
    )


def _unknown_key(connection: "Sftp", seen: list[Any]) -> AuthError:
    shown = f"{seen[-1].get_algorithm()}, {seen[-1].get_fingerprint()}" if seen else "another one"
    where = f"{connection.host}:{connection.port}"
    if connection.host_key.strip():
        return AuthError(
            f"SFTP: {where} does not show the known host key, but {shown}.",
            hint="Somebody may stand between. Ask the server's owner whether the key was changed, then "
            "correct `host_key`.",
        )
    return AuthError(
        f"SFTP: the host key of {where} is not known: {shown}.",
        hint="Ask the server's owner whether this is its fingerprint, then set `host_key` to it.",
    )
