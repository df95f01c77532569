"""Why a process ended, from what it left in its log."""

import re
from pathlib import Path

MOST_READ = 64 * 1024
MOST_SAID = 300
_ERROR = re.compile(r"^[ |+]*((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Exit|Interrupt)\b.*)$")


def end_of(log: Path) -> int:
    """Where the next line will stand; 0 where there is no log."""
    try:
        return log.stat().st_size
    except OSError:
        return 0


def reason_since(log: Path, place: int) -> str:
    """The reason that the lines behind `place` give, in one line; empty where they give none. A log that is
    shorter by now was begun anew, and counts whole."""
    try:
        size = log.stat().st_size
        with log.open("rb") as stream:
            stream.seek(max(place if place <= size else 0, size - MOST_READ))
            return reason_in(stream.read(MOST_READ).decode(errors="replace"))
    except OSError:
        return ""


def reason_in(text: str) -> str:
    """The last error that a traceback ends with, in one line; else the last line; empty without any."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [found[1] for line in lines if (found := _ERROR.match(line))]
    said = (errors or lines)[-1] if lines else ""
    return said if len(said) <= MOST_SAID else f"{said[: MOST_SAID - 1]}…"
