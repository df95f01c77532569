"""The short way gives exactly what Jinja gives."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seaway.spec import expressions
from seaway.spec import references as reading
from seaway.spec.expressions import ExpressionError, render
from seaway.spec.plain_names import plain
from seaway.spec.references import references

CONTEXT = {
    "inputs": {"day": date(2024, 1, 2), "items": [1, {"a": None}], "text": "{{ inputs.day }}", "none": None},
    "tasks": {"a": {"outputs": {"rows": 3, "ok": True, "share": 0.5}}},
    "n": 7,
}
PIECES = [
    "{{ inputs.day }}", "{{inputs.items}}", "{{ inputs.text }}", "{{\n n }}", "{{ inputs.none }}",
    "{{ tasks.a.outputs.ok }}", "{{ tasks.a.outputs.share }}", "{{ inputs }}",
    "{{ inputs.gone }}", "{{ gone.day }}", "{{ inputs.day.year }}", "{{ inputs.keys }}",
    "text", "\n", " ", "}}", "{ }", "$", "a b", "é", "{{ range }}", "{{ true }}", "{{- n }}",
]  # fmt: skip


def outcome(template):
    try:
        return render(template, CONTEXT)
    except ExpressionError as error:
        return str(error), error.offset, error.hint


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=4))
@example(pieces=["\n", "{{ inputs.day }}"])
@example(pieces=["{{ inputs.day }}", "\n"])
def test_the_short_way_is_the_long_way(pieces):
    template = "".join(pieces)
    short, short_references = outcome(template), references(template)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expressions, "plain", lambda _: None)
        patch.setattr(reading, "plain", lambda _: None)
        assert outcome(template) == short
        assert references(template) == short_references


@pytest.mark.parametrize(
    "template",
    [
        "{{ a | b }}",
        "{% if a %}{% endif %}",
        "{# a #}",
        "{{ a['b'] }}",
        "{{ a._b }}",
        "{{ none }}",
        "a\r\n{{ b }}",
    ],
)
def test_everything_else_goes_the_long_way(template):
    assert plain(template) is None
