"""dbt Core for real: its own program from an environment of its own, on DuckDB and on PostgreSQL."""

import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from seaway.errors import DataError, InternalError, InvalidInputError
from seaway.integrations.dbt.blueprints import build, run_models
from seaway.integrations.dbt.blueprints import test as run_tests
from seaway.integrations.dbt.events import Listener
from seaway.integrations.dbt.profile import PASSWORD, profile_of
from seaway.integrations.dbt.program import Command, find_program
from seaway.integrations.duckdb.connection import DuckDB
from seaway.integrations.postgres.connection import Postgres
from seaway.sdk.context import Context
from seaway.sdk.steps import StepState
from tests.servers.emulator import program
from tests.servers.git import server as git_server
from tests.servers.proof import Proof
from tests.support.contexts import Notebook, a_context

PROOF = Proof(system="dbt", how="local server", what="dbt Core 1.11 on DuckDB and PostgreSQL")
SHOP = Path(__file__).parent / "shop"
pytestmark = pytest.mark.slow


class Here:
    """A project with the dbt project `shop`, and a database."""

    def __init__(self, folder: Path) -> None:
        self.notes = Notebook()
        self.ctx: Context = a_context(folder, reporter=self.notes)
        self.shop = folder / "project/shop"
        shutil.copytree(SHOP, self.shop)
        self.warehouse = DuckDB(name="warehouse", path=str(folder / "warehouse.duckdb"))
        self.dbt = str(program("dbt", "dbt"))

    def build(self, **given: object) -> object:
        return build(self.ctx, self.warehouse, "shop", program=self.dbt, **given)

    def write(self, name: str, text: str) -> None:
        (self.shop / name).write_text(text)

    def states(self) -> dict[str, StepState]:
        return {step.name.split(".")[2]: step.state for step in self.notes.parts}


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


def test_each_node_is_a_step_with_its_state_and_the_rows_it_wrote(here: Here) -> None:
    result = here.build()
    assert (result.nodes, result.passed, result.failed) == (8, 8, 0)
    assert set(here.states().values()) == {StepState.SUCCESS}
    assert {"payments", "clean_payments", "revenue", "best_shop"} <= set(here.states())
    assert [step.state for step in here.notes.parts if step.name == "model.shop.revenue"][:2] == [
        StepState.RUNNING,
        StepState.SUCCESS,
    ]
    last = {step.name: step for step in here.notes.parts}
    assert last["seed.shop.payments"].rows == 4
    assert last["model.shop.revenue"].duration_s is not None
    assert here.notes.steps[-1][:2] == (8, 8)
    assert "warehouse/main.revenue" in [asset.name for asset in here.notes.assets]
    assert sorted(place.name for place in here.ctx.files.glob("dbt/*")) == [
        "manifest.json",
        "run_results.json",
    ]


def test_a_failing_model_is_named_with_its_place_and_what_hangs_on_it_is_skipped(here: Here) -> None:
    here.write("models/revenue.sql", "select shop, nowhere as cents from {{ ref('clean_payments') }}")
    with pytest.raises(DataError, match=r"model\.shop\.revenue: .*revenue \(models/revenue\.sql\)") as caught:
        here.build()
    assert "nowhere" in str(caught.value)
    states = here.states()
    assert (states["revenue"], states["best_shop"]) == (StepState.FAILED, StepState.SKIPPED)
    assert states["clean_payments"] is StepState.SUCCESS
    assert here.ctx.files.glob("dbt/run_results.json")


def test_a_failing_test_fails_the_task(here: Here) -> None:
    here.write("seeds/payments.csv", "payment_id,shop,amount_cents\n1,berlin,100\n1,berlin,200\n")
    with pytest.raises(DataError, match="unique_clean_payments_payment_id"):
        here.build()


def test_variables_selection_and_single_verbs(here: Here) -> None:
    here.build(select=["payments"])
    result = run_models(
        here.ctx,
        here.warehouse,
        "shop",
        program=here.dbt,
        select=["+revenue"],
        variables={"least_cents": 1000},
    )
    assert result.nodes == 2
    with here.warehouse.open() as connection:
        assert connection.execute("select count(*) from revenue").fetchone() == (2,)
    assert run_tests(here.ctx, here.warehouse, "shop", program=here.dbt, exclude=["revenue"]).failed == 0


def test_a_project_that_can_not_be_compiled_says_why(here: Here) -> None:
    here.write("models/bad.sql", "select * from {{ ref('nowhere') }}")
    with pytest.raises(InvalidInputError, match=r"models/bad\.sql.*nowhere"):
        here.build()


def test_a_selection_of_nothing_fails_unless_it_may(here: Here) -> None:
    with pytest.raises(InvalidInputError, match="no node"):
        here.build(select=["nothing_of_this_name"])
    assert here.build(select=["nothing_of_this_name"], if_none="skip").nodes == 0


def test_what_is_no_project_and_what_is_no_dbt_are_said(here: Here) -> None:
    with pytest.raises(InvalidInputError, match=r"no dbt_project\.yml"):
        build(here.ctx, here.warehouse, "elsewhere", program=here.dbt)
    with pytest.raises(InternalError, match="no program"):
        build(here.ctx, here.warehouse, "shop", program="/nowhere/dbt")
    with pytest.raises(InvalidInputError, match="no connection"):
        build(here.ctx, None, "shop", program=here.dbt)


def test_a_project_comes_from_git(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "loopback")
    files = {
        f"transform/{place.relative_to(SHOP)}": place.read_text()
        for place in SHOP.rglob("*")
        if place.is_file()
    }
    (tmp_path / "host").mkdir()
    with git_server(tmp_path / "host") as host:
        url = host.repository("shop-dbt", files)
        result = build(here.ctx, here.warehouse, "transform", git=url, program=here.dbt)
    assert result.passed == 8


@pytest.mark.postgres
def test_postgresql_gets_its_password_by_the_environment_alone(
    here: Here, empty_postgres_url: str, tmp_path: Path
) -> None:
    fields = Postgres.fields_from_url(empty_postgres_url)
    connection = Postgres(name="warehouse", password="not-a-secret", **_only(fields))
    profile = profile_of(connection, schema="reports", threads=2)
    profile.write(tmp_path / "profiles", "shop")
    assert "not-a-secret" not in (tmp_path / "profiles/profiles.yml").read_text()
    assert profile.environment == {PASSWORD: "not-a-secret"}
    schema = f"dbt_{tmp_path.name.replace('-', '_')[-20:]}"
    try:
        result = build(here.ctx, connection, "shop", program=here.dbt, schema=schema)
        assert result.passed == 8
        with connection.session() as session:
            assert session.ask(f"SELECT count(*) FROM {schema}.revenue") == (3,)
    finally:
        with connection.session() as session:
            session.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    kept = [place.read_bytes() for place in tmp_path.rglob("*") if place.is_file()]
    assert not any(b"not-a-secret" in content for content in kept)


def _only(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name in ("host", "port", "database", "username")}


@pytest.fixture
def slow_dbt(tmp_path: Path) -> Path:
    """A dbt that takes for ever, and says when it was asked to end."""
    script = tmp_path / "slow-dbt"
    script.write_text(
        "#!/bin/sh\ntrap 'echo ended > ended; exit 1' TERM\necho started\ntouch began\n"
        "while :; do sleep 0.1; done\n"
    )
    script.chmod(0o755)
    return script


def test_a_cancel_ends_dbt_politely(slow_dbt: Path, here: Here, tmp_path: Path) -> None:
    class Cancelled(BaseException):
        pass

    def cancel(*_given: object) -> None:
        raise Cancelled

    def strike() -> None:
        while not (tmp_path / "began").exists():
            threading.Event().wait(0.02)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, cancel)
    try:
        threading.Thread(target=strike, daemon=True).start()
        command = Command(find_program(str(slow_dbt)), tmp_path, tmp_path, {})
        with pytest.raises(Cancelled):
            command.run(["build"], Listener(here.ctx))
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert (tmp_path / "ended").read_text() == "ended\n"
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(slow_dbt) not in listed
