"""How far it was shown that an integration works; `docs/reference/integrations.md` is made of these."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """system: the name of the integration, such as `stripe`.
    how: what stood on the other side in the tests: a server of the real kind, an emulator, a server of ours
    that holds
        each request against what the vendor publishes (contract), or one after cited examples (our reading).
    what: that other side, with its version.
    source: where its description was taken from; empty for real servers.
    date: when that was.
    """

    system: str
    how: Literal["local server", "emulator", "contract", "our reading"]
    what: str
    source: str = ""
    date: str = ""
