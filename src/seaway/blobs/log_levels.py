"""What level a line of a log has: said by `logging`, or seen in the text of what was printed."""

import re

from seaway.blobs.logs import LogLine, Stream

NAMES = {"D": "debug", "I": "info", "W": "warning", "E": "error", "C": "critical"}

ERROR_NEEDLES = (b"rror", b"ERR", b"raceback (", b"xception", b"FATAL", b"atal:", b"CRITICAL", b"panic:")
"""Every printed line that tells of an error holds one of these; looking for them is cheap."""
SAID_NEEDLES = (b" l E ", b" l C ", b" s E ", b" s C ")
"""The same for lines whose level was said."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_BEGIN_CHARS = 120
# A level as loggers print it near the beginning of a line: `ERROR`, `[error]`, `level=error`, `E0301`.
_WORD = re.compile(
    r"(?:^|[\s\[(|<:=\"'-])(?P<level>CRITICAL|FATAL|PANIC|ERROR|ERR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE)"
    r"(?=$|[\s\])|>:,\"'-])"
)
_SMALL = re.compile(
    r"(?:^|\s)(?:level=|\[)\"?(?P<level>critical|fatal|error|warning|warn|info|debug|trace)\b"
    r"|^(?P<begin>error|fatal|warning|panic)(?:\[[^\]]*\])?:",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"^(?:Traceback \(most recent call last\)|(?:[\w.]+\.)?\w*(?:Error|Exception)(?::|$|\())"
)
_MEANS = {
    "critical": "critical",
    "fatal": "critical",
    "panic": "critical",
    "error": "error",
    "err": "error",
    "warning": "warning",
    "warn": "warning",
    "notice": "info",
    "info": "info",
    "debug": "debug",
    "trace": "debug",
}


def level_of(line: LogLine) -> str:
    """`debug`, `info`, `warning`, `error`, `critical`; empty where nothing tells it."""
    if line.stream in (Stream.LOGGING, Stream.SYSTEM):
        return NAMES.get(line.level, "info")
    return level_in(line.text)


def level_in(text: str) -> str:
    """The level that the text of a printed line tells."""
    begin = _ANSI.sub("", text[: 2 * _BEGIN_CHARS])[:_BEGIN_CHARS]
    found = _WORD.search(begin) or _SMALL.search(begin)
    if found is not None:
        groups = found.groupdict()
        word = groups.get("level") or groups.get("begin") or ""
        return _MEANS[word.lower()]
    return "error" if _RAISED.match(begin) else ""


def is_error(line: LogLine) -> bool:
    return level_of(line) in ("error", "critical")
