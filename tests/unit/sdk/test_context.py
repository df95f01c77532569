from pathlib import Path

import pytest

from seaway.errors import NotFoundError
from seaway.sdk.context import Context
from tests.support.contexts import Notebook, a_context


def test_a_folder_is_enough_for_a_test(tmp_path: Path) -> None:
    ctx = Context(folder=tmp_path)
    ctx.progress(1, 2)
    ctx.report_asset("warehouse/x", rows=1)
    assert ctx.run.attempt == 1


def test_an_unknown_secret_or_connection_is_not_found(tmp_path: Path) -> None:
    ctx = Context(folder=tmp_path)
    with pytest.raises(NotFoundError, match="no secret named `k`"):
        ctx.secret("k")
    with pytest.raises(NotFoundError, match="no connection named `c`"):
        ctx.connection("c")


def test_a_secret_is_masked_before_it_is_handed_out(tmp_path: Path) -> None:
    notebook = Notebook()
    ctx = Context(folder=tmp_path, secrets={"k": "v4lue"}.__getitem__, reporter=notebook)
    assert ctx.secret("k") == "v4lue"
    assert notebook.masked == ["v4lue"]


def test_an_asset_is_reported_with_what_is_known_of_it(tmp_path: Path) -> None:
    notebook = Notebook()
    Context(folder=tmp_path, reporter=notebook).report_asset("w/t", rows=2, columns={"a": "int"}, day="d")
    (report,) = notebook.assets
    assert (report.name, report.mode, report.rows, report.extra) == ("w/t", "write", 2, {"day": "d"})


def test_the_scratch_folder_goes_when_the_context_made_it(tmp_path: Path) -> None:
    ctx = Context(folder=tmp_path)
    (ctx.temp / "x").write_text("")
    made = ctx.temp
    ctx.close()
    assert not made.exists()


def test_sql_is_rendered_with_bound_values(tmp_path: Path) -> None:
    ctx = a_context(tmp_path, names={"inputs": {"day": "x'; DROP TABLE t"}})
    found = ctx.render_sql("SELECT {{ inputs.day }}", "numeric_dollar")
    assert (found.text, found.parameters) == ("SELECT $1", ["x'; DROP TABLE t"])
