"""What makes two records alike: rules of fields, each compared in its way, as SQL for DuckDB."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seaway.errors import InvalidInputError
from seaway.integrations.duckdb.engine import quoted

DEFAULT_LIKENESS = 0.92
MOST_RULES = 60
_LEGAL_FORMS = (
    "ab|ag|aps|as|asa|bv|co|company|corp|corporation|eood|gmbh|inc|incorporated|kg|kft|limited|llc|llp|lp|ltd|ltda"
    "|nv|oy|oyj|plc|pte|pty|sa|sarl|sas|se|sl|spa|srl|sro|ug"
)
_HOWS = "exact, text, email, phone, company, name, similar or `similar:0.95`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One field of a rule. `likeness` 0: the keys must be the same."""

    field: str
    key: str
    likeness: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Records that meet all conditions are the same; an empty value meets none."""

    conditions: tuple[Condition, ...]

    @property
    def name(self) -> str:
        return " + ".join(each.field for each in self.conditions)

    @property
    def same(self) -> tuple[Condition, ...]:
        return tuple(each for each in self.conditions if not each.likeness)

    @property
    def alike(self) -> tuple[Condition, ...]:
        return tuple(each for each in self.conditions if each.likeness)


def rules_of(given: Sequence[Mapping[str, str]], columns: Sequence[str]) -> list[Rule]:
    """Rules as a task writes them: `{Email: email}`, `{LastName: similar, Company: company}`.

    Raises:
        InvalidInputError: no rules, an unknown column or way to compare, or nothing that has to be the same.
    """
    if not given:
        raise InvalidInputError("There are no `rules`.", hint="Write one such as `{Email: email}`.")
    if len(given) > MOST_RULES:
        raise InvalidInputError(
            f"There are {len(given)} rules, and {MOST_RULES} at most are compared.",
            hint="Write fewer `rules`.",
        )
    rules = [_rule(rule, columns) for rule in given]
    for rule in rules:
        if not rule.same:
            raise InvalidInputError(
                f"The rule `{rule.name}` compares every record with every other.",
                hint="Add a field that has to be the same, such as `Company: company`.",
            )
    return rules


def column_of(name: str, columns: Sequence[str]) -> str:
    """The column as the file writes it.

    Raises:
        InvalidInputError: there is none.
    """
    for column in columns:
        if column.lower() == name.lower():
            return column
    raise InvalidInputError(f"The records have no column `{name}`.", hint=f"There are: {', '.join(columns)}.")


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rule(given: Mapping[str, str], columns: Sequence[str]) -> Rule:
    if not given:
        raise InvalidInputError("A rule has no fields.", hint="Write one such as `{Email: email}`.")
    return Rule(conditions=tuple(_condition(column_of(f, columns), how) for f, how in given.items()))


def _condition(column: str, how: str) -> Condition:
    kind, _, degree = how.partition(":")
    value = f"trim({identifier(column)})"
    if kind == "similar":
        return Condition(field=column, key=_name(value), likeness=_likeness(degree))
    keys = {
        "exact": value,
        "text": _collapsed(f"lower(strip_accents({value}))"),
        "email": _email(value),
        "phone": _phone(value),
        "company": _company(value),
        "name": _name(value),
    }
    if kind not in keys or degree:
        raise InvalidInputError(f"`{column}` can't be compared by `{how}`.", hint=f"Use {_HOWS}.")
    return Condition(field=column, key=f"nullif({keys[kind]}, '')")


def _likeness(text: str) -> float:
    if re.fullmatch(r"0?\.\d+|1(\.0+)?|", text):
        likeness = float(text or DEFAULT_LIKENESS)
        if 0.5 <= likeness <= 1:
            return likeness
    raise InvalidInputError(
        f"`similar:{text}` is no likeness.",
        hint="From 0.5 to 1, such as `similar:0.95`; names are close from 0.92.",
    )


def _collapsed(value: str) -> str:
    return f"trim(regexp_replace({value}, '\\s+', ' ', 'g'))"


def _words(value: str) -> str:
    """Lower case, no accents, only letters and digits, with single spaces."""
    return _collapsed(f"regexp_replace(lower(strip_accents({value})), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')")


def _name(value: str) -> str:
    """Words in any order: `Lovelace, Ada` is `Ada Lovelace`."""
    return f"array_to_string(list_sort(string_split({_words(value)}, ' ')), ' ')"


def _email(value: str) -> str:
    """Without case, without what stands behind a `+`; Google ignores points in names besides."""
    local, host = f"split_part(lower({value}), '@', 1)", f"split_part(lower({value}), '@', 2)"
    plain = f"split_part({local}, '+', 1)"
    is_google = f"{host} IN ('gmail.com', 'googlemail.com')"
    google = f"replace({plain}, '.', '') || '@gmail.com'"
    made = f"CASE WHEN {is_google} THEN {google} ELSE {plain} || '@' || {host} END"
    pattern = quoted(r"[^@\s]+@[^@\s]+\.[^@\s]+")
    return f"CASE WHEN regexp_full_match({value}, {pattern}) THEN {made} END"


def _phone(value: str) -> str:
    """The last nine digits, so that country codes and leading zeros don't count; without an extension."""
    direct = f"regexp_replace(lower({value}), '(ext|x|#).*$', '')"
    digits = f"regexp_replace({direct}, '[^0-9]', '', 'g')"
    return f"CASE WHEN length({digits}) >= 7 THEN right({digits}, 9) END"


def _company(value: str) -> str:
    """Without the legal form at the end, such as `GmbH & Co. KG`, and `The` at the beginning."""
    plain = _words(f"replace(replace({value}, '&', ' and '), '.', '')")
    cut = f"regexp_replace({plain}, '^the ', '')"
    short = f"regexp_replace({cut}, '( (and|{_LEGAL_FORMS}))+$', '')"
    return f"CASE WHEN {short} = '' THEN {plain} ELSE {short} END"
