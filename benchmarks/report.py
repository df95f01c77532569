"""The figures as a table, the budgets beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, float]
_COLUMNS = (
    "seconds",
    "per_task_ms",
    "bare_ms",
    "ratio",
    "loop_ms",
    "loop_ratio",
    "peak_rss_mb",
    "peak_pss_mb",
)


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `most` of `figure`."""

    figure: str
    most: float


BUDGETS: Mapping[str, tuple[Budget, ...]] = {
    "chain_normal": (Budget("per_task_ms", 1.2),),
    "chain_full": (Budget("per_task_ms", 1.5),),
    "chain_postgresql": (Budget("per_task_ms", 3.0),),
    "light_full": (Budget("seconds", 0.10),),
    "fanout_full": (Budget("seconds", 5.0), Budget("peak_pss_mb", 250.0)),
    "fanout_100k_full": (Budget("seconds", 50.0), Budget("peak_pss_mb", 250.0)),
    "script_full": (Budget("over_bare_ms", 5.0),),
    "latency_full": (Budget("p50_ms", 8.0), Budget("p99_ms", 40.0)),
    "schedules_normal": (Budget("seconds", 5.0),),
    "schedules_full": (Budget("seconds", 5.0),),
    "schedules_postgresql": (Budget("seconds", 5.0),),
    "help": (Budget("seconds", 0.150),),
    "ready": (Budget("seconds", 2.0),),
    "idle": (Budget("peak_pss_mb", 200.0), Budget("cpu_percent", 0.5)),
    "history_full": (Budget("ratio", 1.15),),
    "history_10m_full": (Budget("ratio", 1.15),),
}


def header() -> str:
    return f"{'what':<22}" + "".join(f"{column:>12}" for column in _COLUMNS) + "  budget"


def line(name: str, figures: Figures) -> str:
    """One line of the table; each budget with a word on whether it is kept."""
    cells = "".join(f"{figures[column]:>12g}" if column in figures else " " * 12 for column in _COLUMNS)
    said = ", ".join(_verdict(budget, figures) for budget in BUDGETS.get(name, ()))
    return f"{name:<22}{cells}  {said}".rstrip()


def _verdict(budget: Budget, figures: Figures) -> str:
    value = figures.get(budget.figure)
    if value is None:
        return f"{budget.figure} not measured"
    word = "kept" if value <= budget.most else "MISSED"
    return f"{budget.figure} {value:g} of {budget.most:g}: {word}"
