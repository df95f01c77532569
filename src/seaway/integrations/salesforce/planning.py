"""What is to be done with groups, given how their records stand: a function over values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from seaway.integrations.salesforce.groups import Group
from seaway.integrations.salesforce.soap import MOST_LOSERS, Merge


class Fate(StrEnum):
    """What became of a record."""

    MERGED = "merged"
    SKIPPED = "merged before"
    FAILED = "failed"
    WOULD_MERGE = "would merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A record of the org. `master`: what it was merged into. `values`: fields that are not empty."""

    is_deleted: bool
    master: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    group: str
    survivor: str
    record: str
    fate: Fate
    reason: str = ""

    def to_row(self) -> dict[str, str]:
        return {
            "group": self.group,
            "survivor": self.survivor,
            "record": self.record,
            "outcome": self.fate,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One loser. `outcome` is known where there is nothing to do."""

    group: Group
    record: str
    outcome: Outcome | None = None

    @property
    def as_it_would_be(self) -> Outcome:
        return self._ends(Fate.WOULD_MERGE)

    def after(self, reason: str) -> Outcome:
        """reason: why its merge failed; empty where it did not."""
        return self._ends(Fate.FAILED if reason else Fate.MERGED, reason)

    def _ends(self, fate: Fate, reason: str = "") -> Outcome:
        return _outcome(self.group, self.record, fate, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """`merges` are those of the records that have no outcome yet."""

    records: list[Record]
    merges: list[Merge]


def planned(groups: Sequence[Group], states: Mapping[str, State], fields: Sequence[str]) -> Planned:
    """states: by the first 15 characters of an Id. fields: that a survivor takes where it has none."""
    records, merges = list[Record](), list[Merge]()
    for group in groups:
        own = [_record(group, loser, states) for loser in group.losers]
        left = [each.record for each in own if each.outcome is None]
        values = _filled(group, left, states, fields)
        for at in range(0, len(left), MOST_LOSERS):
            losers = tuple(left[at : at + MOST_LOSERS])
            merges.append(Merge(survivor=group.survivor, losers=losers, values=values if at == 0 else {}))
        records += own
    return Planned(records=records, merges=merges)


def _record(group: Group, loser: str, states: Mapping[str, State]) -> Record:
    fate, reason = _fate(group, states.get(group.survivor[:15]), states.get(loser[:15]))
    outcome = _outcome(group, loser, fate, reason) if fate else None
    return Record(group=group, record=loser, outcome=outcome)


def _fate(group: Group, survivor: State | None, loser: State | None) -> tuple[Fate | None, str]:
    if loser is None:
        return Fate.FAILED, "there is no such record, or the user does not see it"
    if loser.is_deleted and loser.master[:15] == group.survivor[:15]:
        return Fate.SKIPPED, ""
    if loser.is_deleted:
        return Fate.FAILED, f"it was merged into {loser.master}" if loser.master else "it was deleted"
    if survivor is None or survivor.is_deleted:
        into = f", by a merge into {survivor.master}" if survivor and survivor.master else ""
        return Fate.FAILED, f"the one that stays is not there any more{into}"
    return None, ""


def _filled(
    group: Group, losers: Sequence[str], states: Mapping[str, State], fields: Sequence[str]
) -> dict[str, str]:
    """The first value that a loser has, for each field that the survivor lacks."""
    survivor = states.get(group.survivor[:15])
    if survivor is None or not losers:
        return {}
    found: dict[str, str] = {}
    for name in fields:
        given = [states[each[:15]].values[name] for each in losers if name in states[each[:15]].values]
        if name not in survivor.values and given:
            found[name] = given[0]
    return found


def _outcome(group: Group, loser: str, fate: Fate, reason: str) -> Outcome:
    return Outcome(group=group.name, survivor=group.survivor, record=loser, fate=fate, reason=reason)
