"""Measures as text in Prometheus's exposition format, version 0.0.4."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from seaway.engine.gauges import Gauges, Histogram

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is measured outside of the engine."""

    version: str
    waiting: Mapping[str, int]
    """Runs that no engine has begun, by project."""
    under_way: Mapping[str, int]
    engines: int
    slots: int
    clients: int
    events_sent: int
    clients_cut_off: int
    lag: Histogram


def exposition(standing: Standing, gauges: Gauges | None) -> str:
    """All measures. Those of the engine are left out where none tells them; `seaway_engine_tells` says so."""
    lines: list[str] = []
    for family in (*_families(standing), *(_engine_families(gauges) if gauges is not None else ())):
        lines += family
    lines += _family(
        "seaway_engine_tells", "gauge", "Whether an engine tells its measures.", [({}, gauges is not None)]
    )
    return "\n".join(lines) + "\n"


def _families(standing: Standing) -> Iterator[list[str]]:
    by_project = [({"project": name}, count) for name, count in sorted(standing.waiting.items())]
    yield _family("seaway_info", "gauge", "The version.", [({"version": standing.version}, 1)])
    yield _family("seaway_queue_depth", "gauge", "Runs that wait to begin.", by_project)
    live = [({"project": name}, count) for name, count in sorted(standing.under_way.items())]
    yield _family("seaway_runs_under_way", "gauge", "Runs that have begun and are not over.", live)
    yield _family(
        "seaway_engines", "gauge", "Engines that gave a sign of life lately.", [({}, standing.engines)]
    )
    yield _family("seaway_slots", "gauge", "How many attempts may run at once.", [({}, standing.slots)])
    yield _family("seaway_live_clients", "gauge", "Clients of the live stream.", [({}, standing.clients)])
    yield _family("seaway_events_total", "counter", "Events written out.", [({}, standing.events_sent)])
    cut: list[tuple[Labels, float]] = [({}, standing.clients_cut_off)]
    yield _family("seaway_live_clients_cut_off_total", "counter", "Clients that read too slowly.", cut)
    said = "From the end of a task to its event, in seconds."
    yield _histogram("seaway_event_lag_seconds", said, [({}, standing.lag)])


def _engine_families(gauges: Gauges) -> Iterator[list[str]]:
    yield _family("seaway_slots_busy", "gauge", "Attempts that run.", [({}, gauges.slots_busy)])
    yield _family(
        "seaway_runs_in_memory", "gauge", "Runs that the engine works on.", [({}, gauges.runs_open)]
    )
    yield _family("seaway_inbox_depth", "gauge", "Events that wait for the engine.", [({}, gauges.inbox)])
    yield _histogram("seaway_step_seconds", "One turn of the engine.", [({}, gauges.steps)])
    yield _histogram("seaway_commit_seconds", "One commit of the engine.", [({}, gauges.commits)])
    said = "From the moment of a tick to its run."
    yield _histogram("seaway_tick_lateness_seconds", said, [({}, gauges.ticks_late)])
    ended = [({"state": state}, found) for state, found in sorted(gauges.tasks.items())]
    yield _histogram("seaway_task_seconds", "How long tasks took, by the state they ended in.", ended)


def _family(name: str, kind: str, said: str, values: Iterable[tuple[Labels, float]]) -> list[str]:
    head = [f"# HELP {name} {said}", f"# TYPE {name} {kind}"]
    return head + [f"{name}{_labels(labels)} {_number(value)}" for labels, value in values]


def _histogram(name: str, said: str, values: Iterable[tuple[Labels, Histogram]]) -> list[str]:
    lines = [f"# HELP {name} {said}", f"# TYPE {name} histogram"]
    for labels, found in values:
        total = 0
        for bound, count in zip((*found.bounds, float("inf")), found.counts, strict=True):
            total += count
            said_bound = "+Inf" if bound == float("inf") else f"{bound:g}"
            lines.append(f"{name}_bucket{_labels({**labels, 'le': said_bound})} {total}")
        lines.append(f"{name}_sum{_labels(labels)} {_number(found.total)}")
        lines.append(f"{name}_count{_labels(labels)} {total}")
    return lines


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.9g}"
