"""What every command shares: exit codes, errors as sentences, and where the project is.

Exit codes: 0 done, 1 the run failed or the answer is no, 2 bad input, 70 a mistake in Seaway, 130 interrupted."""

import asyncio
import json
import os
import sys
import traceback
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from seaway.errors import BusyError, SeawayError, StoreError

T = TypeVar("T")
FAILED = 1
BAD_INPUT = 2
INTERNAL = 70
INTERRUPTED = 130


def guarded(command: click.Command, arguments: Sequence[str] | None) -> int:
    """Run a command; whatever goes wrong becomes a sentence and an exit code, never a traceback."""
    wants_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        result = command.main(
            args=None if arguments is None else list(arguments), prog_name="seaway", standalone_mode=False
        )
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.ClickException as error:
        return _say(error.format_message(), "", "bad_input", BAD_INPUT, wants_json=wants_json)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return 0
    except SeawayError as error:
        code = FAILED if isinstance(error, BusyError | StoreError) else BAD_INPUT
        return _say(error.message, error.hint, error.code, code, wants_json=wants_json)
    except Exception as error:  # noqa: BLE001 - the last place where a mistake of ours can become a sentence
        return _confess(error, wants_json=wants_json)
    return result if isinstance(result, int) else 0


def run_async(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def find_project(start: Path) -> Path:
    """The folder with `seaway.toml` or `workflows/` at or above `start`; `start` itself where there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "seaway.toml").is_file() or (folder / "workflows").is_dir():
            return folder
    return start


def _say(message: str, hint: str, code: str, exit_code: int, *, wants_json: bool) -> int:
    if wants_json:
        click.echo(json.dumps({"error": {"code": code, "message": message, "hint": hint}}))
    else:
        click.echo(f"error: {message}", err=True)
        if hint:
            click.echo(f"hint: {hint}", err=True)
    return exit_code


def _confess(error: Exception, *, wants_json: bool) -> int:
    if os.environ.get("SEAWAY_DEBUG") == "1":
        raise error
    where = _write_down(error)
    said = f"Seaway made a mistake: {type(error).__name__}: {error}"
    return _say(
        said, f"The details are in {where}." if where else "", "internal", INTERNAL, wants_json=wants_json
    )


def _write_down(error: Exception) -> Path | None:
    folder = Path(os.environ.get("SEAWAY_HOME") or find_project(Path.cwd()) / ".seaway")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "errors.log"
        with file.open("a", encoding="utf-8") as stream:
            stream.write("".join(traceback.format_exception(error)) + "\n")
        return file
    return None


def _close_quietly() -> None:
    """Whoever read us has gone (`| head`): say nothing, not even at the interpreter's end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
