"""What systems offer for the inputs of their blueprints."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from seaway.errors import AuthError
from seaway.integrations.dbt_cloud.blueprints import run_job
from seaway.integrations.github.dispatching import dispatch
from seaway.integrations.looker.blueprints import export as looker_export
from seaway.integrations.powerbi.blueprints import export as powerbi_export
from seaway.integrations.powerbi.blueprints import refresh as powerbi_refresh
from seaway.integrations.slack.blueprints import send
from seaway.integrations.sql.blueprints import load
from seaway.integrations.storage import blueprints as storage
from seaway.integrations.storage import choosing
from seaway.integrations.storage.local import LocalFolder
from seaway.integrations.storage.protocol import FileInfo
from seaway.integrations.tableau.blueprints import export as tableau_export
from seaway.integrations.tableau.blueprints import refresh as tableau_refresh
from seaway.sdk.options import Options
from tests.servers.contract import ContractServer, Reply
from tests.servers.dbt_cloud import JOB, Account
from tests.servers.looker import LookerInstance
from tests.servers.powerbi import TOKEN, PowerBiWorkspace
from tests.servers.tableau import TableauSite
from tests.support.contexts import a_context, write


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


def test_jobs_of_dbt_cloud_are_offered_by_name_and_twins_by_id(tmp_path: Path) -> None:
    account = Account()
    account.jobs += [{"id": n, "name": "Twice", "project_id": n, "environment_id": 2} for n in (1, 2)]
    with account.server:
        ctx = a_context(tmp_path, connections={"dbt": account.fields})
        found = run_job.options(ctx, "job", {"connection": "dbt"})
        labels = {each.value: each.label for each in found.options}
        assert labels["Nightly"] == "project 1, environment 2"
        assert labels["1"] == "Twice, project 1"
        narrowed = run_job.options(ctx, "job", {"connection": "dbt", "project": 2}, "twi")
        assert [each.value for each in narrowed.options] == ["Twice"]
        assert f"job {JOB}" not in labels
        ctx = a_context(tmp_path, connections={"dbt": {**account.fields, "token": "another-not-secret"}})
        with pytest.raises(AuthError):
            run_job.options(ctx, "job", {"connection": "dbt"})
    assert account.server.problems == []


def test_dashboards_are_offered_by_each_maker(tmp_path: Path) -> None:
    tableau, powerbi, looker = TableauSite(), PowerBiWorkspace(), LookerInstance()
    tableau.add("projects", "Finance")
    tableau.add("workbooks", "Costs", project="Sales")
    with tableau.server, powerbi.server, powerbi.tokens, looker.server:
        values = {"t": tableau.values, "p": {**powerbi.values, "access_token": TOKEN}, "l": looker.values}
        ctx = a_context(tmp_path, connections=values)

        def offered(blueprint: Any, field: str, **inputs: object) -> list[str]:
            return [each.value for each in blueprint.options(ctx, field, inputs).options]

        assert offered(tableau_refresh, "datasource", connection="t") == ["Payments"]
        assert offered(tableau_refresh, "workbook", connection="t") == ["Overview", "Costs"]
        assert offered(tableau_refresh, "workbook", connection="t", project="Sales") == ["Costs"]
        assert offered(tableau_export, "view", connection="t", workbook="Overview") == ["Sales by region"]
        assert offered(tableau_export, "view", connection="t", workbook="Costs") == []
        assert offered(tableau_export, "project", connection="t") == ["Finance"]
        assert offered(powerbi_refresh, "workspace", connection="p") == ["Finance"]
        assert offered(powerbi_refresh, "dataset", connection="p", workspace="Finance") == ["Payments"]
        assert offered(powerbi_export, "report", connection="p", workspace="Finance") == ["Payments"]
        assert offered(looker_export, "look", connection="l") == ["5"]
        assert offered(looker_export, "dashboard", connection="l") == ["9"]
    assert tableau.server.problems + powerbi.server.problems + looker.server.problems == []


# --- files --------------------------------------------------------------------------------------------------


def test_files_and_folders_are_offered_folder_by_folder(tmp_path: Path) -> None:
    lakes = {name: {"type": "local", "name": name, "path": str(tmp_path / name)} for name in ("lake", "sea")}
    names = ("raw/2026-01-30/a.csv", "raw/2026-01-31/a.csv", "raw/Readme.md", "top.txt")
    write(tmp_path / "lake", dict.fromkeys(names, "x"))
    write(tmp_path / "sea", {"done/b.csv": "x", "b.csv": "x"})
    ctx = a_context(tmp_path, connections=lakes)

    def offered(blueprint: Any, field: str, search: str = "", **more: object) -> list[str]:
        return [each.value for each in asked(blueprint, field, search, **more).options]

    def asked(blueprint: Any, field: str, search: str = "", **more: object) -> Options:
        found: Options = blueprint.options(ctx, field, {"connection": "lake", **more}, search)
        return found

    assert offered(storage.download, "paths") == ["raw/", "top.txt"]
    assert asked(storage.download, "paths").is_cut  # there is more in `raw/`
    assert not asked(storage.download, "paths", "raw/2026-01-31/").is_cut
    assert offered(storage.download, "paths", "raw/") == [
        "raw/2026-01-30/",
        "raw/2026-01-31/",
        "raw/Readme.md",
    ]
    assert offered(storage.wait_for, "paths", "raw/read") == ["raw/Readme.md"]
    assert offered(storage.verify, "manifest", "raw/2026-01-31/") == ["raw/2026-01-31/a.csv"]
    assert offered(storage.upload, "to") == ["raw/"]
    assert offered(storage.move, "to", to_connection="sea") == ["done/"]
    assert offered(storage.copy, "to") == ["raw/"]
    assert offered(storage.list_files, "paths", "../") == []
    assert offered(storage.list_files, "paths", "/etc/") == []


class _Wide:
    """A folder that holds more than anybody lists."""

    def __init__(self, pause_s: float = 0.0) -> None:
        self.given, self.pause_s = 0, pause_s

    def list(self, prefix: str) -> Iterator[FileInfo]:
        at = datetime(2026, 1, 31, tzinfo=UTC)
        names = (f"{n:07}.csv" for n in range(10_000_000))
        for name in ["0123456.csv"] if prefix == "0123" else names:
            self.given += 1
            time.sleep(self.pause_s)
            yield FileInfo(path=name, size_bytes=1, modified_at=at)


def test_a_place_that_holds_too_much_is_looked_at_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = _Wide()
    monkeypatch.setattr(LocalFolder, "storage", lambda _self: wide)
    ctx = a_context(tmp_path, connections={"lake": {"type": "local", "name": "lake", "path": "."}})
    found = storage.download.options(ctx, "paths", {"connection": "lake"})
    assert (found.is_cut, wide.given) == (True, choosing.MOST_LISTED)
    found = storage.download.options(ctx, "paths", {"connection": "lake"}, "0123")
    assert (found.is_cut, next(each.value for each in found.options)) == (True, "0123456.csv")
    slow = _Wide(0.02)
    monkeypatch.setattr(LocalFolder, "storage", lambda _self: slow)
    monkeypatch.setattr(choosing, "LONGEST_S", 0.2)
    assert storage.download.options(ctx, "paths", {"connection": "lake"}).is_cut
    assert slow.given < 100
