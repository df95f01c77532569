"""What systems offer for the inputs of their blueprints."""

from pathlib import Path
from typing import Any

import duckdb

from seaway.integrations.github.dispatching import dispatch
from seaway.integrations.slack.blueprints import send
from seaway.integrations.sql.blueprints import load
from tests.servers.contract import ContractServer, Reply
from tests.support.contexts import a_context


def test_channels_come_page_by_page(tmp_path: Path) -> None:
    with ContractServer() as server:

        @server.route("POST", "/conversations.list")
        def listed(asked: Any) -> Reply:
            is_first = b"cursor=more" not in asked.body
            cursor = {"next_cursor": "more" if is_first else ""}
            name = "data" if is_first else "date-night"
            return Reply({"ok": True, "channels": [{"name": name}], "response_metadata": cursor})

        values = {"type": "slack", "name": "team", "token": "not-a-token", "base_url": f"{server.url}/"}
        ctx = a_context(tmp_path, connections={"team": values})
        found = send.options(ctx, "channel", {"connection": "team"}, "#dat")
    assert [each.value for each in found.options] == ["#data", "#date-night"]


def test_workflows_of_a_repository_are_offered_by_file_and_name(tmp_path: Path) -> None:
    with ContractServer() as server:

        @server.route("GET", "/repos/acme/site/actions/workflows")
        def listed(asked: Any) -> Reply:
            rows = [
                {"path": ".github/workflows/deploy.yml", "name": "Deploy", "state": "active"},
                {"path": ".github/workflows/old.yml", "name": "Old", "state": "disabled_manually"},
            ]
            return Reply({"total_count": 2, "workflows": rows})

        values = {"type": "github", "name": "hub", "token": "not-a-token", "base_url": server.url}
        ctx = a_context(tmp_path, connections={"hub": values})
        inputs = {"connection": "hub", "repository": "acme/site"}
        found = dispatch.options(ctx, "workflow", inputs, "dep")
    assert [(each.value, each.label) for each in found.options] == [("deploy.yml", "Deploy")]


def test_a_schema_is_asked_for_its_tables(tmp_path: Path) -> None:
    ctx = a_context(tmp_path, connections={"db": {"type": "duckdb", "name": "db", "path": "d.duckdb"}})
    with duckdb.connect(str(tmp_path / "project/d.duckdb")) as made:
        made.execute(
            'CREATE SCHEMA staging; CREATE TABLE staging.payments (n int); CREATE TABLE "a.b" (n int)'
        )
    found = load.options(ctx, "into", {"connection": "db"}, "staging.pay")
    assert [each.value for each in found.options] == ["staging.payments"]
    found = load.options(ctx, "into", {"connection": "db"}, "a.b")
    assert [each.value for each in found.options] == []
    found = load.options(ctx, "into", {"connection": "db"})
    assert [each.value for each in found.options] == ['main."a.b"']
