"""Durations (`90s`, `1h30m`) and sizes (`512MiB`) as people write them."""

import re
from datetime import timedelta

_UNIT_S = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)", re.ASCII)
_DURATION = re.compile(rf"\s*(?:{_PART.pattern}\s*)+", re.ASCII)
MAX_DURATION = timedelta(days=3_660)

_UNIT_BYTES = {"": 1, "b": 1} | {
    unit.lower(): size
    for power, letter in enumerate("KMGT", start=1)
    for unit, size in ((f"{letter}B", 1000**power), (f"{letter}iB", 1024**power), (letter, 1024**power))
}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", re.ASCII)

DURATION_FORM = 'a duration such as "30s", "10m", "6h", "1d" or "1h30m"'
SIZE_FORM = 'a size such as "512MiB" or "2GB"'


def parse_duration(text: str) -> timedelta:
    """Read `1h30m`; raises ValueError whose text completes the sentence "… is not a duration: "."""
    if len(text) > 64 or not _DURATION.fullmatch(text):
        raise ValueError("write a number and a unit: ms, s, m, h, d or w")
    parts = _PART.findall(text)
    units = [unit for _, unit in parts]
    if len(set(units)) != len(units):
        raise ValueError("a unit is named twice")
    seconds = sum(float(number) * _UNIT_S[unit] for number, unit in parts)
    if seconds > MAX_DURATION.total_seconds():
        raise ValueError("it is longer than ten years")
    return timedelta(seconds=seconds)


def format_duration(duration: timedelta) -> str:
    """The shortest spelling that `parse_duration` reads back to the same value."""
    left_ms = round(duration.total_seconds() * 1000)
    if left_ms <= 0:
        return "0s"
    parts = []
    for unit, size_ms in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, left_ms = divmod(left_ms, size_ms)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def parse_size(text: str) -> int:
    """Read `2GiB` as bytes; KB is 1000, KiB and K are 1024."""
    match = _SIZE.fullmatch(text) if len(text) <= 64 else None
    if match is None or match[2].lower() not in _UNIT_BYTES:
        raise ValueError("write a number and a unit: B, KB, MB, GB, TB, KiB, MiB, GiB or TiB")
    return int(float(match[1]) * _UNIT_BYTES[match[2].lower()])


def format_size(size_bytes: int) -> str:
    """The size in the largest binary unit that divides it evenly."""
    for power, unit in ((4, "TiB"), (3, "GiB"), (2, "MiB"), (1, "KiB")):
        if size_bytes and size_bytes % 1024**power == 0:
            return f"{size_bytes // 1024**power}{unit}"
    return f"{size_bytes}B"
