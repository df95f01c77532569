"""What can be chosen for an input, as the system itself says: the tables of a schema, the channels of a
workspace."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

MOST = 200
"""What is shown at once; who looks for more types a part of it."""
_LOOKED_AT = 50_000


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is what the input gets, `label` what people read where that is something else."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`is_cut`: there are more that match, or that were not looked at."""

    options: tuple[Option, ...]
    is_cut: bool


def matching(found: Iterable[str | Option] | Options, search: str) -> Options:
    """Those whose value or label holds `search`, in whatever case; what begins with it comes first. A system
    that was not looked through to its end gives `Options` that say so."""
    if isinstance(found, Options):
        narrowed = matching(found.options, search)
        return replace(narrowed, is_cut=narrowed.is_cut or found.is_cut)
    wanted = search.strip().lower()
    every = (each if isinstance(each, Option) else Option(each) for each in islice(found, _LOOKED_AT))
    fitting = [
        one for one in dict.fromkeys(every) if wanted in one.value.lower() or wanted in one.label.lower()
    ]
    fitting.sort(key=lambda one: not (one.label or one.value).lower().startswith(wanted))
    return Options(options=tuple(fitting[:MOST]), is_cut=len(fitting) > MOST)
