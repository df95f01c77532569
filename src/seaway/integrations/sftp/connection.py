"""Files on a server that speaks SFTP."""

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr, model_validator

from seaway.integrations.storage.protocol import Storage, StorageConnection
from seaway.sdk.form import Form


class Sftp(StorageConnection):
    """A folder on a server that speaks SFTP. The server has to show the host key that is known of it."""

    type_name: ClassVar[str] = "sftp"
    title: ClassVar[str] = "SFTP"
    extra: ClassVar[str] = "sftp"

    host: str
    port: int = Field(default=22, ge=1, le=65535)
    username: str
    password: SecretStr | None = None
    private_key: Annotated[SecretStr | None, Form(editor="text")] = None
    """The content of a private key file (OpenSSH or PEM), in place of a password or beside it."""
    passphrase: SecretStr | None = None
    """Opens the private key, where it is locked."""
    use_agent: bool = False
    """Sign in with the keys of this machine's SSH agent."""
    host_key: Annotated[str, Form(editor="text")] = ""
    """The server's public key (`ssh-ed25519 AAAA…`) or its fingerprint (`SHA256:…`), one a line, as
    `ssh-keyscan` prints it. Without it the server must stand in this machine's `known_hosts`."""
    path: str = ""
    """The folder that all paths start from; a relative one starts from where the server puts the user."""
    timeout_s: float = Field(default=30.0, gt=0)
    """How long the server may keep silent."""

    @model_validator(mode="after")
    def _check_way_in(self) -> "Sftp":
        if not (self.password or self.private_key or self.use_agent):
            raise ValueError(
                "there is no way to sign in: give `password`, `private_key` or `use_agent: true`"
            )
        return self

    def storage(self) -> Storage:
        """Raises InvalidInputError where the client is not installed. The server is asked at first use."""
        from seaway.integrations.sftp.storage import SftpStorage

        return SftpStorage(self)

    def check(self) -> str:
        """The server shows its key, lets the user in, and has the folder."""
        from seaway.integrations.sftp.storage import SftpStorage

        folder = SftpStorage(self).see_folder()
        return f"{self.username} may look into {folder} on {self.host}."
