"""The pages are true: links lead somewhere, snippets are valid, commands and verbs exist."""

import ast
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from seaway.core.states import RunState, TaskState
from seaway.sdk.registry import Registry
from seaway.spec.catalog import Catalog
from seaway.spec.parse import parse_workflow
from seaway.spec.validate import validate
from tests.project import markdown
from tests.project.pages import PAGES, shown_code
from tests.project.tree import ROOT, name_of, text_of

GLOSSARY = ROOT / "docs/concepts/glossary.md"
WORDS = """
project, workflow, revision, bundle, lock, run, task, task run, attempt, blueprint, connection, trigger,
sensor, logical date, data interval, catchup, backfill, retry, rerun, asset, materialization, check, gate,
channel, actor, role, policy
"""


def snippets(language: str, wanted: Callable[[str], bool] = bool) -> list[object]:
    """Each fence of a language, as a parameter named by its place."""
    found = [(page, fence) for page in PAGES for fence in markdown.fences(text_of(page))]
    return [
        pytest.param(fence.text, id=f"{name_of(page)}:{fence.line}")
        for page, fence in found
        if fence.language == language and wanted(fence.text)
    ]


def is_workflow(text: str) -> bool:
    return re.search(r"^seaway: *1$", text, re.MULTILINE) is not None


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in markdown.links(text_of(page)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in markdown.anchors(text_of(path))):
            broken.append(link)
    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    reached = markdown.reached_from(ROOT / "docs/index.md")
    docs = [page for page in PAGES if name_of(page).startswith("docs/")]
    assert [name_of(page) for page in docs if page not in reached] == []


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Registry().catalog()


@pytest.mark.parametrize("text", snippets("yaml", is_workflow))
def test_every_workflow_that_is_shown_is_valid(text: str, catalog: Catalog) -> None:
    parsed = parse_workflow(text, file="snippet.yaml", workflow_id="snippet")
    assert [problem for problem in validate(parsed, catalog=catalog) if problem.severity == "error"] == []


@pytest.mark.parametrize("text", snippets("toml"))
def test_toml_that_is_shown_can_be_read(text: str) -> None:
    tomllib.loads(text)


@pytest.mark.parametrize("text", snippets("python"))
def test_python_that_is_shown_can_be_read(text: str) -> None:
    ast.parse(text)


def test_the_glossary_has_every_word() -> None:
    text = GLOSSARY.read_text()
    assert [word for word in re.split(r",\s+", WORDS.strip()) if f"**{word}**" not in text] == []
    states = {f"`{state}`" for state in [*TaskState, *RunState]}
    assert [state for state in states if state not in text] == []


def makefile_verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_make_verb_that_is_shown_exists() -> None:
    shown = {where: re.match(r"(?:[A-Z]+=\S+ )?make ([a-z-]+)", code) for where, code in shown_code().items()}
    unknown = [where for where, verb in shown.items() if verb and verb[1] not in makefile_verbs()]
    assert unknown == []


def test_every_make_verb_is_explained() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text()
    assert [
        verb for verb in makefile_verbs() - {"help", "setup"} if f"`make {verb}" not in contributing
    ] == []


def test_the_two_commands_of_the_readme_are_verbs() -> None:
    assert {"demo", "test"} <= makefile_verbs()
    readme = (ROOT / "README.md").read_text()
    assert "make demo" in readme
    assert "make test" in readme
