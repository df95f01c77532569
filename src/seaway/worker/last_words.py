"""What a script's stderr says went wrong, in one line: what an operator reads first."""

import re

MAX_CHARS = 300
_TRACEBACK = "Traceback (most recent call last):"
_RAISED = re.compile(r"(?:\s*\| )?(\S.*)")
"""A line of a traceback that is no frame: the exception, in a group behind a bar."""
_NODE_ENDS = re.compile(r"Node\.js v\d")
_CARET = re.compile(r"\s*\^+")
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def cause(stderr: str) -> str:
    """The exception of the last traceback or of node; else the last line. Empty where nothing is said.

    An exception's message may have many lines; the first one is taken, as it stands alone."""
    lines = [_plain(line) for line in stderr.split("\n")]
    said = [line for line in lines if line.strip()]
    if not said:
        return ""
    found = _of_node(said) if _NODE_ENDS.match(said[-1]) else _of_python(said)
    return (found or said[-1]).strip()[:MAX_CHARS].rstrip()


def _of_python(lines: list[str]) -> str:
    """Names the exception of an uncaught error; empty where there is no traceback."""
    last = max((at for at, line in enumerate(lines) if _TRACEBACK in line), default=-1)
    if last < 0:
        return ""
    after = (_RAISED.fullmatch(line) for line in lines[last + 1 :])
    return next((match[1] for match in after if match), "")


def _of_node(lines: list[str]) -> str:
    """What stands below the line of code with the caret; else the last line that is no frame of the
    stack."""
    caret = max((at for at, line in enumerate(lines) if _CARET.fullmatch(line)), default=-1)
    shown = [line for line in lines[caret + 1 : -1] if not line.startswith((" ", "(Use `node"))]
    return (shown[0] if caret >= 0 else shown[-1]) if shown else ""


def _plain(line: str) -> str:
    """As a terminal shows it: without colours, and after the last return of a progress bar."""
    return _COLOUR.sub("", line).rstrip().rpartition("\r")[2]
