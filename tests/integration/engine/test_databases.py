"""The same work on SQLite and on PostgreSQL, and several engines on one PostgreSQL database."""

import csv
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from seaway.core.states import RunState, TaskState
from seaway.errors import BadRequestError
from seaway.ids import RunId
from seaway.store import engines, runs
from tests.support.engine_process import engine_process
from tests.support.projects import Ran, Site, lines_of, open_site
from tests.support.yards import eventually, is_alive

_PROVIDERS = {
    "stripe": [("2011-11-17", "10.50"), ("2011-11-17", "-2.00")],
    "paypal": [("2011-11-17", "7.25")],
}
_CODE = """
import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from seaway import task

def consolidate(provider: str):
    with open(f"raw/{provider}.csv", newline="") as source:
        rows = [(row["day"], Decimal(row["amount"])) for row in csv.DictReader(source)]
    Path("rows.csv").write_text("".join(f"{day},{amount}\\n" for day, amount in rows))
    return {"rows": len(rows), "total": sum(amount for _, amount in rows)}
"""
_FINANCE = """
    inputs: {day: {type: date, default: "{{ run.logical_date }}"}}
    defaults: {retry: {attempts: 2, delay: 10ms}}
    tasks:
      exports: {uses: storage.wait_for, with: {connection: lake, paths: ["*.csv"]}}
      fetch: {needs: exports, uses: storage.download, with: {connection: lake, paths: ["*.csv"], to: raw}}
      consolidate:
        needs: fetch
        foreach: [stripe, paypal]
        uses: python.call
        with: {function: "code.py:consolidate", args: {provider: "{{ item }}"}}
      report:
        needs: consolidate
        language: python
        run: |
          import json, os
          from pathlib import Path
          lines = [line for place in sorted(Path().glob("*/rows.csv")) for line in place.read_text().split()]
          cents = sum(round(float(line.split(",")[1]) * 100) for line in lines)
          with open(os.environ["SEAWAY_OUTPUT"], "a") as out:
              out.write(json.dumps({"rows": len(lines), "cents": cents}) + "\\n")
        outputs: {rows: integer, cents: integer}
      clean_up: {needs: report, uses: storage.delete, with: {connection: lake, paths: ["*.csv"]}}
    on_failure:
      tell: {run: "echo {{ run.failed_task }}: {{ run.error }}"}
    outputs: {rows: "{{ tasks.report.outputs.rows }}", cents: "{{ tasks.report.outputs.cents }}"}
"""


def write_exports(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for provider, rows in _PROVIDERS.items():
        with (folder / f"{provider}.csv").open("w", newline="") as target:
            csv.writer(target).writerows([("day", "amount"), *rows])


async def test_a_small_finance_pipeline_ends_with_the_same_numbers_on_both(
    any_database_url: str, tmp_path: Path
) -> None:
    write_exports(tmp_path / "lake")
    async with open_site(tmp_path / "project", database=any_database_url) as site:
        site.write("code.py", _CODE)
        with (site.folder / "seaway.toml").open("a") as file:
            file.write(f'\n[connections.lake]\ntype = "local"\npath = "{tmp_path}/lake"\n')
        ran = await site.run(_FINANCE)
        assert ran.state is RunState.SUCCESS, str(ran)
        assert ran.result == {"rows": 3, "cents": 1575}
        assert list((tmp_path / "lake").iterdir()) == []


# --- several engines ----------------------------------------------------------------------------------------


def homes(folder: Path) -> tuple[Path, Path]:
    """Two state folders, as two machines have them."""
    made = folder / "a", folder / "b"
    for home in made:
        home.mkdir()
    return made


async def owners_of(site: Site, run_ids: list[RunId]) -> Counter[str]:
    records = [await site.database.read(lambda connection, it=it: runs.get(connection, it)) for it in run_ids]
    return Counter(record.owner for record in records if record.owner)


@pytest.mark.slow
@pytest.mark.postgres
async def test_two_engines_share_the_runs_and_one_takes_over_what_a_dead_one_leaves(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    """The dead one's attempts end before its lease does, so that none is alive twice."""
    first_home, second_home = homes(tmp_path)
    given: dict[str, Any] = {
        "database": empty_postgres_url,
        "lease_s": 3.0,
        "slots": 40,
        "artifacts": tmp_path / "files",
    }
    async with (
        open_site(tmp_path / "project", has_engine=False, home=first_home, **given) as site,
        engine_process(site.folder, home=first_home, **given) as first,
        engine_process(site.folder, home=second_home, **given),
    ):
        name = site.add(f"""
            tasks:
              before: {{run: "echo x >> {tmp_path}/before; echo $SEAWAY_RUN_ID > id.txt"}}
              work:
                needs: before
                run: |
                  echo $$ >> {tmp_path}/$SEAWAY_RUN_ID
                  until [ -e {tmp_path}/go ]; do sleep 0.02; done
                  cat id.txt >> {tmp_path}/read
        """)
        (await site.publish()).get(name).require()
        run_ids = await shared_runs(site, name)
        for run_id in run_ids:
            await site.reaches(run_id, "work", TaskState.RUNNING)
            await site.appears(tmp_path / run_id)
        dead = await engine_of(site, first.pid)
        orphaned = [it for it in run_ids if (await owners_of(site, [it]))[dead]]
        await first.kill()
        died_s = time.monotonic()
        pids = [int(lines_of(tmp_path / it)[0]) for it in orphaned]
        await eventually(lambda: not any(is_alive(pid) for pid in pids))
        ended_s = time.monotonic() - died_s
        for run_id in orphaned:
            await site.appears(tmp_path / run_id, 2)
        (tmp_path / "go").touch()
        ended: list[Ran] = [await site.ended(run_id) for run_id in run_ids]
    assert ended_s < 3.0
    assert {ran.state for ran in ended} == {RunState.SUCCESS}, [str(ran) for ran in ended]
    assert {ran.run.epoch for ran in ended if ran.id in orphaned} == {2}
    assert len(lines_of(tmp_path / "before")) == len(run_ids)
    assert sorted(lines_of(tmp_path / "read")) == sorted(run_ids)


async def shared_runs(site: Site, name: str) -> list[RunId]:
    """Runs, started one by one until both engines have some."""
    run_ids: list[RunId] = []
    while len(await owners_of(site, run_ids)) < 2:
        assert len(run_ids) < 40
        run_ids.append(await site.submit(name))
        await site.until(run_ids[-1], lambda ran: ran.run.owner is not None)
    return run_ids


async def engine_of(site: Site, pid: int) -> str:
    known = await site.database.read(engines.list_engines)
    return next(engine.id for engine in known if engine.pid == pid)


@pytest.mark.slow
@pytest.mark.postgres
async def test_two_engines_together_run_as_many_tasks_as_a_pool_has_slots(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    """The project's pool `narrow` has one slot; a folder that can be made only once shows who is inside."""
    first_home, second_home = homes(tmp_path)
    given: dict[str, Any] = {"database": empty_postgres_url, "slots": 8, "artifacts": tmp_path / "files"}
    async with (
        open_site(tmp_path / "project", has_engine=False, home=first_home, **given) as site,
        engine_process(site.folder, home=first_home, **given),
        engine_process(site.folder, home=second_home, **given),
    ):
        name = site.add(f"""
            tasks:
              work:
                pool: narrow
                run: |
                  mkdir {tmp_path}/inside || echo x >> {tmp_path}/together
                  sleep 0.1
                  rmdir {tmp_path}/inside
                  echo $PPID >> {tmp_path}/done
        """)
        (await site.publish()).get(name).require()
        run_ids = await shared_runs(site, name)
        run_ids += [await site.submit(name) for _ in range(4)]
        ended = [await site.ended(run_id) for run_id in run_ids]
    assert {ran.state for ran in ended} == {RunState.SUCCESS}, [str(ran) for ran in ended]
    assert not (tmp_path / "together").exists()
    assert len(lines_of(tmp_path / "done")) == len(run_ids)


@pytest.mark.postgres
async def test_an_engine_that_keeps_files_elsewhere_does_not_start_beside_another_one(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    first_home, second_home = homes(tmp_path)
    given: dict[str, Any] = {"database": empty_postgres_url}
    async with open_site(tmp_path / "project", home=first_home, **given):
        with pytest.raises(BadRequestError, match=r"are not in .*b/artifacts") as found:
            async with open_site(tmp_path / "project", home=second_home, **given):
                pass
        assert "SEAWAY_ARTIFACTS" in found.value.hint
    async with open_site(tmp_path / "project", home=second_home, **given):
        pass  # alone it may keep them where it likes
