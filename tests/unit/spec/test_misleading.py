"""What a person reads first is what is wrong, and nothing that only follows from it."""

from pathlib import Path

import pytest

from seaway.cli.validating import validate_paths
from seaway.errors import UnknownError
from seaway.spec.catalog import Catalog
from seaway.spec.parse import parse_workflow
from seaway.spec.problems import Problem
from seaway.spec.schedules import zone_problem
from seaway.spec.validate import validate
from seaway.spec.yaml_composer import MAX_BYTES


def problems(body: str) -> list[Problem]:
    return validate(parse_workflow(f"seaway: 1\n{body}", file="w.yaml"), catalog=Catalog())


def codes(body: str) -> list[str]:
    return [problem.code for problem in problems(body)]


def test_an_item_of_a_wrong_foreach_is_known() -> None:
    assert codes('tasks: {load: {foreach: abc, run: "echo {{ item }}"}}') == ["foreach_not_a_list"]
    assert codes('tasks: {load: {run: "echo {{ item }}"}}') == ["not_here"]


def test_a_task_whose_name_is_wrong_is_known_to_others() -> None:
    body = 'tasks: {Load-It: {run: "true"}, next: {needs: Load-It, run: "echo {{ tasks.load_it.state }}"}}'
    assert codes(body) == ["bad_name"]
    assert "unknown_task" in codes('tasks: {next: {needs: load, run: "true"}}')


@pytest.mark.parametrize(("zone", "place"), [("CEST", "Europe/Berlin"), ("PST", "America/Los_Angeles")])
def test_the_abbreviation_of_a_zone_leads_to_a_place(zone: str, place: str) -> None:
    assert place in zone_problem(zone)
    assert "EST" not in zone_problem("CEST").replace("CEST", "")


@pytest.mark.parametrize("kind", ["list", "multiselect"])
def test_text_is_no_default_of_a_list(kind: str) -> None:
    options = ", options: [a, b]" if kind == "multiselect" else ""
    inputs = "inputs: {names: {type: %s, default: %s%s}}\ntasks: {t: {run: x}}"
    (problem,) = problems(inputs % (kind, "a", options))
    assert (problem.code, problem.expected, problem.hint) == ("wrong_default", "a list", "Write [a].")
    assert codes(inputs % (kind, "[a]", options)) == []
    assert codes(inputs % (kind, '"{{ vars.names }}"', options)) == []


def test_an_unknown_alias_and_a_huge_file_say_what_to_do() -> None:
    (unknown,) = problems("tasks: *tasc\n")
    assert unknown.hint.startswith("A `*` makes it an alias")
    (close,) = problems("x-a: &tasks {t: {run: x}}\ntasks: *tasc\n")
    assert close.hint == "Did you mean `tasks`?"
    (large,) = problems("# " + "x" * MAX_BYTES)
    assert (large.code, bool(large.hint)) == ("too_large", True)


def test_an_empty_file_shows_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows/empty.yaml").touch()
    monkeypatch.chdir(tmp_path)
    findings = validate_paths([Path()])
    assert [problem.code for problem in findings.problems] == ["empty"]
    assert findings.sources["workflows/empty.yaml"] == ""


@pytest.mark.parametrize("name", ["/nope", "../nope", "nope"])
def test_a_missing_file_is_named_as_it_was_typed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownError) as found:
        validate_paths([Path(name)])
    assert found.value.message == f"There is no file {'./' if name == 'nope' else ''}{name}"
