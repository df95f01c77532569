"""What each revision uses, told once."""

from collections import OrderedDict

from seaway.engine.usage import Usage

MOST = 20_000


class UsageCache:
    """By revision; of a catalog, as it says which inputs are connections."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str, str], Usage] = OrderedDict()

    def find(self, key: tuple[str, str, str]) -> Usage | None:
        return self._known.get(key)

    def keep(self, key: tuple[str, str, str], usage: Usage) -> None:
        self._known[key] = usage
        while len(self._known) > MOST:
            self._known.popitem(last=False)
