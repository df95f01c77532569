"""Log lines as events and answers carry them."""

from collections.abc import Sequence

import msgspec

from seaway.blobs.log_index import Numbered
from seaway.blobs.log_levels import level_of
from seaway.blobs.logs import Stream
from seaway.server.shapes.logs import Level, Line, LogStream

_STREAMS = {
    Stream.STDOUT: LogStream.OUT,
    Stream.STDERR: LogStream.ERR,
    Stream.LOGGING: LogStream.LOG,
    Stream.SYSTEM: LogStream.SYS,
}


def to_line(each: Numbered) -> Line:
    line = each.line
    return Line.model_construct(
        n=each.n,
        offset=line.offset,
        time=line.at,
        stream=_STREAMS[line.stream],
        level=Level(level_of(line)),
        text=line.text,
    )


def lines_event(
    run_id: str, task: str, attempt: int, lines: Sequence[Numbered], *, skipped: int = 0
) -> bytes:
    """The data of a `log` event. `skipped`: so many lines before these were not sent, as there were too
    many."""
    return msgspec.json.encode(
        {
            "run_id": run_id,
            "task": task,
            "attempt": attempt,
            "lines": [
                {
                    "n": each.n,
                    "offset": each.line.offset,
                    "time": each.line.at,
                    "stream": _STREAMS[each.line.stream].value,
                    "level": level_of(each.line),
                    "text": each.line.text,
                }
                for each in lines
            ],
            "next_offset": lines[-1].line.end if lines else 0,
            "skipped": skipped,
        }
    )
