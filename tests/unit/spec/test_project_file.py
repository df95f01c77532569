from datetime import timedelta
from textwrap import dedent

import pytest

from seaway.spec.problems import Problem, SpecError
from seaway.spec.project import Project
from seaway.spec.project_file import environment_names, parse_project

WHOLE = """\
name = "finance"
timezone = "Europe/Berlin"
package_index = "${PACKAGES}"

[variables]
region = "eu"
limits = {rows = 10, cents = 5}

[pools]
database = 2

[channels.ops]
type = "console"

[channels.log]
type = "file"
path = "out/notifications.log"

[connections.lake]
type = "local"
path = "${LAKE}"

[defaults]
retry = 3
timeout = "10m"
env = {MODE = "dev"}

[env.production]
timezone = "UTC"

[env.production.variables.limits]
rows = 1000
"""


def project(environment: str = "") -> Project:
    return parse_project(WHOLE, environment=environment).require()


def problems(text: str, environment: str = "") -> tuple[Problem, ...]:
    return parse_project(dedent(text).lstrip("\n"), environment=environment).problems


def test_a_project_file_is_read_whole():
    read = project()
    assert (read.name, read.timezone, read.pools) == ("finance", "Europe/Berlin", {"database": 2})
    assert read.defaults.retry.attempts == 3
    assert read.defaults.timeout == timedelta(minutes=10)
    assert read.channels["log"].path == "out/notifications.log"


def test_an_environment_is_laid_over_it_table_by_table():
    read = project("production")
    assert read.timezone == "UTC"
    assert read.variables == {"region": "eu", "limits": {"rows": 1000, "cents": 5}}
    assert parse_project(WHOLE).environments == ("production",)


def test_an_empty_file_is_a_project():
    assert parse_project("").require() == Project()


@pytest.mark.parametrize(
    ("text", "place", "code", "says"),
    [
        ("nmae = 'x'", (1, 1), "unknown_key", "Did you mean `name`?"),
        ("timezone = 'Berlin'", (1, 12), "bad_timezone", "Did you mean `Europe/Berlin`?"),
        ("\n[pools]\n# ours\ndb = 0", (3, 6), "wrong_value", "too small"),
        ("[pools]\n\n  db = 'two'  # many", (3, 8), "wrong_type", "a whole number"),
        ("pools.db = 'two'", (1, 12), "wrong_type", "a whole number"),
        ("[channels.ops]\ntype = 'slack'", (2, 8), "wrong_value", "console or file"),
        ("[channels.ops]\ntype = 'file'", (1, 2), "missing_key", "no `path`"),
        ("[connections.lake]\npath = 'x'", (1, 2), "missing_key", "no `type`"),
        ("[connections]\nlake = {path = 'x'}", (2, 1), "missing_key", "no `type`"),
        ("[defaults]\nretyr = 3", (2, 1), "unknown_key", "Did you mean `retry`?"),
        ("[defaults.retry]\nattempts = 0", (2, 12), "wrong_value", "too small"),
        ("env = 3", (1, 7), "wrong_type", "[env.production]"),
        ("[env.production]\ntimezone = 'UT'", (2, 12), "bad_timezone", "no time zone `UT`"),
        ("[env.production.pools]\ndb = -1", (2, 6), "wrong_value", "too small"),
        ("a = ", (1, 5), "syntax", "not valid TOML"),
        ("name = 'a'\nname = 'b'", (2, 11), "syntax", "not valid TOML"),
        ('[variables]\ntext = """\npools = 3\n"""\n[poolz]', (5, 2), "unknown_key", "Did you mean `pools`?"),
        ("[variables]\nlist = [\n  1,\n  # [pools]\n]\nBad = 1", (6, 1), "bad_name", "Call it `bad`."),
    ],
)
def test_each_problem_is_told_with_its_place(text: str, place: tuple[int, int], code: str, says: str):
    [problem] = problems(text)
    assert (problem.code, (problem.line, problem.column)) == (code, place), str(problem)
    assert says in str(problem)


def test_what_is_wrong_under_an_environment_is_told_once():
    found = problems("[pools]\ndb = 0\n[env.a.pools]\nother = 1\n[env.b]\ntimezone = 'UTC'")
    assert [problem.line for problem in found] == [2]


def test_an_unknown_environment_is_told():
    [problem] = problems("[env.production]\ntimezone = 'UTC'", environment="prodution")
    assert (problem.code, problem.hint) == ("unknown_environment", "Did you mean `production`?")


def test_a_wrong_file_raises_with_all_problems():
    with pytest.raises(SpecError) as caught:
        parse_project("a = 1\nb = 2").require()
    assert len(caught.value.problems) == 2


def test_the_environment_variables_that_a_setting_reads_are_found():
    assert environment_names({"path": "${LAKE}/x", "more": ["${A}${B}", 3]}) == {"LAKE", "A", "B"}
