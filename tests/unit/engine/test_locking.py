"""Which packages a task needs besides those it names."""

from functools import cache
from pathlib import Path

import pytest

from seaway.core.compile import compile_plan
from seaway.engine import locking
from seaway.engine.lock import Lock
from seaway.engine.locking import install_nothing, lock_plan
from seaway.errors import BadRequestError
from seaway.sdk.registry import Registry
from seaway.spec.catalog import Catalog
from seaway.spec.parse import parse_workflow

TEXT = """
seaway: 1
tasks:
  fetch:
    uses: {uses}
    with: {{connection: lake, paths: [a.csv]}}
"""


@pytest.fixture(autouse=True)
def nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "missing_of", lambda extra: [f"package-of-{extra}"])


@cache
def catalog_of_all() -> Catalog:
    return Registry().catalog()


def asked(tmp_path: Path, uses: str, connections: dict[str, dict[str, object]]) -> list[str]:
    catalog = catalog_of_all()
    parsed = parse_workflow(TEXT.format(uses=uses), file="w.yaml")
    plan = compile_plan("w", parsed.require(), catalog=catalog)
    found: list[str] = []

    def resolve(lines: object) -> list[str]:
        found.extend(lines)  # type: ignore[call-overload]
        return ["locked==1"]

    lock_plan(plan, tmp_path, resolve, catalog=catalog, before=Lock(), connections=connections)
    return found


def test_a_verb_of_a_family_needs_the_driver_of_its_connection(tmp_path: Path) -> None:
    assert asked(tmp_path, "storage.download", {"lake": {"type": "s3"}}) == ["package-of-s3"]
    assert asked(tmp_path, "storage.download", {"lake": {"type": "local"}}) == []


def test_a_variant_needs_it_whatever_the_connection_is(tmp_path: Path) -> None:
    assert asked(tmp_path, "s3.download", {}) == ["package-of-s3"]


def test_a_connection_that_nobody_knows_asks_for_nothing(tmp_path: Path) -> None:
    assert asked(tmp_path, "storage.download", {}) == []
    assert asked(tmp_path, "storage.download", {"lake": {"type": "no_such_type"}}) == []


def test_where_packages_are_forbidden_a_blueprint_uses_what_is_installed(tmp_path: Path) -> None:
    catalog = catalog_of_all()
    parsed = parse_workflow(TEXT.format(uses="s3.download"), file="w.yaml")
    plan = compile_plan("w", parsed.require(), catalog=catalog)
    assert lock_plan(plan, tmp_path, install_nothing, catalog=catalog, before=Lock()).environments == {}
    with pytest.raises(BadRequestError, match="bring none"):
        install_nothing(["polars"])
