"""Times as people read them: how long, how long ago, and exactly."""

from datetime import datetime, timedelta

_DAY_S = 86_400


def duration(seconds: float) -> str:
    """`0.4 s`, `41 s`, `16 m 58 s`, `1 h 12 m`, `3 d 4 h`."""
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    for size, name, inner, inner_name in ((_DAY_S, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s")):
        if whole >= size:
            return f"{whole // size} {name} {whole % size // inner} {inner_name}"
    return f"{whole} s"


def between(start: datetime | None, end: datetime | None) -> str:
    """How long it took; empty where it has not begun or not ended."""
    return duration((end - start).total_seconds()) if start is not None and end is not None else ""


def ago(moment: datetime | None, now: datetime) -> str:
    """Relative within a day, else date and time in the machine's zone; empty for None."""
    if moment is None:
        return ""
    away = now - moment
    if abs(away) < timedelta(seconds=1):
        return "now"
    if abs(away) >= timedelta(days=1):
        return local(moment)
    said = _roughly(abs(away).total_seconds())
    return f"{said} ago" if away > timedelta() else f"in {said}"


def local(moment: datetime) -> str:
    """Date and time in the machine's zone, with the zone."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M %Z")


def clock(moment: datetime) -> str:
    """The time of day in the machine's zone."""
    return moment.astimezone().strftime("%H:%M:%S")


def iso(moment: datetime | None) -> str | None:
    """Exact, in UTC, for machines."""
    return None if moment is None else moment.isoformat()


def _roughly(seconds: float) -> str:
    if seconds < 60:
        return f"{int(seconds)} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    return f"{int(seconds // 3600)} h"
