from datetime import date

import pytest

from seaway.spec.given import check_inputs
from seaway.spec.model import Workflow
from seaway.spec.parse import parse_workflow


def workflow(inputs: str) -> Workflow:
    return parse_workflow(
        f"seaway: 1\ninputs: {{{inputs}}}\ntasks: {{a: {{run: x}}}}", file="w.yaml"
    ).require()


@pytest.mark.parametrize(
    ("declared", "given", "value"),
    [
        ("string", "x", "x"),
        ("string", "", ""),
        ("string", 3, "3"),
        ("text", "a\nb", "a\nb"),
        ("integer", "42", 42),
        ("integer", 42, 42),
        ("integer", " -7 ", -7),
        ("number", "2.5", 2.5),
        ("number", "2", 2),
        ("number", "1e3", 1000.0),
        ("boolean", "yes", True),
        ("boolean", "false", False),
        ("boolean", True, True),
        ("date", "2011-11-17", "2011-11-17"),
        ("date", date(2011, 11, 17), "2011-11-17"),
        ("datetime", "2011-11-17T06:00", "2011-11-17T06:00:00"),
        ("datetime", "2011-11-17T06:00Z", "2011-11-17T06:00:00+00:00"),
        ("duration", "90m", "1h30m"),
        ("{type: select, options: [a, {value: 2, label: Two}]}", "2", 2),
        ("{type: multiselect, options: [a, b, c]}", "c, a", ["c", "a"]),
        ("json", '{"a": [1]}', {"a": [1]}),
        ("json", {"a": 1}, {"a": 1}),
        ("{type: list, items: integer}", "1,2", [1, 2]),
        ("{type: list, items: integer}", "[1, 2]", [1, 2]),
        ("list", "a\nb", ["a", "b"]),
        ("{type: list, items: date}", ["2011-11-17"], ["2011-11-17"]),
        ("{type: file, accept: '*.csv'}", "data/a.CSV", "data/a.CSV"),
        ("connection", "lake", "lake"),
        ("secret", "TOKEN", "TOKEN"),
    ],
)
def test_text_and_json_become_values_of_the_declared_type(declared: str, given: object, value: object):
    values, problems = check_inputs(workflow(f"a: {declared}"), {"a": given})
    assert problems == []
    assert values == {"a": value}
    assert type(values["a"]) is type(value)


@pytest.mark.parametrize(
    ("declared", "given", "says"),
    [
        ("integer", "4.5", "not a whole number"),
        ("integer", True, "not a whole number"),
        ("integer", "9" * 5000, "not a whole number"),
        ("number", "nan", "not a number"),
        ("number", "1e999", "not a number"),
        ("boolean", "maybe", "neither true nor false"),
        ("date", "17/11/2011", "such as 2026-01-31"),
        ("date", "2011-02-30", "not a date"),
        ("datetime", "noon", "not a date with a time"),
        ("duration", "soon", "not a duration"),
        ("{type: select, options: [red, green]}", "gren", "Did you mean `green`?"),
        ("json", "{a: 1}", "not valid JSON"),
        ("json", "NaN", "not valid JSON"),
        ("json", "[" * 100_000, "not valid JSON"),
        ("{type: list, items: integer}", "1,x", "Entry 2"),
        ("{type: integer, min: 3}", "2", "at least 3"),
        ("{type: date, max: 2011-12-31}", "2012-01-01", "at most 2011-12-31"),
        ("{type: duration, max: 1h}", "61m", "at most 1h"),
        ("{type: string, min_length: 3}", "ab", "at least 3"),
        ("{type: string, pattern: '[a-z]+'}", "A1", "right form"),
        ("{type: file, accept: ['*.csv', '*.tsv']}", "a.xlsx", "*.csv or *.tsv"),
        ("connection", "", "empty"),
        ("string", ["a"], "not text"),
        ("integer", None, "empty"),
    ],
)
def test_values_that_do_not_fit_are_told(declared: str, given: object, says: str):
    _, [problem] = check_inputs(workflow(f"a: {declared}"), {"a": given})
    assert problem.code == "wrong_value"
    assert problem.path == ("inputs", "a")
    assert says in str(problem)


def test_defaults_fill_in_and_those_with_an_expression_stay_one():
    declared = workflow('a: {type: date, default: "{{ run.logical_date }}"}, b: {type: list, default: [1]}')
    values, problems = check_inputs(declared, {})
    assert problems == []
    assert values == {"a": "{{ run.logical_date }}", "b": ["1"]}


def test_what_is_given_is_data_even_if_it_looks_like_an_expression():
    values, problems = check_inputs(workflow("a: string"), {"a": "{{ run.id }}"})
    assert (values, problems) == ({"a": "{{ run.id }}"}, [])
    _, [problem] = check_inputs(workflow("a: date"), {"a": "{{ run.logical_date }}"})
    assert problem.code == "wrong_value"


def test_a_missing_input_says_how_to_give_it():
    _, [problem] = check_inputs(workflow("day: date"), {})
    assert str(problem) == (
        "error[missing_input]: The input `day` is missing. Expected: a date such as 2026-01-31. "
        "Give it with `-i day=…`."
    )


def test_an_input_that_is_not_required_is_null():
    assert check_inputs(workflow("a: {type: date, required: false}"), {}) == ({"a": None}, [])


def test_all_problems_are_told_at_once_and_unknown_names_get_a_suggestion():
    _, problems = check_inputs(workflow("day: date, n: integer"), {"dya": "2011-11-17", "n": "x"})
    assert [problem.code for problem in problems] == ["unknown_input", "missing_input", "wrong_value"]
    assert problems[0].hint == "Did you mean `day`?"
