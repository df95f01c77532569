"""Which names a template refers to, and where."""

import pytest

from seaway.spec.references import references


def names(template, **options):
    return [str(reference) for reference in references(template, **options)]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{{ inputs.day }}", ["inputs.day"]),
        ("{{ tasks.a.outputs['rows'][0] }}", ["tasks.a.outputs.rows.0"]),
        ("{{ inputs[item] }}", ["inputs", "item"]),
        ("{{ inputs[item.x].y }}", ["inputs", "item.x"]),
        ("{{ secret('KEY') }}", ["secret('KEY')"]),
        ("{{ secret(inputs.x) }}", ["secret(…)", "inputs.x"]),
        ("{{ connections.db.host }}", ["connections.db.host"]),
        ("{{ whatever }}", ["whatever"]),
        ("{% set a = inputs.x %}{{ a.b }}", ["inputs.x"]),
        ("{% for i in inputs.x %}{{ i.a }}{{ loop.index }}{{ vars.v }}{% endfor %}", ["inputs.x", "vars.v"]),
        ("{% for i in inputs.x if i.ok %}{% else %}{{ i }}{% endfor %}", ["inputs.x", "i"]),
        (
            "{% macro m(a, b=vars.x) %}{{ a }}{{ b }}{{ run.id }}{% endmacro %}{{ m(1) }}",
            ["vars.x", "run.id"],
        ),
        ("{% with a = inputs.x %}{{ a }}{% endwith %}{{ a }}", ["inputs.x", "a"]),
        ("{{ range(3) }}{{ dict(a=1) }}", []),
        ("{{ inputs.a.upper() }}", ["inputs.a.upper"]),
        ("{{ [inputs.a, {'k': inputs.b}] | map(attribute='c') }}", ["inputs.a", "inputs.b"]),
        ("{% raw %}{{ inputs.a }}{% endraw %}", []),
        ("plain", []),
    ],
)
def test_references_are_found(template, found):
    assert names(template) == found


def test_a_bare_expression_is_read_too():
    assert names("item.a > inputs.b", is_expression=True) == ["item.a", "inputs.b"]


@pytest.mark.parametrize(
    "template",
    [
        "{{ tasks.report.outputs.rows }}",
        "é {{ 'tasks' }} {{- tasks.report.outputs.rows -}} x",
        "a\n\n  {{ tasks . report\n.outputs . rows }}",
        "\r\na\r\n{%- if true %}{{ tasks['report'].outputs['rows'] }}{% endif %}",
        "{# tasks #}{% raw %}{{ tasks }}{% endraw %}{{ x if tasks.report.outputs.rows else y }}",
        "tasks {{ 'tasks.report' ~ tasks.report.outputs.rows }}",
    ],
)
def test_every_part_has_its_exact_place(template):
    [reference] = [r for r in references(template) if r.root == "tasks"]
    for offset, name in zip(reference.offsets, ("tasks", "report", "outputs", "rows"), strict=True):
        assert template[offset:].startswith(name)
    line, column = reference.place(template, 3)
    assert template.split("\n")[line - 1][column:].startswith("rows")


@pytest.mark.parametrize(
    ("template", "guarded"),
    [
        ("{{ a.b | default(1) }}", True),
        ("{{ a.b | d }}", True),
        ("{{ (a.b | default(1)) + 1 }}", True),
        ("{{ a.b is defined }}", True),
        ("{{ a.b if a.b is defined else 2 }}", True),
        ("{% if a.b is defined %}{{ a.b.c }}{% endif %}", True),
        ("{{ a.b is defined and a.b > 1 }}", True),
        ("{{ a.b }}", False),
        ("{{ a.b | upper | default(1) }}", False),
        ("{{ 1 | default(a.b) }}", False),
    ],
)
def test_a_default_guards_what_it_is_put_on(template, guarded):
    assert all(reference.has_default for reference in references(template)) is guarded


def test_unquoted_is_seen():
    found = {str(r): r.is_unquoted for r in references("{{ inputs.a | upper | unquoted }} {{ inputs.b }}")}
    assert found == {"inputs.a": True, "inputs.b": False}


def test_what_is_remembered_of_a_template_is_nobody_s_to_change():
    template = "{{ (vars.region | upper) ~ inputs.day }}"
    references(template).clear()
    assert names(template) == ["vars.region", "inputs.day"]
