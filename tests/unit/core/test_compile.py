"""From the YAML that people write to the plan that runs."""

from datetime import time

import pytest

from seaway.core.compile import compile_plan
from seaway.core.plan import Backoff, Condition, Deadline, Edge, Kind, Plan, PlanTask, RetryPolicy
from seaway.core.plan_json import plan_from_json, plan_to_json
from seaway.errors import BadRequestError, NewerSchemaError, StoreError
from seaway.spec.catalog import BlueprintInfo, Catalog
from seaway.spec.model import Workflow
from seaway.spec.project import Project

CATALOG = Catalog(
    {
        "slack.send": BlueprintInfo(name="slack.send", is_idempotent=False),
        "storage.wait_for": BlueprintInfo(name="storage.wait_for", waits=True, is_sensor=True),
    }
)


def compiled(tasks: dict[str, object], project: Project | None = None, **keys: object) -> Plan:
    workflow = Workflow.model_validate({"tasks": tasks, **keys})
    return compile_plan("daily", workflow, project, CATALOG)


def only(**keys: object) -> PlanTask:
    keys = (
        keys if keys.keys() & {"uses", "workflow", "approval", "switch", "tasks"} else {"run": "true", **keys}
    )
    return compiled({"t": keys}).main.tasks[0]


def test_tasks_come_upstreams_first_else_as_written() -> None:
    tasks = {
        "c": {"run": "c", "needs": ["a", "b"]},
        "b": {"run": "b", "needs": "a"},
        "a": {"run": "a"},
        "z": {"run": "z"},
    }
    assert [task.id for task in compiled(tasks).main.tasks] == ["a", "z", "b", "c"]


def test_a_cycle_and_an_unknown_task_are_refused_in_words() -> None:
    with pytest.raises(BadRequestError, match="wait for each other: a, b"):
        compiled({"a": {"run": "x", "needs": "b"}, "b": {"run": "x", "needs": "a"}})
    with pytest.raises(BadRequestError, match="a needs nope"):
        compiled({"a": {"run": "x", "needs": "nope"}})


def test_edges_of_all_kinds() -> None:
    tasks = {
        "a": {"run": "a"},
        "s": {"switch": {"cases": {"eu": "{{ x }}", "us": False}, "default": "rest"}},
        "b": {"run": "b", "needs": {"a": [2, "100-120"], "s": "eu"}, "join": 1},
    }
    switch, b = compiled(tasks).main.tasks[1:]
    assert b.edges == (
        Edge(upstream="a", condition=Condition.EXIT_CODES, exit_codes=((2, 2), (100, 120))),
        Edge(upstream="s", condition=Condition.LABEL, label="eu"),
    )
    assert b.join == 1
    assert switch.kind is Kind.SWITCH
    assert switch.switch == (("eu", "{{ x }}"), ("us", "false"), ("rest", ""))


def test_policies_are_in_seconds() -> None:
    found = only(
        timeout="1h30m",
        retry={
            "attempts": 3,
            "delay": "5s",
            "backoff": "linear",
            "on": ["timed_out"],
            "unless_exit_codes": 2,
        },
        deadline={"by": "07:00"},
    )
    assert found.timeout_s == 5400
    assert found.retry == RetryPolicy(
        attempts=3,
        delay_s=5,
        backoff=Backoff.LINEAR,
        on_failure=False,
        on_timeout=True,
        unless_exit_codes=((2, 2),),
    )
    assert found.deadline == Deadline(by=time(7), timezone="UTC")


def test_the_nearest_default_wins() -> None:
    project = Project.model_validate({"timezone": "Asia/Tokyo", "defaults": {"retry": 5, "priority": 3}})
    plan = compiled(
        {"a": {"run": "x"}, "b": {"run": "x", "retry": 2, "deadline": {"by": "06:00"}}},
        project,
        defaults={"retry": 4},
        deadline={"by": "09:00"},
    )
    assert [task.retry.attempts for task in plan.main.tasks] == [4, 2]
    assert [task.priority for task in plan.main.tasks] == [3, 3]
    assert plan.deadline == Deadline(by=time(9), timezone="Asia/Tokyo")


def test_a_sensor_is_retried_only_if_it_asks_itself() -> None:
    tasks = {"w": {"uses": "storage.wait_for"}, "x": {"uses": "storage.wait_for", "retry": 2}}
    waits, asks = compiled(tasks, defaults={"retry": 9}).main.tasks
    assert (waits.is_sensor, waits.retry.attempts, asks.retry.attempts) == (True, 1, 2)


def test_whether_it_may_run_twice_is_the_blueprints_word_unless_the_task_says() -> None:
    assert not only(uses="slack.send").is_idempotent
    assert only(uses="slack.send", idempotent=True).is_idempotent
    assert only().is_idempotent
    assert not only(idempotent=False).is_idempotent


def test_a_grace_is_the_tasks_own_or_a_default() -> None:
    tasks = {"a": {"run": "x"}, "b": {"run": "x", "grace": "0s"}, "c": {"approval": "ok?"}}
    plan = compiled(tasks, defaults={"grace": "2m"})
    assert [task.payload.get("grace_s") for task in plan.main.tasks] == [120.0, 0.0, None]


@pytest.mark.parametrize(
    ("written", "tolerate"),
    [(None, 0.0), (3, 3.0), ("5%", 0.05), ("100%", 100_000.0), (0, 0.0)],
)
def test_tolerance_is_a_count_or_a_share(written: object, tolerate: float) -> None:
    foreach = {"items": ["a"], **({"tolerate": written} if written is not None else {})}
    found = only(foreach=foreach).foreach
    assert found is not None
    assert found.tolerate == tolerate


def test_items_are_literal_or_an_expression() -> None:
    literal, expression = only(foreach=[1, 2]).foreach, only(foreach="{{ tasks.x.outputs.paths }}").foreach
    assert literal is not None
    assert literal.items == (1, 2)
    assert expression is not None
    assert expression.expression == "{{ tasks.x.outputs.paths }}"


def test_a_literal_matrix_becomes_its_combinations_another_is_left_to_the_engine() -> None:
    literal = only(foreach={"matrix": {"a": [1, 2], "b": ["x"]}}).foreach
    assert literal is not None
    assert literal.items == ({"a": 1, "b": "x"}, {"a": 2, "b": "x"})
    late = only(foreach={"matrix": {"a": [1], "b": "{{ inputs.b }}"}}).foreach
    assert late is not None
    assert (late.items, late.matrix) == (None, {"a": (1,), "b": "{{ inputs.b }}"})


def test_a_matrix_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadRequestError, match="1000000 combinations"):
        only(foreach={"matrix": {"a": list(range(1000)), "b": list(range(1000))}})


def test_when_may_be_a_word_or_an_expression() -> None:
    assert only(when="{{ inputs.full }}").when == "{{ inputs.full }}"
    assert (only(when=True).when, only(when=False).when) == ("", "false")


def test_payloads_hold_what_the_kind_needs() -> None:
    script = only(run="echo", packages=["polars"], resources={"memory": "2GiB"}, outputs={"n": "integer"})
    assert script.payload == {
        "run": "echo",
        "language": "bash",
        "packages": ["polars"],
        "outputs": {"n": "integer"},
        "resources": {"memory": 2 * 1024**3},
    }
    assert only(workflow="other", **{"with": {"day": 1}}).payload == {"workflow": "other", "with": {"day": 1}}
    approval = only(approval={"message": "ok?", "approvers": ["ann"], "expires": "2d"})
    assert approval.payload == {"message": "ok?", "approvers": ["ann"]}
    assert (approval.kind, approval.expires_s) == (Kind.APPROVAL, 172_800)
    assert only(run="x", files={"from": [], "max": "1MiB"}).payload["files"] == {"from": [], "max": 1024**2}


def test_a_group_has_a_graph_inside() -> None:
    found = only(tasks={"b": {"run": "x", "needs": "a"}, "a": {"run": "x"}}, outputs={"n": "{{ tasks.a }}"})
    assert found.group is not None
    assert [task.id for task in found.group.tasks] == ["a", "b"]
    assert found.payload == {"outputs": {"n": "{{ tasks.a }}"}}


def test_labels_and_policies_leave_the_definition_as_it_is() -> None:
    same = only(run="echo 1")
    assert same.definition == only(run="echo 1", name="A label", retry=3, timeout="1h").definition
    assert same.definition != only(run="echo 2").definition
    assert same.definition != only(run="echo 1", env={"A": "1"}).definition


def test_a_plan_survives_its_json() -> None:
    plan = compiled(
        {
            "a": {"run": "x", "deadline": {"by": "07:00"}},
            "g": {
                "tasks": {"b": {"run": "x"}},
                "foreach": {"matrix": {"k": [1, 2]}},
                "needs": "a",
                "join": 1,
            },
        },
        timeout="6h",
        on_failure={"tell": {"uses": "slack.send"}},
        finally_={"close": {"run": "x"}},
        concurrency={"limit": 1},
    )
    text = plan_to_json(plan)
    assert text.startswith('{"version":1,')
    assert plan_from_json(text) == plan
    assert plan.payload["concurrency"] == {"limit": 1}


def test_a_plan_that_cant_be_read_says_so() -> None:
    with pytest.raises(NewerSchemaError, match="version 2"):
        plan_from_json('{"version": 2, "plan": {}}')
    with pytest.raises(StoreError, match="can't be read"):
        plan_from_json('{"version": 1, "plan": {"workflow": 3}}')
    with pytest.raises(StoreError, match="can't be read"):
        plan_from_json("{")
