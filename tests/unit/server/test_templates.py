import tomllib
from pathlib import Path

import pytest

from seaway.core.compile import compile_plan
from seaway.errors import UnknownError
from seaway.sdk.installed import installed_catalog
from seaway.server.templates import EMPTY, Template, find_template, templates
from seaway.spec.parse import parse_workflow
from seaway.spec.project import Project
from seaway.spec.validate import validate


@pytest.mark.parametrize("template", templates(), ids=lambda each: each.name)
def test_a_template_is_right_in_a_project_that_has_what_it_needs(template: Template, tmp_path: Path):
    catalog = installed_catalog(tmp_path / "catalog.json")
    parsed = parse_workflow(template.text, file=f"{template.name}.yaml")
    known = {"project": project_of(template), "workflows": {}, "connections": None}
    assert validate(parsed, catalog=catalog, **known) == []  # type: ignore[arg-type]
    assert compile_plan("new", parsed.require(), catalog=catalog).main.tasks


def project_of(template: Template) -> Project:
    if template.folder is None:
        return Project(name="new")
    return Project.model_validate(tomllib.loads((template.folder / "seaway.toml").read_text()))


def test_the_example_projects_are_templates_with_their_files_and_connections():
    finance = find_template("finance-cloud")
    assert [(one.name, one.type) for one in finance.connections] == [
        ("lake", "gcs"),
        ("warehouse", "bigquery"),
        ("team", "slack"),
    ]
    assert sorted(finance.helpers()) == ["sql/consolidate.sql", "sql/finance_view.sql", "sql/merge_day.sql"]
    assert finance.environment == ("GOOGLE_KEY", "SLACK_TOKEN")


def test_templates_say_what_they_are_and_begin_with_a_workflow():
    assert len(templates()) >= 5
    assert len({each.title for each in templates()}) == len(templates())
    for each in templates():
        assert each.text.startswith("seaway: 1\n")
        assert each.description.endswith(".")
        assert "x-template" not in each.text


def test_the_empty_workflow_is_right():
    assert parse_workflow(EMPTY, file="new.yaml").require()


def test_an_unknown_template_is_named():
    with pytest.raises(UnknownError, match="no template nope"):
        find_template("nope")
