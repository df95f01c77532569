"""What an SFTP server's answers mean."""

from seaway.errors import (
    AuthError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)

_CLASSES: dict[str, type[TaskError]] = {
    "PermissionDenied": AuthError,
    "KeyExchangeFailed": InvalidInputError,
    "ProtocolNotSupported": InvalidInputError,
    "SFTPNoSuchFile": NotFoundError,
    "SFTPNoSuchPath": NotFoundError,
    "SFTPNotADirectory": NotFoundError,
    "SFTPFileIsADirectory": NotFoundError,
    "SFTPPermissionDenied": PermissionDeniedError,
    "SFTPWriteProtect": PermissionDeniedError,
    "SFTPFileAlreadyExists": ConflictError,
    "SFTPInvalidFilename": InvalidInputError,
    "SFTPOpUnsupported": InvalidInputError,
}
_HINTS: dict[type[TaskError], str] = {
    AuthError: "Check the connection's username, password and key.",
    PermissionDeniedError: "Ask the server's owner for the right on this folder.",
    NotFoundError: "Check the path; it starts from the connection's folder.",
    ConflictError: "Set `overwrite: true` to replace it.",
    UnavailableError: "Is the server up, and its disk not full? `retry` helps where it is busy.",
    InvalidInputError: "The server can't do this.",
}


def to_task_error(error: Exception, what: str) -> TaskError:
    """By the class of the client's exception; `what` is the file or the host that it is about."""
    kind = _CLASSES.get(type(error).__name__, UnavailableError)
    words = " ".join(str(error).split()).rstrip(".")[:200] or type(error).__name__
    return kind(f"SFTP, {what}: {words}.", hint=_HINTS[kind])
