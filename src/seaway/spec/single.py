"""A workflow of one task: a blueprint that is run by itself."""

from collections.abc import Mapping

from seaway.spec.catalog import BlueprintInfo

PREFIX = "blueprint-"
TASK = "task"


def workflow_id_of(info: BlueprintInfo) -> str:
    return PREFIX + info.name.replace(".", "-").lower()


def one_task(info: BlueprintInfo, inputs: Mapping[str, object]) -> dict[str, object]:
    """What its file would say; the outputs of the run are those of the task."""
    task: dict[str, object] = {"uses": info.name, **({"with": dict(inputs)} if inputs else {})}
    data: dict[str, object] = {"seaway": 1, "tasks": {TASK: task}}
    names = info.output_names
    if names is None:
        data["outputs"] = {"result": f"{{{{ tasks.{TASK}.outputs }}}}"}
    elif names:
        data["outputs"] = {name: f"{{{{ tasks.{TASK}.outputs.{name} }}}}" for name in names}
    return data
