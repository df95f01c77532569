"""Tasks and workflows as a user writes them; traced by the tests."""

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

from seaway.sdk.context import Context
from seaway.spec.python import (
    approval,
    finally_,
    group,
    on_failure,
    script,
    subworkflow,
    switch,
    task,
    use,
    when,
    workflow,
)


@task(retry=3, timeout="10m")
def extract(day: date, country: str = "de") -> list[str]:
    return [f"{country}-{day}-{number}" for number in range(2)]


@task
def load(part: str, into: str = "lake") -> int:
    """Load one part."""
    return len(part)


@task(packages=["polars==2.*"])
def report(rows: Any = None) -> dict[str, int]:
    return {"rows": 1}


@task
def logs(ctx: "Context", text: str, seen: int = 0) -> None:
    ctx.log.info(text)


@workflow(schedule="0 0 * * *", timezone="UTC")
def daily(day: date) -> None:
    load.foreach(extract(day))


@workflow(workflow_id="finance-view", owner="data-team", concurrency={"limit": 1})
def finance(
    day: date,
    mode: Literal["full", "delta"] = "delta",
    limit: Annotated[int, "Most rows.", {"min": 1}] = 10,
    note: str | None = None,
    countries: list[str] = ["de", "fr"],  # noqa: B006
) -> Any:
    """Consolidate the payments of a day."""
    parts = extract(day)
    again = extract(day, "fr")
    loaded = load.foreach(parts, key="{{ item }}", max_parallel=3, into=f"warehouse/{mode}")
    made = report(rows=[parts.result, {"more": again}])
    wait = use("storage.wait_for", connection="lake", paths=[f"raw/{day}/*.csv"]).set(timeout="2h")
    printed = script(f"python report.py --day {day}", outputs={"rows": "integer"}).after(loaded, wait)
    with when(printed.outputs.rows > limit):
        ask = approval("Publish?", fields={"note": "text"}, expires="1d")
        subworkflow("publish", day=day).after(ask)
    made.on_failed(use("flow.fail", message="no report"))
    choice = switch({"big": printed.outputs.rows > 1000}, default="small")
    with choice.case("big"):
        load(part="big").join("any")
    with group("per_country", foreach=countries, max_parallel=2) as country:
        inner = extract(day, country)
        load(inner[0])
    with on_failure():
        use("slack.send", text="{{ run.error }}")
    with finally_():
        script("rm -rf scratch", task_id="clean")
    return {"rows": printed.outputs.rows}


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


@workflow
def typed(
    size: Size,
    numbers: list[int],
    sizes: list[Literal["a", "b"]],
    options: dict[str, int],
    file: Path,
    share: float = 0.5,
    is_new: bool = False,
) -> None:
    report()


@workflow
def decides(day: date) -> None:
    if extract(day):
        report()


@workflow
def loops(day: date) -> None:
    for part in extract(day):
        load(part)


@workflow
def hands_over_an_object() -> None:
    report(rows=object())


@workflow
def has_an_unknown_key() -> None:
    report().set(retrys=3)


@workflow
def calls_wrongly(day: date) -> None:
    extract(days=day)


@workflow
def compares(mode: str) -> None:
    if mode == "full":
        report()


@workflow
def calls_another(day: date) -> None:
    daily(day=day)
