"""What a run of dbt left: counts, the assets that it wrote, and its artifacts as files of the task.

Source: dbt's run-results (v6) and manifest (v12) schemas."""

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    results = _read(target / "run_results.json").get("results", [])
    nodes = _read(target / "manifest.json").get("nodes", {}) if results else {}
    for result in results:
        node = nodes.get(result.get("unique_id"), {})
        if result.get("status") == "success" and node.get("resource_type") in _WRITES:
            _report(ctx, node, result, connection)
    return Counter(_word(str(result.get("status"))) for result in results)


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
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found
