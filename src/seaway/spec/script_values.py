"""Environment variables that carry the values of a script."""

from dataclasses import dataclass, field

from seaway.spec.markers import RefusedError

MAX_VALUE_BYTES = 100 * 1024
MAX_ALL_BYTES = 1024 * 1024
PREFIX = "SEAWAY_VALUE_"


@dataclass(slots=True)
class Variables:
    """Names for values, counted from 1; what a process can't be given is refused."""

    env: dict[str, str] = field(default_factory=dict)
    size_bytes: int = 0

    def add(self, text: str, index: int) -> str:
        """Keep a text and return the name of its variable.

        Raises:
            RefusedError: it has a NUL or is too large for an environment.
        """
        if "\0" in text:
            raise RefusedError("A value has a NUL character, which no script can be given.", index, _HINT)
        size = _size_bytes(text, index)
        self.size_bytes += size
        if size > MAX_VALUE_BYTES or self.size_bytes > MAX_ALL_BYTES:
            raise RefusedError("A value is too large for a script's command line.", index, _HINT)
        name = f"{PREFIX}{len(self.env) + 1}"
        self.env[name] = text
        return name


def _size_bytes(text: str, index: int) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise RefusedError("A value is not valid Unicode.", index, _HINT) from None


_HINT = "Write it to a file, and hand over the file's name."
