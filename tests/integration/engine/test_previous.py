"""`previous`: a run goes on from where the last successful one ended."""

import pytest

from seaway.core.rerun import RerunChoice, RerunMode
from seaway.core.states import RunState
from seaway.engine.reruns import RerunRequest
from tests.support.projects import Ran, Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNTING = """
    inputs: {fails: {type: boolean, default: false}}
    tasks:
      count:
        env: {SINCE: "{{ previous.outputs.cursor | default(0) }}"}
        run: |
          echo "cursor=$(( SINCE + 1 ))" >> "$SEAWAY_OUTPUT"
          echo "before={{ previous.run_id | default('nobody') }}" >> "$SEAWAY_OUTPUT"
          test "$SEAWAY_INPUT_FAILS" = false
        outputs: {cursor: integer, before: string}
      never: {when: previous.outputs.cursor | default(0) > 99, run: "false"}
    outputs: {cursor: "{{ tasks.count.outputs.cursor }}", before: "{{ tasks.count.outputs.before }}"}
"""


async def run(site: Site, workflow: str, **inputs: object) -> Ran:
    return await site.ended(await site.submit(workflow, **inputs))


async def added(site: Site, body: str) -> str:
    name = site.add(body)
    (await site.publish()).get(name).require()
    return name


async def test_each_run_goes_on_from_the_last_that_succeeded(site: Site) -> None:
    workflow = await added(site, COUNTING)
    first = await run(site, workflow)
    assert first.result == {"cursor": 1, "before": "nobody"}
    failed = await run(site, workflow, fails=True)
    assert failed.state is RunState.FAILED
    second = await run(site, workflow)
    assert second.result == {"cursor": 2, "before": first.id}


async def test_a_rerun_goes_on_from_where_its_first_run_did(site: Site) -> None:
    workflow = await added(site, COUNTING)
    first = await run(site, workflow)
    failed = await run(site, workflow, fails=True)
    await run(site, workflow)
    again = await site.desk.rerun(
        RerunRequest(run_id=failed.id, choice=RerunChoice(RerunMode.ALL), inputs={"fails": False})
    )
    ran = await site.ended(again.run_id)
    assert ran.result == {"cursor": 2, "before": first.id}, str(ran)


async def test_the_default_of_an_input_may_be_what_the_last_run_gave(site: Site) -> None:
    workflow = await added(
        site,
        """
        inputs: {since: {type: integer, default: "{{ previous.outputs.cursor | default(5) }}"}}
        tasks:
          count:
            run: echo "cursor=$(( {{ inputs.since }} * 2 ))" >> $SEAWAY_OUTPUT
            outputs: {cursor: integer}
        outputs: {cursor: "{{ tasks.count.outputs.cursor }}"}
    """,
    )
    assert [(await run(site, workflow)).result for _ in range(2)] == [{"cursor": 10}, {"cursor": 20}]
