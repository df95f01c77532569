"""Jobs that run elsewhere: waited for without a worker, found again, cancelled there, begun once."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from seaway.core.states import RunState, TaskState
from tests.support.engine_process import engine_process
from tests.support.job_server import BLUEPRINT, JobServer, job_server
from tests.support.projects import Site, open_site
from tests.support.yards import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def jobs() -> Iterator[JobServer]:
    with job_server() as server:
        yield server


def body(jobs: JobServer, more: str = "") -> str:
    return f"""
        tasks:
          job: {{uses: job.run, with: {{server: "{jobs.url}"}}{more}}}
    """


async def test_a_job_is_waited_for_without_a_slot(site: Site, jobs: JobServer) -> None:
    """More jobs than slots wait, and a task beside them runs."""
    site.write("blueprints/job.py", BLUEPRINT)
    run_id = await site.start(f"""
        tasks:
          jobs: {{foreach: [1, 2, 3, 4, 5, 6, 7, 8], uses: job.run, with: {{server: "{jobs.url}"}}}}
          beside: {{run: "true"}}
        outputs: {{ids: "{{{{ tasks.jobs.outputs | map(attribute='id') | list }}}}"}}
    """)
    await eventually(lambda: len(jobs.jobs) == 8)
    ran = await site.reaches(run_id, "jobs[8]", TaskState.DEFERRED)
    assert ran.tasks["jobs[8]"].reason.startswith("waits for job-")
    await site.reaches(run_id, "beside", TaskState.SUCCESS)
    for job in jobs.jobs.values():
        job.state = "done"
    ran = await site.ended(run_id)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert sorted(ran.result["ids"]) == sorted(jobs.jobs)  # type: ignore[index, call-overload]


async def test_a_cancel_cancels_the_job_there(site: Site, jobs: JobServer) -> None:
    site.write("blueprints/job.py", BLUEPRINT)
    run_id = await site.start(body(jobs))
    await site.reaches(run_id, "job", TaskState.DEFERRED)
    await site.desk.cancel(run_id, reason="not needed")
    assert (await site.ended(run_id)).states == {"job": "cancelled"}
    assert jobs.states == ["cancelled"]


async def test_a_job_that_takes_too_long_is_cancelled_there(site: Site, jobs: JobServer) -> None:
    site.write("blueprints/job.py", BLUEPRINT)
    ran = await site.run(body(jobs, ", timeout: 500ms"))
    assert ran.states == {"job": "timed_out"}, str(ran)
    assert jobs.states == ["cancelled"]


async def test_a_retry_begins_a_new_job_under_a_new_key(site: Site, jobs: JobServer) -> None:
    site.write("blueprints/job.py", BLUEPRINT)
    run_id = await site.start(body(jobs, ", retry: {attempts: 2, delay: 10ms}"))
    await eventually(lambda: len(jobs.jobs) == 1)
    jobs.jobs["job-1"].state = "failed"
    await eventually(lambda: len(jobs.jobs) == 2)
    jobs.jobs["job-2"].state = "done"
    ran = await site.ended(run_id)
    assert ran.outputs("job") == {"id": "job-2"}, str(ran)
    assert jobs.keys == ["job/1", "job/2"]


@pytest.mark.slow
@pytest.mark.parametrize("dies", ["engine", "engine and worker"])
async def test_a_job_that_was_begun_before_the_crash_is_not_begun_again(
    tmp_path: Path, jobs: JobServer, dies: str
) -> None:
    """The engine dies after the job was begun and before it knew: the worker's news is kept; where the
    worker died too, the job is found by its key."""
    async with open_site(tmp_path, has_engine=False) as site:
        site.write("blueprints/job.py", BLUEPRINT)
        jobs.may_answer.clear()
        async with engine_process(tmp_path) as first:
            run_id = await site.start(body(jobs))
            await eventually(lambda: len(jobs.jobs) == 1)
            await first.kill()
        if dies == "engine and worker":
            os.kill(jobs.jobs["job-1"].pid, signal.SIGKILL)
        jobs.may_answer.set()
        async with engine_process(tmp_path):
            ran = await site.reaches(run_id, "job", TaskState.DEFERRED)
            assert ran.tasks["job"].attempt == (1 if dies == "engine" else 2)
            jobs.jobs["job-1"].state = "done"
            ran = await site.ended(run_id)
    assert ran.outputs("job") == {"id": "job-1"}, str(ran)
    assert jobs.keys == ["job/1"]


@pytest.mark.slow
async def test_a_job_that_is_waited_for_goes_on_while_there_is_no_engine(
    tmp_path: Path, jobs: JobServer
) -> None:
    async with open_site(tmp_path, has_engine=False) as site:
        site.write("blueprints/job.py", BLUEPRINT)
        async with engine_process(tmp_path) as first:
            run_id = await site.start(body(jobs))
            await site.reaches(run_id, "job", TaskState.DEFERRED)
            await first.kill()
        jobs.jobs["job-1"].state = "done"
        async with engine_process(tmp_path):
            ran = await site.ended(run_id)
    assert ran.outputs("job") == {"id": "job-1"}, str(ran)
    assert ran.tasks["job"].attempt == 1
