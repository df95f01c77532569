"""What a run of dbt left, here or in dbt Cloud: counts, the assets that it wrote, its artifacts as files.

Source: dbt's run-results (v6) and manifest (v12) schemas."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seaway.errors import DataError
from seaway.integrations.dbt.events import STATES
from seaway.sdk.context import Context
from seaway.sdk.steps import StepState

ARTIFACTS = ("manifest.json", "run_results.json", "catalog.json", "sources.json")
_WRITES = frozenset({"model", "seed", "snapshot"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DbtResult:
    """`nodes` ran; `artifacts` are dbt's own files in the task's directory."""

    nodes: int
    passed: int
    warned: int
    failed: int
    skipped: int
    artifacts: list[str]


def keep_artifacts(ctx: Context, target: Path, to: str) -> list[str]:
    """Copy dbt's own files into the task's directory; their names there."""
    kept = []
    for name in ARTIFACTS:
        if (target / name).is_file():
            place = ctx.files.path(f"{to}/{name}")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(target / name, place)
            kept.append(ctx.files.name_of(place))
    return kept


def read_results(ctx: Context, target: Path, connection: str) -> Counter[str]:
    """How many nodes ended how; reports what was written as assets, and its rows with the steps."""
    results, nodes = _results_and_nodes(target)
    for result in results:
        node = nodes.get(str(result.get("unique_id")), {})
        if result.get("status") == "success" and node.get("resource_type") in _WRITES:
            _report(ctx, node, result, connection)
    return Counter(_word(str(result.get("status"))) for result in results)


def show_results(ctx: Context, target: Path) -> dict[str, str]:
    """Show each node as a step, where no events of dbt's did; the message of each that failed."""
    results, nodes = _results_and_nodes(target)
    failures: dict[str, str] = {}
    for result in results:
        name, said = str(result.get("unique_id")), str(result.get("message") or "")
        state = STATES.get(str(result.get("status")), StepState.FAILED)
        kind = str(nodes.get(name, {}).get("resource_type") or name.partition(".")[0])
        took = float(result.get("execution_time") or 0.0)
        ctx.step(name, state, kind=kind, message=said, duration_s=took)
        if state is StepState.FAILED:
            failures[name] = said or f"{kind} {name.rpartition('.')[2]} failed"
    return failures


def failed(failures: Mapping[str, str]) -> DataError:
    """The error of a run of which nodes failed; names the first."""
    name, said = next(iter(failures.items()))
    others = len(failures) - 1
    more = f" (and {others} more failed)" if others else ""
    return DataError(f"{name}{more}: {said}", hint="The steps of this task say how each node ended.")


def _results_and_nodes(target: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    results = _read(target / "run_results.json").get("results", [])
    return results, _read(target / "manifest.json").get("nodes", {}) if results else {}


def _report(ctx: Context, node: dict[str, Any], result: dict[str, Any], connection: str) -> None:
    rows = (result.get("adapter_response") or {}).get("rows_affected")
    count = rows if isinstance(rows, int) and rows >= 0 else None
    columns = {
        name: str(column.get("data_type") or "") for name, column in (node.get("columns") or {}).items()
    }
    table = f"{node.get('schema')}.{node.get('alias') or node.get('name')}"
    if (node.get("config") or {}).get("materialized") != "ephemeral":
        ctx.report_asset(f"{connection or 'dbt'}/{table}", rows=count, columns=columns)
    ctx.step(
        str(result["unique_id"]),
        StepState.SUCCESS,
        kind=str(node["resource_type"]),
        message=str(result.get("message") or ""),
        duration_s=float(result.get("execution_time") or 0.0),
        rows=count,
    )


def _word(status: str) -> str:
    if status in ("success", "pass"):
        return "passed"
    if status in ("warn", "skipped"):
        return {"warn": "warned", "skipped": "skipped"}[status]
    return "skipped" if status == "no-op" else "failed"


def _read(place: Path) -> dict[str, Any]:
    if not place.is_file():
        return {}
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{place.name} of dbt is no JSON: {error}.", hint="Run dbt again.") from error
    return found if isinstance(found, dict) else {}
