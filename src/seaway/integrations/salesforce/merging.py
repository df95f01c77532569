"""`salesforce.merge`: groups of records become one each; what was merged before is asked for and skipped."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Literal

from seaway.errors import DataError, InvalidInputError, TaskError, UnavailableError
from seaway.integrations.http.records import save_records
from seaway.integrations.salesforce.client import SalesforceApi
from seaway.integrations.salesforce.connection import Salesforce
from seaway.integrations.salesforce.failures import code_of, meaning_of
from seaway.integrations.salesforce.groups import Group, groups_of
from seaway.integrations.salesforce.planning import Fate, Outcome, Planned, State, planned
from seaway.integrations.salesforce.records import rows_of
from seaway.integrations.salesforce.soap import MOST_REQUESTS, Merge, merge_envelope, merge_results
from seaway.integrations.salesforce.soql import literal, named
from seaway.integrations.sql.naming import found_files
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

_AT_ONCE = 50
"""Groups that are looked at together."""
_IDS = 300
"""In one question: the query is part of an address, which has a limit of 16 kB."""
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedGroups:
    """`merged`: records that went into another; `skipped`: those that had before. `path` has a line for
    each, with `outcome` and `reason`."""

    groups: int
    merged: int
    skipped: int
    failed: int
    path: str


@blueprint("salesforce.merge", title="Merge Salesforce records", category="CRM", extra="salesforce")
def merge(
    ctx: Context,
    connection: Salesforce,
    object: Literal["Lead", "Contact", "Account", "Case"],  # noqa: A002 - Salesforce's own word
    paths: list[str],
    *,
    fill: list[str] = [],  # noqa: B006 - never changed
    dry_run: bool = False,
    save_to: str = "merged.csv",
    if_failed: Literal["fail", "continue"] = "fail",
    most_failed: Annotated[int, Form(show_if={"if_failed": "fail"})] = 0,
) -> MergedGroups:
    """Merge groups of records into the one of each that stays, by the SOAP API's `merge()`.

    What hangs on the others (activities, cases, campaign members) moves to the one that stays, and the others
    go to the recycle bin. A merge can't be undone as a whole: put an approval before it. Each group is looked
    up first, and what was merged before is skipped: the task may run again, after a crash too.

    Args:
        connection: the org; the user needs the right to edit and delete these records
        object: what they are
        paths: files of groups, as `salesforce.find_duplicates` writes them: columns `group`, `role` and `Id`
        fill: fields that the one that stays takes from the others where it has none, in the file's order
        dry_run: only look, and write what would be merged
        save_to: file for what became of each record: `.csv`, `.tsv`, `.jsonl` or `.parquet`
        if_failed: whether the task fails when merges did; the others are done all the same
        most_failed: so many failed records are let pass

    Raises:
        InvalidInputError: a file has no such columns, a group has none or several that stay, an Id stands
            twice; nothing was merged
        DataError: merges were refused, and the most frequent reasons; or an answer that is not Salesforce's
        NotFoundError: no file matches
        AuthError: the credentials are wrong, or the session was revoked
        PermissionDeniedError: the user may not use the API or see the records
        ConflictError: the org changed meanwhile
        RateLimitError: the day's calls are used up; retried, and goes on where it was
        UnavailableError: Salesforce has trouble, or records were locked by others; retried, and goes on
            where it was

    Example:
        merge:
          needs: [duplicates, look_at_them]
          uses: salesforce.merge
          with:
            connection: crm
            object: Lead
            paths: [duplicates.csv]
            fill: [Phone, Title]
    """
    from seaway.integrations.sql.saving import writer_of

    place = ctx.files.path(save_to)
    writer_of(place)
    fields = [named(name, "a field") for name in fill]
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    with groups_of(found_files(ctx, paths, "fail"), ctx.temp) as (total, groups), connection.open() as api:
        work = _Work(api=api, object=object, fields=fields, dry_run=dry_run)
        rows = _counted(ctx, _outcomes(work, groups), total, counts, reasons)
        save_records(place, rows, ctx.temp, columns=("group", "survivor", "record", "outcome", "reason"))
    found = MergedGroups(
        groups=total,
        merged=counts[Fate.MERGED],
        skipped=counts[Fate.SKIPPED],
        failed=counts[Fate.FAILED],
        path=ctx.files.name_of(place),
    )
    ctx.log.info("%d merged, %d merged before, %d failed.", found.merged, found.skipped, found.failed)
    if found.merged:
        ctx.report_asset(f"{connection.name}/{object}", rows=found.merged)
    if if_failed == "fail" and found.failed > most_failed:
        raise _refused(found, reasons)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    api: SalesforceApi
    object: str
    fields: Sequence[str]
    dry_run: bool


def _outcomes(work: _Work, groups: Iterator[Group]) -> Iterator[Outcome]:
    while some := list(islice(groups, _AT_ONCE)):
        plan = planned(some, _states(work, some), work.fields)
        if work.dry_run:
            yield from (each.outcome or each.as_it_would_be for each in plan.records)
        else:
            yield from _done(work, plan)


def _states(work: _Work, groups: Iterable[Group]) -> dict[str, State]:
    """How the records stand now, also those in the recycle bin, by the first 15 characters of their Id."""
    ids = iter([each for group in groups for each in (group.survivor, *group.losers)])
    names = ["Id", "IsDeleted", "MasterRecordId", *work.fields]
    found: dict[str, State] = {}
    while some := list(islice(ids, _IDS)):
        soql = f"SELECT {', '.join(names)} FROM {work.object} WHERE Id IN ({literal(some)})"
        for row in rows_of(work.api, soql, include_deleted=True):
            values = {name: str(row[name]) for name in work.fields if row.get(name) not in (None, "")}
            found[str(row["Id"])[:15]] = State(
                is_deleted=bool(row["IsDeleted"]), master=str(row["MasterRecordId"] or ""), values=values
            )
    return found


def _done(work: _Work, plan: Planned) -> Iterator[Outcome]:
    """Merge what is to be merged, and say of each record what became of it."""
    results: dict[str, str] = {}
    merges = iter(plan.merges)
    while some := list(islice(merges, MOST_REQUESTS)):
        for one, reason in zip(some, _merge(work, some), strict=True):
            results |= dict.fromkeys(one.losers, reason)
    for each in plan.records:
        yield each.outcome or each.after(results[each.record])


def _merge(work: _Work, merges: Sequence[Merge]) -> list[str]:
    content = work.api.read(
        "POST",
        f"services/Soap/u/{work.api.version}",
        expect="xml",
        headers={"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '"merge"', "Accept": "text/xml"},
        content=merge_envelope(work.api.token, work.object, merges),
    )
    return [each.reason for each in merge_results(content, len(merges))]


def _counted(
    ctx: Context, outcomes: Iterator[Outcome], total: int, counts: Counter[str], reasons: Counter[str]
) -> Iterator[dict[str, str]]:
    group, done = "", 0
    for each in outcomes:
        counts[each.fate] += 1
        if each.fate is Fate.FAILED:
            reasons[each.reason[:300]] += 1
            ctx.log.warning("%s was not merged into %s: %s", each.record, each.survivor, each.reason)
        if each.group != group:
            group, done = each.group, done + 1
            ctx.progress(done, total, "groups")
        yield each.to_row()


def _refused(found: MergedGroups, reasons: Counter[str]) -> TaskError:
    """Locked records alone are worth another try, which skips what was merged."""
    shown = "; ".join(f"{count} times {reason}" for reason, count in reasons.most_common(_SHOWN))
    said = f"{found.failed} records were not merged: {shown}"
    kinds = {known[0] if (known := meaning_of(code_of(reason))) else InvalidInputError for reason in reasons}
    if kinds == {UnavailableError}:
        return UnavailableError(said, hint="Others hold the records; `retry` merges what is left.")
    return DataError(
        said,
        hint="Correct the groups and run the task again: it skips what was merged. `dry_run` only looks.",
    )
