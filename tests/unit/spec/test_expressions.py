"""Rendering and evaluating expressions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from seaway.spec.expressions import ExpressionError, check_syntax, evaluate, render, render_text

CONTEXT = {
    "inputs": {"day": date(2024, 2, 29), "countries": ["de", "fr"], "name": "Ünal & Söhne", "items": "kept"},
    "tasks": {"report": {"outputs": {"rows": 3, "paths": ["raw/a.csv", "raw/b.csv"]}, "state": "success"}},
    "run": {"workflow": "daily"},
    "vars": {},
    "item": {"id": 7},
}


def failure(template, context=CONTEXT):
    with pytest.raises(ExpressionError) as caught:
        render(template, context)
    return caught.value


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ inputs.day }}", date(2024, 2, 29)),
        ("{{ inputs.countries }}", ["de", "fr"]),
        ("{{ tasks.report.outputs.rows }}\n", 3),
        ("{{ item }}", {"id": 7}),
        ("{{ tasks.report.outputs.rows > 2 }}", True),
        ("{{ none }}", None),
        ("{{ range(3) }}", [0, 1, 2]),
        ("{{ inputs.day.year }}", 2024),
        ("{{ inputs.day - inputs.day }}", timedelta(0)),
        ("{{ (1, 2) }}", [1, 2]),
        ("{{ inputs.items }}", "kept"),
        ("{{ inputs['countries'][0] }}", "de"),
        ("{{ inputs.countries[-1:] }}", ["fr"]),
        ("{{ item.keys() }}", ["id"]),
        ("{{ 'x' if item.id == 7 else 'y' }}", "x"),
    ],
)
def test_a_whole_expression_keeps_its_type(template, value):
    assert render(template, CONTEXT) == value
    assert type(render(template, CONTEXT)) is type(value)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("raw/{{ inputs.day }}/x.csv", "raw/2024-02-29/x.csv"),
        ("{{ 1 }}{{ 2 }}", "12"),
        (" {{ 1 }}", " 1"),
        ("{{ true }} {{ none }}|", "true |"),
        ("is {{ item }}", 'is {"id": 7}'),
        ("{% for c in inputs.countries %}{{ loop.index }}{{ c }} {% endfor %}", "1de 2fr "),
        ("{% set a = 1 %}{{ a }}!", "1!"),
        ("{# note #}a{{ 1 }}", "a1"),
        ("${#array[@]} {{ 1 }}", "${#array[@]} 1"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{{ 'a' ~ 1 ~ none ~ true }}.", "a1true."),
        ("no expression", "no expression"),
        ("{% for i in [1, 2] %}{{ range(i) | length ~ 'x'.upper() }}{% endfor %}", "1X2X"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) }}{{ m(2) }}", "<1><2>"),
    ],
)
def test_other_templates_give_text(template, text):
    assert render(template, CONTEXT) == text


def test_lists_and_mappings_are_rendered_deep_and_keys_are_left():
    template = {"{{ key }}": ["{{ item.id }}", 5, None, {"a": "n{{ item.id }}"}]}
    assert render(template, CONTEXT) == {"{{ key }}": [7, 5, None, {"a": "n7"}]}


def test_a_value_is_never_rendered_a_second_time():
    context = {"inputs": {"evil": "{{ secret('KEY') }}"}}
    assert render("{{ inputs.evil }}", context) == "{{ secret('KEY') }}"
    assert render("a {{ inputs.evil ~ '{% raw %}' }}", context) == "a {{ secret('KEY') }}{% raw %}"


FILTERS = [
    ("{{ inputs.missing | default('x') }}", "x"),
    ("{{ tasks.gone.outputs.rows | default(0) }}", 0),
    ("{{ tasks.gone is defined }}", False),
    ("{{ inputs.day | date('%d.%m.%Y') }}", "29.02.2024"),
    ("{{ inputs.day | add_days(1) }}", date(2024, 3, 1)),
    ("{{ '2024-01-31' | add_months(1) }}", date(2024, 2, 29)),
    ("{{ '31/12/2023' | to_date('%d/%m/%Y') }}", date(2023, 12, 31)),
    (
        "{{ '2024-01-01T10:00:00Z' | to_datetime | in_zone('Europe/Berlin') | iso }}",
        "2024-01-01T11:00:00+01:00",
    ),
    ("{{ '2024-05-01T10:00:00' | to_datetime }}", datetime(2024, 5, 1, 10, tzinfo=UTC)),
    ("{{ item | tojson }}", '{"id": 7}'),
    ("{{ '[1, 2]' | fromjson }}", [1, 2]),
    ("{{ inputs.name | slug }}", "unal-sohne"),
    ("{{ ' 42 ' | int + 1 }}", 43),
    ("{{ 'x' | int(0) }}", 0),
    ("{{ '1.5' | float }}", 1.5),
    ("{{ 2.5 | round }}", 3),
    ("{{ 2.345 | round(2) }}", 2.35),
    ("{{ 2.9 | round(0, 'floor') }}", 2),
    ("{{ [3, 1, 2] | sort | first }}", 1),
    ("{{ [3, 1, 2] | sum }}", 6),
    ("{{ [3, 1, 2] | max }}", 3),
    ("{{ [1, 1, 2] | unique }}", [1, 2]),
    ("{{ [{'n': 2}, {'n': 1}] | sort(attribute='n') | map(attribute='n') }}", [1, 2]),
    ("{{ [{'n': 2}, {'n': 1}] | sum(attribute='n') }}", 3),
    ("{{ [{'k': 'a', 'n': 1}, {'k': 'a', 'n': 2}] | groupby('k') | first | last | length }}", 2),
    ("{{ [1, 2, 3] | select('odd') | list }}", [1, 3]),
    ("{{ ['a', 'b'] | join('-') }}", "a-b"),
    ("{{ 'a,b' | split(',') }}", ["a", "b"]),
    ("{{ 'a-b' | replace('-', '+') }}", "a+b"),
    ("{{ 'a1b22' | regex_replace('[0-9]+', '<\\\\g<0>>') }}", "a<1>b<22>"),
    ("{{ 'order-77' | regex_search('-([0-9]+)') }}", "77"),
    ("{{ 'raw/a.csv' | basename }}", "a.csv"),
    ("{{ 'raw/a.csv' | stem }}", "a"),
    ("{{ '%02d/%s' | format(3, 'x') }}", "03/x"),
    ("{{ 7 | pad(3) }}", "007"),
    ("{{ 'abc' | hash | length }}", 64),
    ("{{ 'a\nb' | indent(2) }}", "a\n  b"),
    ("{{ 1536 | filesize }}", "1.5 KiB"),
    ("{{ [[1], [2]] | flatten }}", [1, 2]),
    ("{{ [{'a': 1}, none, {}] | pluck('a') }}", [1, None, None]),
    ("{{ 'Yes' | bool }}", True),
    ("{{ 'b' in 'abc' and 1 not in [2] }}", True),
    ("{{ {'a': 1}.get('b', 5) }}", 5),
]


@pytest.mark.parametrize(("template", "value"), FILTERS)
def test_filters_that_data_people_need(template, value):
    assert render(template, CONTEXT) == value


def test_decimals_round_as_decimals():
    assert render("{{ x | round(1) }}", {"x": Decimal("2.25")}) == Decimal("2.3")


def test_a_missing_name_is_told_with_its_place_and_the_closest_name():
    error = failure("a\nb {{ tasks.report.outputs.rowz }}")
    assert "`tasks.report.outputs` has no `rowz`" in error.message
    assert error.hint == "Did you mean `rows`?"
    assert (error.line, error.column, error.name) == (2, 26, "rowz")
    assert error.template[error.offset :].startswith("rowz")


def test_an_unknown_root_is_told():
    error = failure("{{ input.day }}")
    assert "There is no `input`" in error.message
    assert error.hint == "Did you mean `inputs`?"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ 1 / 0 }}", "divides by zero"),
        ("{{ inputs.day + 1 }}", "`+` does not work on a date and a number"),
        ("{{ 'x' | int }}", "'x' is not a whole number"),
        ("{{ 1 < 'a' }}", "a number can't be compared with a text"),
        ("{{ 5 | map('upper') | list }}", "`map` does not work on a number"),
        ("{{ inputs.get }}", "not data"),
        ("{{ 'x' | to_date }}", "not a date"),
        ("{{ inputs.name() }}", "can't be called"),
        ("{{ 'abc' | regex_replace('(', '') }}", "no regular expression"),
    ],
)
def test_a_failure_is_told_in_words_of_the_format(template, words):
    error = failure(template)
    assert words in error.message
    assert "Traceback" not in error.message
    assert error.line == 1


def test_render_text_gives_text_for_a_whole_expression_too():
    assert render_text("{{ inputs.countries }}", CONTEXT) == '["de", "fr"]'


@pytest.mark.parametrize("condition", ["{{ item.id > 5 }}", "item.id > 5", " {{ item.id > 5 }}\n", "true"])
def test_conditions_may_be_bare_or_in_braces(condition):
    assert evaluate(condition, CONTEXT) is True


def test_a_dynamic_list_is_a_list():
    assert evaluate("tasks.report.outputs.paths", CONTEXT) == ["raw/a.csv", "raw/b.csv"]


def test_what_comes_out_is_a_copy_that_may_be_changed():
    found = evaluate("inputs.countries", CONTEXT)
    found.append("es")
    assert CONTEXT["inputs"]["countries"] == ["de", "fr"]


@pytest.mark.parametrize(
    ("template", "words", "offset"),
    [
        ("{{ a", "Close the expression", 3),
        ("{{ a + }}", "not complete", 7),
        ("a {{ b | uper }}", "Did you mean `upper`?", 9),
        ("{{ 1 is eqal 1 }}", "There is no test `eqal`", 5),
        ("{% bogus %}", "raw", 3),
        ("{% include 'x' %}", "does not exist", 3),
        ("{# open", "raw", 0),
        ("{{ a b }}", "Expected token", 5),
        ("line\n{% if %}", "Expected an expression", 11),
    ],
)
def test_syntax_errors_have_a_place(template, words, offset):
    [(message, line, found)] = check_syntax(template)
    assert words in message
    assert line == template.count("\n") + 1
    assert found == offset


def test_good_syntax_gives_nothing():
    assert check_syntax("{% for x in inputs.a %}{{ x | upper }}{% endfor %}") == []
    assert check_syntax("a > 1 and b", is_expression=True) == []
    assert check_syntax("plain") == []


def test_a_bare_expression_is_checked_as_one():
    [(message, _, offset)] = check_syntax("a > ", is_expression=True)
    assert "expression" in message
    assert offset <= 4


def test_windows_line_ends_are_kept_in_place():
    error = failure("a\r\nb\r\n{{ nothing }}")
    assert error.template[error.offset :].startswith("nothing")
