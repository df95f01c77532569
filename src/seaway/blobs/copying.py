"""Copies of files: shared blocks where the file system can (reflink), else bytes. Never a hard link that
someone could write to."""

import errno
import os
import shutil
import sys
from pathlib import Path

_FICLONE = 0x40049409
"""ioctl of Linux (linux/fs.h): make the target share the source's blocks until one of them is written."""
_NO_REFLINK = {errno.EOPNOTSUPP, errno.ENOTTY, errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EPERM}


def copy_file(source: Path | str, target: Path | str, *, mode: int = 0o644) -> None:
    """Copy the content of `source` to `target`, which must not exist.

    Raises:
        FileExistsError: it does.
        OSError: no space, no permission; half a target is removed.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    out = os.open(target, flags, 0o600)
    try:
        with Path(source).open("rb", buffering=0) as stream:
            if not _reflink(stream.fileno(), out):
                with os.fdopen(os.dup(out), "wb", buffering=0) as sink:
                    shutil.copyfileobj(stream, sink, 1 << 20)
        os.fchmod(out, mode)
    except BaseException:
        Path(target).unlink(missing_ok=True)
        raise
    finally:
        os.close(out)


def _reflink(source_fd: int, target_fd: int) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        fcntl.ioctl(target_fd, _FICLONE, source_fd)
    except OSError as error:
        if error.errno in _NO_REFLINK:
            return False
        raise
    return True
