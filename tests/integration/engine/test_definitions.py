"""Definitions while runs go on: edits, half-saved files, workflows in Python, packages."""

from dataclasses import replace
from pathlib import Path

import pytest

from seaway.core.states import RunState
from seaway.engine.lock import Lock
from seaway.spec.problems import SpecError
from seaway.store import revisions, runs, workflows
from tests.support.projects import PROJECT, Site
from tests.support.wheels import from_index, make_index

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_edit_of_script_and_workflow_changes_nothing_for_the_run_under_way(
    site: Site, tmp_path: Path
) -> None:
    site.write("scripts/greet.sh", "echo old script\n")
    body = f"""
        tasks:
          hold: {{run: "bash scripts/hold.sh {tmp_path}"}}
          greet: {{needs: hold, run: "bash scripts/greet.sh; echo old workflow"}}
    """
    name = site.add(body)
    await site.publish()
    run_id = await site.submit(name)
    await site.appears(tmp_path / "began")
    site.write("scripts/greet.sh", "echo new script\n")
    site.add(body.replace("old workflow", "new workflow"), name)
    (await site.publish()).get(name).require()
    (tmp_path / "go").touch()
    assert (await site.ended(run_id)).log("greet") == "old script\nold workflow"
    newer = await site.ended(await site.submit(name))
    assert newer.log("greet") == "new script\nnew workflow"


async def test_a_half_saved_file_leaves_the_last_valid_revision_active(site: Site) -> None:
    name = site.add('tasks: {one: {run: "echo fine"}}\n')
    await site.publish()
    site.write(f"workflows/{name}.yaml", 'seaway: 1\ntasks: {one: {run: "echo ha')
    definition = (await site.publish()).get(name)
    assert not definition.is_valid
    ran = await site.ended(await site.submit(name))
    assert ran.log("one") == "fine"
    record = await site.database.read(lambda connection: workflows.get(connection, PROJECT, name))
    assert "syntax" in str(record.problems)


async def test_where_a_blueprint_is_unknown_the_file_that_may_hold_it_is_named_too(site: Site) -> None:
    site.write("blueprints/yard.py", "from seaway import Nope\n")
    name = site.add("tasks: {job: {uses: yard.wait}}")
    definitions = site.here.definitions()
    with pytest.raises(SpecError) as raised:
        definitions.require(definitions.get(name))
    assert [each.file for each in raised.value.problems] == ["blueprints/yard.py", f"workflows/{name}.yaml"]


async def test_a_workflow_in_python_runs_as_one_in_yaml_does(site: Site) -> None:
    site.write(
        "workflows/daily.py",
        """
        from datetime import date

        from seaway import task, workflow

        @task
        def extract(day: date) -> list[int]:
            return [day.day, day.day + 1]

        @task(retry=2)
        def load(n: int) -> int:
            return n * 10

        @task
        def total(numbers: list[int]) -> int:
            return sum(numbers)

        @workflow
        def daily_in_python(day: date):
            total(load.foreach(extract(day)))
        """,
    )
    definitions = await site.publish()
    name = next(each for each in definitions.by_id if "python" in each)
    definitions.get(name).require()
    ran = await site.ended(await site.submit(name, day="2011-11-17"))
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.outputs("total") == {"result": 350}


# --- packages -----------------------------------------------------------------------------------------------


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index with the package `harbor`, and nothing else to take packages from."""
    made = make_index(tmp_path / "index")
    for name, value in from_index(made, tmp_path).items():
        monkeypatch.setenv(name, value)
    return made


@pytest.mark.slow
async def test_a_task_runs_with_its_packages_which_are_locked_with_the_revision(
    site: Site, index: Path
) -> None:
    ran = await site.run("""
        tasks:
          with_package:
            packages: [harbor<2]
            language: python
            run: "import harbor; print('harbor', harbor.VERSION)"
          without: {language: python, run: "import harbor", needs: {with_package: completed}}
    """)
    assert ran.log("with_package").splitlines()[-1] == "harbor 1.0", str(ran)
    assert "harbor==1.0" in ran.log("with_package")
    assert "ModuleNotFoundError" in ran.says("without")

    def read(connection: object) -> Lock:
        record = runs.get(connection, ran.id)  # type: ignore[arg-type]
        revision = revisions.get(connection, PROJECT, record.workflow, record.revision)  # type: ignore[arg-type]
        return Lock.from_json(revision.lock)

    lock = await site.database.read(read)
    (locked,) = lock.requirements[lock.environments["with_package"]]
    assert locked.startswith("harbor==1.0 --hash=sha256:")
    assert str(index) not in locked


async def test_a_package_that_there_is_not_makes_the_workflow_invalid_and_is_named(
    site: Site, index: Path
) -> None:
    name = site.add("""
        tasks:
          one: {packages: [no-such-harbor], run: "true"}
    """)
    await site.publish()
    record = await site.database.read(lambda connection: workflows.get(connection, PROJECT, name))
    assert record.active_revision is None
    assert "no-such-harbor" in str(record.problems)


async def test_where_an_administrator_allows_no_packages_a_task_that_names_some_is_invalid(
    site: Site, tmp_path: Path
) -> None:
    name = site.add("""
        tasks:
          one: {packages: [harbor], run: "true"}
    """)
    here = replace(site.here, settings=replace(site.here.settings, may_install=False))
    await here.publisher(site.database).publish(here.definitions())
    record = await site.database.read(lambda connection: workflows.get(connection, PROJECT, name))
    assert record.active_revision is None
    assert "SEAWAY_INSTALL_PACKAGES" in str(record.problems)


@pytest.mark.slow
async def test_a_blueprint_of_the_project_gets_the_packages_that_it_needs(site: Site, index: Path) -> None:
    site.write(
        "blueprints/port.py",
        "from seaway.sdk.blueprint import blueprint\nfrom seaway.sdk.context import Context\n\n"
        '@blueprint("port.enter", title="Enter", category="Own", packages=("harbor<2",))\n'
        "def enter(ctx: Context) -> dict[str, str]:\n"
        '    """Enter."""\n    import harbor\n\n    return {"version": harbor.VERSION}\n',
    )
    ran = await site.run("""
        tasks:
          one: {uses: port.enter}
    """)
    assert ran.outputs("one") == {"version": "1.0"}, str(ran)
