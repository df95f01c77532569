import sys

import pytest

from seaway.errors import SeawayError
from seaway.sdk.protocols.executor import BlueprintBody, Language
from seaway.worker.rendering import has_template, render_env, render_inputs, render_source
from tests.support.workers import attempt

CONTEXT = {"inputs": {"n": 3, "evil": "{{ inputs.n }}"}, "run": {}, "tasks": {}}


def spec(**given):
    return attempt(BlueprintBody("x.y", {}), context=CONTEXT, **given)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", False),
        ("{{ x }}", True),
        ({"a": [{"b": "{% if x %}{% endif %}"}]}, True),
        ([1, None], False),
        (("{# c #}",), True),
    ],
)
def test_a_template_is_seen_at_any_depth(value, expected):
    assert has_template(value) is expected


def test_inputs_without_a_template_are_left_as_they_are():
    inputs = {"a": [1, {"b": None}]}
    assert render_inputs(inputs, spec()) is inputs


def test_a_whole_expression_keeps_its_type_and_a_value_is_never_rendered_twice():
    inputs = {
        "a": "{{ inputs.n }}",
        "b": "n={{ inputs.n }}",
        "c": "{{ inputs.evil }}",
        "sql": "{{ inputs.n }}",
    }
    assert render_inputs(inputs, spec(), frozenset({"sql"})) == {
        "a": 3,
        "b": "n=3",
        "c": "{{ inputs.n }}",
        "sql": "{{ inputs.n }}",
    }


def test_connections_and_secrets_are_names_here():
    given = spec(connections={"lake": {"path": "/data"}}, secrets={"KEY": "s3cret"})
    inputs = {"p": "{{ connections.lake.path }}", "k": "{{ secret('KEY') }}"}
    assert render_inputs(inputs, given) == {"p": "/data", "k": "s3cret"}
    with pytest.raises(SeawayError):
        render_inputs({"k": "{{ secret('OTHER') }}"}, given)


def test_variables_become_text():
    assert render_env(spec(env={"N": "{{ inputs.n }}", "M": "x"})) == {"N": "3", "M": "x"}


def test_a_script_reads_values_from_variables():
    source, values = render_source("echo {{ inputs.evil }}", Language.BASH, spec())
    assert "inputs.n" not in source
    assert "{{ inputs.n }}" in values.values()
    assert render_source("echo plain", Language.BASH, spec()) == ("echo plain", {})
    assert sys.modules["jinja2"]
