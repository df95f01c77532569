"""`salesforce.find_duplicates`: groups of records that are the same, for a person or `merge` to act on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from seaway.integrations.salesforce.grouping import Wanted, grouped
from seaway.integrations.sql.naming import found_files
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """Of `records`, `duplicates` can go into the one of their group that stays. `too_large` groups stand in
    no file."""

    records: int
    groups: int
    duplicates: int
    too_large: int
    path: str


@blueprint("salesforce.find_duplicates", title="Find duplicate records", category="CRM", extra="salesforce")
def find_duplicates(
    ctx: Context,
    paths: list[str],
    rules: Annotated[list[dict[str, str]], Form(editor="json")],
    *,
    keep: list[str] = [],  # noqa: B006 - never changed
    save_to: str = "duplicates.csv",
    largest: Annotated[int, Field(ge=2)] = 10,
) -> Duplicates:
    """Group records that are the same by rules, and say which one of each group stays.

    The records come from a file, such as one of `salesforce.bulk_query`, with a column `Id`. Two records are
    the same if they meet all conditions of one rule; if A is B by one rule and B is C by another, the three
    are one group. The same records and rules always give the same groups, in bounded memory.

    Args:
        paths: files or patterns in the task's directory: `.csv`, `.tsv`, `.jsonl` or `.parquet`
        rules: how fields are compared, such as `{Email: email}` or `{LastName: similar, Company: company}`.
            `exact`: as it stands; `text`: without case, accents and spaces; `email`: without `+tags`;
            `phone`: the last nine digits; `company`: without the legal form; `name`: words in any order;
            `similar`, or `similar:0.95`: names that are close (Jaro-Winkler), beside a field that has to be
            the same. What is empty is never the same
        keep: who stays, the first rule that tells them apart decides: `most_complete`, `newest:CreatedDate`,
            `oldest:CreatedDate`, `has:Email`, `is:Status=Qualified`; at last the smallest Id
        save_to: file for the groups: `group`, `role` (`keep` or `merge`), `matched_by`, then the records'
            own columns. Its ending says the format: `.csv`, `.tsv`, `.jsonl` or `.parquet`
        largest: groups of more records are left out and counted: often they share a value that means nothing

    Raises:
        InvalidInputError: a rule is wrong, or names a column that is not there
        NotFoundError: no file matches
        DataError: a file can't be read, or a rule compares too many records each with each

    Example:
        duplicates:
          needs: leads
          uses: salesforce.find_duplicates
          with:
            paths: [leads.parquet]
            rules:
              - {Email: email}
              - {LastName: similar, Company: company}
            keep: ["is:Status=Qualified", most_complete, "oldest:CreatedDate"]
    """
    from seaway.integrations.sql.saving import save, writer_of

    place = ctx.files.path(save_to)
    writer_of(place)
    wanted = Wanted(rules=_plain(rules), keep=keep, largest=largest)
    with grouped(found_files(ctx, paths, "fail"), wanted, ctx.temp) as found:
        save(place, found.rows.schema, iter(found.rows), told=ctx.progress)
    if found.too_large:
        ctx.log.warning(
            "%d groups have more than %d records and were left out: look for a value that many share.",
            found.too_large,
            largest,
        )
    ctx.log.info("%d records, %d groups, %d duplicates.", found.records, found.groups, found.duplicates)
    return Duplicates(
        records=found.records,
        groups=found.groups,
        duplicates=found.duplicates,
        too_large=found.too_large,
        path=ctx.files.name_of(place),
    )


def _plain(rules: list[dict[str, str]]) -> list[Mapping[str, str]]:
    return [{name.strip(): how.strip().lower() for name, how in rule.items()} for rule in rules]
