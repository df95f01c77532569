"""`salesforce.merge`: the one that stays stays, the others go into it, once."""

import csv
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import AuthError, DataError, InvalidInputError, NotFoundError, TaskError, UnavailableError
from seaway.integrations.salesforce.blueprints import merge
from seaway.integrations.salesforce.connection import Salesforce
from seaway.integrations.salesforce.soap import Merge, merge_envelope
from tests.integration.blueprints.salesforce.conftest import Contexts
from tests.servers.contract import meets_all_answers
from tests.servers.salesforce import SECRET, TOKEN, Org
from tests.support.contexts import Notebook, write

GIVEN: dict[str, Any] = {"connection": "crm", "object": "Lead", "paths": ["groups.csv"]}


def put(folder: Path, *groups: list[str]) -> None:
    """Groups of Ids, the one that stays first."""
    lines = [
        f"{number},{'merge' if at else 'keep'},{each}\n"
        for number, members in enumerate(groups, start=1)
        for at, each in enumerate(members)
    ]
    write(folder / "task", {"groups.csv": f"group,role,Id\n{''.join(lines)}"})


def merged(context: Contexts, **more: Any) -> dict[str, Any]:
    found = merge.call(context(), {**GIVEN, **more})
    assert isinstance(found, dict)
    return found


def outcomes(folder: Path) -> list[tuple[str, str]]:
    with (folder / "task/merged.csv").open(newline="") as stream:
        return [(row["record"], row["outcome"]) for row in csv.DictReader(stream)]


def test_groups_of_any_size_are_merged_two_at_a_time(
    org: Org, context: Contexts, tmp_path: Path, notebook: Notebook
) -> None:
    a, b, c, d, e, f = org.tables.add("Lead", [{"LastName": name} for name in "abcdef"])
    put(tmp_path, [b, a, c, d], [f, e])
    found = merged(context)
    assert {n: found[n] for n in ("groups", "merged", "skipped", "failed")} == {
        "groups": 2,
        "merged": 4,
        "skipped": 0,
        "failed": 0,
    }
    assert org.merges == [(b, (a, c)), (b, (d,)), (f, (e,))]
    assert [row["Id"] for row in org.tables.rows("Lead")] == [b, f]
    assert outcomes(tmp_path) == [(each, "merged") for each in (a, c, d, e)]
    assert [(asset.name, asset.rows) for asset in notebook.assets] == [("crm/Lead", 4)]


def test_what_was_merged_is_skipped_when_it_runs_again(org: Org, context: Contexts, tmp_path: Path) -> None:
    a, b, c = org.tables.add("Lead", [{}, {}, {}])
    org.tables.merge("Lead", a, (b,), {})
    put(tmp_path, [a, b, c])
    assert (merged(context)["merged"], org.merges) == (1, [(a, (c,))])
    assert outcomes(tmp_path) == [(b, "merged before"), (c, "merged")]
    again = merged(context)
    assert (again["merged"], again["skipped"], len(org.merges)) == (0, 2, 1)


def test_a_dry_run_changes_nothing(org: Org, context: Contexts, tmp_path: Path, notebook: Notebook) -> None:
    a, b = org.tables.add("Lead", [{}, {}])
    put(tmp_path, [a, b])
    found = merged(context, dry_run=True)
    assert (found["merged"], found["failed"], org.merges, notebook.assets) == (0, 0, [], [])
    assert outcomes(tmp_path) == [(b, "would merge")]


def test_empty_fields_are_filled_from_the_others_as_they_are_now(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    fields = [
        {"LastName": "A", "Phone": None, "Company": None},
        {"LastName": "B", "Phone": None, "Company": "B & <B>"},
        {"LastName": "C", "Phone": "3", "Company": "C"},
    ]
    a, b, c = org.tables.add("Lead", fields)
    put(tmp_path, [a, b, c])
    merged(context, fill=["LastName", "Phone", "Company"])
    (kept,) = org.tables.rows("Lead")
    assert (kept["LastName"], kept["Phone"], kept["Company"]) == ("A", "3", "B & <B>")


def test_what_can_not_be_merged_is_named_and_the_others_are(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    a, b, c, d, e, f, g, h, i = org.tables.add("Lead", [{} for _ in range(9)])
    org.tables.merge("Lead", a, (b,), {})
    for deleted in (c, i):
        org.tables._update("Lead", deleted, {"IsDeleted": 1})
    gone = "00Q999999999999AAA"
    put(tmp_path, [d, b, c, gone], [i.removesuffix("AAA"), e], [f, g, h])
    with pytest.raises(DataError, match="4 records were not merged") as caught:
        merged(context)
    assert f"merged into {a}" in caught.value.message
    assert "deleted" in caught.value.message
    assert org.merges == [(f, (g, h))]
    assert outcomes(tmp_path)[:4] == [(b, "failed"), (c, "failed"), (gone, "failed"), (e, "failed")]
    assert merged(context, most_failed=4)["skipped"] == 2
    assert merged(context, if_failed="continue")["failed"] == 4


def test_locked_records_alone_are_worth_a_retry_that_goes_on(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    a, b, c, d = org.tables.add("Lead", [{} for _ in range(4)])
    put(tmp_path, [a, b], [c, d])
    org.locked = {b}
    with pytest.raises(UnavailableError, match="UNABLE_TO_LOCK_ROW"):
        merged(context)
    org.locked = set()
    found = merged(context)
    assert (found["merged"], found["skipped"]) == (1, 1)
    assert sorted(org.merges) == [(a, (b,)), (c, (d,))]


def test_many_groups_go_in_few_calls(org: Org, context: Contexts, tmp_path: Path) -> None:
    ids = org.tables.add("Lead", [{} for _ in range(240)])
    put(tmp_path, *[ids[at : at + 2] for at in range(0, 240, 2)])
    assert merged(context)["merged"] == 120
    assert len([asked for asked in org.server.asked if "Soap" in asked.path]) == 3
    assert all(len(asked.path) + 3 * len(org.soql[0]) < 16_000 for asked in org.server.asked)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("group,role\n1,keep\n", "no column `Id`"),
        ("group,role,Id\n1,keep,00Q1\n", "`00Q1` is no Id"),
        ("group,role,Id\n1,keep,00Q000000000001AAA\n1,loses,00Q000000000002AAA\n", "role `loses`"),
        ("group,role,Id\n1,keep,00Q000000000001AAA\n", "The group `1` needs"),
        ("group,role,Id\n1,keep,00Q000000000001AAA\n1,keep,00Q000000000002AAA\n", "The group `1` needs"),
        ("group,role,Id\n1,keep,00Q000000000001AAA\n1,merge,00Q000000000001\n", "stands in the groups twice"),
    ],
)
def test_groups_that_are_wrong_are_refused_as_a_whole(
    org: Org, context: Contexts, tmp_path: Path, content: str, said: str
) -> None:
    write(tmp_path / "task", {"groups.csv": content})
    with pytest.raises(InvalidInputError, match=said) as caught:
        merged(context)
    assert caught.value.hint
    assert org.server.asked == []


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"object": "Order"}, InvalidInputError),
        ({"paths": ["no.csv"]}, NotFoundError),
        ({"fill": ["a b"]}, InvalidInputError),
        ({"save_to": "x.txt"}, InvalidInputError),
    ],
)
def test_what_is_wrong_is_said(
    context: Contexts, tmp_path: Path, inputs: dict[str, Any], expected: type[TaskError]
) -> None:
    put(tmp_path, ["00Q000000000001AAA", "00Q000000000002AAA"])
    with pytest.raises(expected):
        merged(context, **inputs)


def test_no_groups_are_no_merge(org: Org, context: Contexts, tmp_path: Path) -> None:
    put(tmp_path)
    assert merged(context)["groups"] == 0
    assert outcomes(tmp_path) == []


@pytest.mark.parametrize("only", ["/queryAll/", "/Soap/"])
def test_a_merge_meets_all_answers(
    org: Org, context: Contexts, tmp_path: Path, caplog: pytest.LogCaptureFixture, only: str
) -> None:
    a, b = org.tables.add("Lead", [{}, {}])
    put(tmp_path, [a, b])
    meets_all_answers(
        lambda: merge.call(context(timeout_s=0.3), GIVEN),
        org.server,
        secrets=[SECRET, TOKEN],
        caplog=caplog,
        only=only,
        instead={"cut short": DataError} if "Soap" in only else {},
    )
    assert org.merges == []


def test_a_session_that_ended_is_said_by_a_soap_fault(org: Org, context: Contexts, tmp_path: Path) -> None:
    wrong = merge_envelope("another", "Lead", [Merge(survivor="1", losers=("2",))])
    headers = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '"merge"'}
    connection = context().connection("crm")
    assert isinstance(connection, Salesforce)
    with connection.open() as api, pytest.raises(AuthError, match="INVALID_SESSION_ID"):
        api.read("POST", "services/Soap/u/64.0", expect="xml", headers=headers, content=wrong)
