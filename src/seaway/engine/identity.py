"""The name under which an engine holds runs."""

from dataclasses import dataclass, field

from seaway.ids import new_id


@dataclass(slots=True)
class Identity:
    """New for each process, and after a lost lease: what was held under the old name is held no more."""

    id: str = field(default_factory=new_id)
