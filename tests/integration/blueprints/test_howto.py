"""The code of the how-to page runs as it stands there."""

import re
from pathlib import Path

from seaway.sdk.context import Context
from seaway.sdk.registry import Registry
from seaway.sdk.waiting import Deferred

PAGE = Path(__file__).parents[3] / "docs/howto/write-a-blueprint.md"


def snippets() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_examples_of_the_how_to_run(tmp_path: Path) -> None:
    ledger, connection, waiting, choices, test = snippets()
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints/ledger.py").write_text(ledger)
    (tmp_path / "blueprints/waiting.py").write_text(waiting)
    (tmp_path / "blueprints/server.py").write_text(connection.replace('"ledger"', '"test_howto_ledger"'))
    (tmp_path / "blueprints/library.py").write_text(choices)
    registry = Registry(project_code=tmp_path)
    balance, closed = registry.find("ledger.balance"), registry.find("ledger.closed")
    assert registry.broken == []
    scope: dict[str, object] = {"balance": balance}
    exec(test, scope)  # the page's own test
    scope["test_a_ledger_is_added_up"](tmp_path)  # type: ignore[operator]
    waits = closed.begin(Context(folder=tmp_path), {"path": "x", "poll": "1m"})
    assert waits == Deferred(poll_after_s=60.0, reason="waits for x.closed")
    titles = registry.find("library.lend").options(Context(folder=tmp_path), "book", {"genre": "crime"})
    assert [each.value for each in titles.options] == ["Gaudy Night", "The Moonstone"]
