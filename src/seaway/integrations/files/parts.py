"""How a table is cut, and what the parts are called."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from seaway.errors import DataError
from seaway.integrations.files.tables import is_gzip, stem_of

MOST_VALUES = 500
"""Of a column: each has a file that stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What `files.split` says of the inputs of these names."""

    by: Literal["rows", "size", "column"]
    rows: int
    size_bytes: int
    column: str
    delimiter: str
    header: bool


@dataclass(frozen=True, slots=True)
class Part:
    place: Path
    rows: int


@dataclass(slots=True)
class Names:
    """Names for the parts of one file, no two alike."""

    source: Path
    folder: Path
    _taken: set[str] = field(default_factory=set)

    def numbered(self, number: int) -> Path:
        return self._place(f"{number:04d}")

    def of_value(self, value: str | None) -> Path:
        """Characters that don't belong into a name become `_`; more than a file system takes is cut.

        Raises:
            DataError: there are too many values.
        """
        if len(self._taken) >= MOST_VALUES:
            raise DataError(
                f"The column has more than {MOST_VALUES} values; each would be a file.",
                hint="Choose a column with fewer values, or split by rows.",
            )
        word = re.sub(r"[^\w.-]+", "_", value or "")[:80].strip(".") or "empty"
        name, count = word, 2
        while name.lower() in self._taken:
            name, count = f"{word}-{count}", count + 1
        self._taken.add(name.lower())
        return self._place(name)

    def _place(self, word: str) -> Path:
        ending = (self.source.with_suffix("") if is_gzip(self.source) else self.source).suffix
        return self.folder / f"{stem_of(self.source)}-{word}{ending}"
