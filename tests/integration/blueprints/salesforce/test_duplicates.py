"""`salesforce.find_duplicates`: rules, groups and who stays."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import DataError, InvalidInputError, NotFoundError, TaskError
from seaway.integrations.salesforce import grouping
from seaway.integrations.salesforce.blueprints import find_duplicates
from tests.support.contexts import a_context

COLUMNS = ["Id", "Email", "Phone", "FullName", "Company", "Status", "CreatedDate"]


def found(folder: Path, records: list[dict[str, str]], **inputs: Any) -> dict[str, Any]:
    ctx = a_context(folder)
    with (folder / "task/leads.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(records)
    made = find_duplicates.call(ctx, {"paths": ["leads.csv"], **inputs})
    assert isinstance(made, dict)
    return made


def groups(folder: Path, name: str = "duplicates.csv") -> list[list[str]]:
    """The Ids of each group, the one that stays first."""
    made: dict[str, list[str]] = {}
    with (folder / "task" / name).open(newline="") as stream:
        for row in csv.DictReader(stream):
            members = made.setdefault(row["group"], [])
            assert (row["role"] == "keep") == (not members)
            members.append(row["Id"])
    return list(made.values())


@pytest.mark.parametrize(
    ("how", "same", "other"),
    [
        ("exact", ["Ada", " Ada "], ["ada", ""]),
        ("text", ["Café  au lait", "CAFE AU LAIT"], ["cafe aulait"]),
        ("email", ["A.Da+x@Gmail.com", "ada@googlemail.com"], ["ada@example.com", "ada@", "no mail"]),
        ("email", ["ada+news@acme.com", "ADA@acme.com"], ["a.da@acme.com"]),
        ("phone", ["+351 21 123 45 67", "(021) 1234567 ext. 4", "00351211234567"], ["21 123 45 68", "4567"]),
        ("company", ["The Müller GmbH & Co. KG", "MULLER Inc.", "Müller"], ["Müller Söhne", "Co."]),
        ("name", ["Lovelace, Ada", "ada LOVELACE"], ["Ada Byron"]),
    ],
)
def test_values_are_compared_as_the_rule_says(
    tmp_path: Path, how: str, same: list[str], other: list[str]
) -> None:
    values = [*same, *other]
    random.Random(7).shuffle(values)
    records = [{"Id": f"{number:03}", "FullName": value} for number, value in enumerate(values)]
    found(tmp_path, records, rules=[{"FullName": how}])
    expected = [record["Id"] for record in records if record["FullName"] in same]
    assert groups(tmp_path) == [expected]


def test_names_that_are_close_are_the_same_beside_something_that_is(tmp_path: Path) -> None:
    records = [
        {"Id": "1", "FullName": "Jonathan Smith", "Company": "Acme Inc"},
        {"Id": "2", "FullName": "Jonathon Smith", "Company": "ACME"},
        {"Id": "3", "FullName": "Jonathan Smith", "Company": "Other"},
        {"Id": "4", "FullName": "Mary Jones", "Company": "Acme"},
        {"Id": "5", "FullName": "", "Company": "Acme"},
    ]
    rule = {"fullname": "Similar", "Company": "company"}
    assert found(tmp_path, records, rules=[rule])["duplicates"] == 1
    assert groups(tmp_path) == [["1", "2"]]
    assert found(tmp_path, records, rules=[{**rule, "fullname": "similar:0.99"}])["groups"] == 0
    assert groups(tmp_path) == []


def test_records_that_are_the_same_by_different_rules_are_one_group(tmp_path: Path) -> None:
    """A long chain too: 1 is 2 by e-mail, 2 is 3 by phone, and so on."""
    count = 60
    records = [
        {"Id": f"{n:03}", "Email": f"m{n // 2}@x.com", "Phone": f"555000{(n + 1) // 2:04}"}
        for n in range(count)
    ]
    random.Random(3).shuffle(records)
    made = found(tmp_path, records, rules=[{"Email": "email"}, {"Phone": "phone"}], largest=100)
    assert groups(tmp_path) == [[f"{n:03}" for n in range(count)]]
    assert made["duplicates"] == count - 1
    with (tmp_path / "task/duplicates.csv").open(newline="") as stream:
        assert next(csv.DictReader(stream))["matched_by"] in ("Email", "Email, Phone", "Phone")


@pytest.mark.parametrize(
    ("keep", "first"),
    [
        ([], "1"),
        (["newest:CreatedDate"], "3"),
        (["oldest:CreatedDate"], "2"),
        (["has:Phone"], "4"),
        (["is:Status=Qualified", "newest:CreatedDate"], "2"),
        (["most_complete"], "2"),
        (["is:Status=None such", "has:Email", "oldest:createddate"], "2"),
    ],
)
def test_who_stays_is_said_by_the_first_rule_that_tells_them_apart(
    tmp_path: Path, keep: list[str], first: str
) -> None:
    mail = "a@x.com"
    records = [
        {"Id": "1", "Email": mail},
        {
            "Id": "2",
            "Email": mail,
            "Status": "Qualified",
            "CreatedDate": "2024-01-01T00:00:00.000Z",
            "Company": "A",
        },
        {"Id": "3", "Email": mail, "CreatedDate": "2026-01-01T00:00:00.000Z"},
        {"Id": "4", "Email": mail, "Phone": "5550001"},
    ]
    found(tmp_path, records, rules=[{"Email": "email"}], keep=keep)
    ((kept, *_),) = groups(tmp_path)
    assert kept == first


def test_the_same_records_in_another_order_give_the_same_file(tmp_path: Path) -> None:
    records = [
        {"Id": f"{n:04}", "Email": f"m{n % 40}@x.com", "Phone": f"55500{n % 70:05}", "Company": f"C{n % 9}"}
        for n in range(150)
    ]
    rules = [{"Email": "email", "Company": "company"}, {"Phone": "phone", "Company": "text"}]
    contents = []
    for seed in (1, 2):
        random.Random(seed).shuffle(records)
        found(tmp_path, records, rules=rules, keep=["most_complete"], largest=1000)
        contents.append((tmp_path / "task/duplicates.csv").read_bytes())
    assert contents[0] == contents[1]


def test_a_value_that_many_share_makes_no_group(tmp_path: Path) -> None:
    records = [{"Id": f"{n:03}", "Email": "none@example.com"} for n in range(20)]
    records += [{"Id": "900", "Email": "a@x.com"}, {"Id": "901", "Email": "a@x.com"}]
    made = found(tmp_path, records, rules=[{"Email": "email"}])
    assert (made["groups"], made["too_large"], made["records"]) == (1, 1, 22)
    assert groups(tmp_path) == [["900", "901"]]


def test_a_record_that_stands_twice_counts_once_and_own_columns_are_made_anew(tmp_path: Path) -> None:
    records = [{"Id": "1", "Email": "a@x.com"}] * 2 + [{"Id": "2", "Email": "A@x.com"}]
    made = found(tmp_path, records, rules=[{"Email": "email"}], save_to="one.jsonl")
    assert made["records"] == 2
    again = find_duplicates.call(
        a_context(tmp_path), {"paths": ["one.jsonl"], "rules": [{"Email": "email"}], "save_to": "two.csv"}
    )
    assert isinstance(again, dict)
    assert again["groups"] == 1
    assert groups(tmp_path, "two.csv") == [["1", "2"]]


def test_too_many_pairs_are_refused_with_the_value_that_is_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_ALIKE", 5)
    records = [{"Id": str(n), "FullName": f"N{n}", "Company": "Acme"} for n in range(6)]
    with pytest.raises(DataError, match=r"6 records have the same Company \(acme\)"):
        found(tmp_path, records, rules=[{"FullName": "similar", "Company": "company"}])


@pytest.mark.parametrize(
    ("inputs", "expected", "said"),
    [
        ({"rules": []}, InvalidInputError, "no `rules`"),
        ({"rules": [{}]}, InvalidInputError, "no fields"),
        ({"rules": [{"Mail": "email"}]}, InvalidInputError, "no column `Mail`"),
        ({"rules": [{"Email": "sounds"}]}, InvalidInputError, "can't be compared by `sounds`"),
        ({"rules": [{"FullName": "similar"}]}, InvalidInputError, "every record with every other"),
        ({"rules": [{"FullName": "similar:7", "Email": "email"}]}, InvalidInputError, "no likeness"),
        ({"keep": ["best"]}, InvalidInputError, "`best` is no rule"),
        ({"keep": ["newest:Age"]}, InvalidInputError, "no column `Age`"),
        ({"paths": ["none.csv"]}, NotFoundError, "No file matches"),
        ({"save_to": "out.txt"}, InvalidInputError, "no ending"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, inputs: dict[str, Any], expected: type[TaskError], said: str
) -> None:
    with pytest.raises(expected, match=said) as caught:
        found(tmp_path, [{"Id": "1"}], **{"rules": [{"Email": "email"}], **inputs})
    assert caught.value.hint
