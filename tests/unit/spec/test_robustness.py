"""Whatever the text, there are problems with places and never an exception."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seaway.spec.parse import parse_workflow
from seaway.spec.project import Project
from seaway.spec.project_file import parse_project
from seaway.spec.validate import validate
from tests.support.spec import catalog
from tests.unit.spec.test_parse import FINANCE
from tests.unit.spec.test_project_file import WHOLE

_SIGNS = ["[", "]", "{", "}", ": ", "\n", "  ", "- ", "'", '"', '"""', "|", "\t", "#", "%", "=", "é", "\0"]
_WORDS = [
    "{{ ",
    "}}",
    "{% if",
    "&a ",
    "*a",
    "<<: ",
    "null",
    "3",
    "true",
    "x",
    "needs: ",
    "foreach: ",
    "tasks: ",
]
_TABLES = ["[[a]]", "[env.x]\n"]
BITS = st.sampled_from([*_SIGNS, *_WORDS, *_TABLES])
CUTS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 3, 10, 40]), BITS), min_size=1, max_size=6)
JARGON = re.compile(r"Input should|pydantic|validator|another value|Traceback")


def mangled(text: str, cuts: list[tuple[float, int, str]]) -> str:
    for at, length, bit in cuts:
        start = int(at * len(text))
        text = text[:start] + bit + text[start + length :]
    return text


@settings(max_examples=150)
@given(CUTS)
def test_a_mangled_workflow_gives_problems_that_a_person_can_read(cuts: list[tuple[float, int, str]]):
    parsed = parse_workflow(mangled(FINANCE, cuts), file="daily.yaml")
    known = {"connections": {"lake"}, "secrets": set[str](), "workflows": {}}
    for problem in validate(parsed, catalog=catalog(), project=Project(), **known):
        assert not JARGON.search(str(problem)), str(problem)
        assert problem.line >= 1
        assert problem.column >= 1


@settings(max_examples=150)
@given(CUTS)
def test_a_mangled_project_file_gives_problems_that_a_person_can_read(cuts: list[tuple[float, int, str]]):
    for problem in parse_project(mangled(WHOLE, cuts)).problems:
        assert not JARGON.search(str(problem)), str(problem)
        assert problem.line >= 1


@settings(max_examples=100)
@given(st.text())
def test_any_text_at_all_is_read_without_an_exception(text: str):
    parse_workflow(text, file="daily.yaml")
    parse_workflow(f"seaway: 1\ntasks: {text}", file="daily.yaml")
    parse_project(text)


@pytest.mark.parametrize("inputs", ["[a]", "3", "{a: {type: dat}}"])
def test_names_are_not_doubted_where_their_declaration_can_not_be_read(inputs: str):
    text = f'seaway: 1\ninputs: {inputs}\ntasks: {{t: {{run: "{{{{ inputs.a }}}}"}}}}'
    found = validate(parse_workflow(text, file="daily.yaml"), catalog=catalog())
    assert all(problem.code != "unknown_input" for problem in found)
