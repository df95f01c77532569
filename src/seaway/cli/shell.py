"""What every command shares: exit codes, errors as sentences, and where the project is.

Exit codes: 0 done, 1 the run failed or the answer is no, 2 bad input, 70 a mistake in Seaway, 130
interrupted."""

import errno
import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from seaway.cli import looks
from seaway.errors import BusyError, SeawayError, StoreError

OK = 0
FAILED = 1
BAD_INPUT = 2
INTERNAL = 70
INTERRUPTED = 130
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


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
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    except click.ClickException as error:
        return _say(error.format_message(), _usage_hint(error), "usage", BAD_INPUT, wants_json=wants_json)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click itself exits where a pipe breaks
        _close_quietly()
        return OK
    except SeawayError as error:
        return say_error(error, wants_json=wants_json)
    except Exception as error:  # noqa: BLE001 - the last place where a mistake of ours can become a sentence
        if _has_only(error, BrokenPipeError):
            _close_quietly()
            return OK
        if isinstance(error, OSError) and error.errno in _FULL:
            full = f"The disk is full: {error.filename or 'nothing more can be written'}"
            return _say(full, "Free some space, then try again.", "disk_full", FAILED, wants_json=wants_json)
        return _confess(error, wants_json=wants_json)
    return result if isinstance(result, int) else OK


def _has_only(error: Exception, kind: type[Exception]) -> bool:
    """Whether tasks that ran side by side all ended by this."""
    return isinstance(error, ExceptionGroup) and error.split(kind)[1] is None


def say_error(error: SeawayError, *, wants_json: bool, folder: Path | None = None) -> int:
    """Say what is wrong; returns the exit code. `folder` is where files with problems stand."""
    from seaway.spec.problems import SpecError

    if isinstance(error, SpecError):
        from seaway.cli.problems import say_problems

        say_problems(error.problems, folder or find_project(Path.cwd()), as_json=wants_json)
        return BAD_INPUT
    code = FAILED if isinstance(error, BusyError | StoreError) else BAD_INPUT
    return _say(error.message, error.hint, error.code, code, wants_json=wants_json)


def keep_diary(home: Path, name: str = "engine.log") -> None:
    """What loops say of themselves goes to a file of the state folder, not between the lines of a command."""
    import logging
    from logging.handlers import RotatingFileHandler

    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    if root.handlers:
        return
    try:
        handler: logging.Handler = RotatingFileHandler(
            home / name, maxBytes=5_000_000, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def find_project(start: Path) -> Path:
    """The project's folder at or above `start`; `start` itself where there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if is_project(folder):
            return folder
    return start


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project, or the state of what was run in it."""
    return any((folder / name).exists() for name in ("seaway.toml", "workflows", ".seaway/seaway.db"))


def _say(message: str, hint: str, code: str, exit_code: int, *, wants_json: bool) -> int:
    if wants_json:
        click.echo(json.dumps({"error": {"code": code, "message": message, "hint": hint}}))
    else:
        click.echo(f"{looks.paint('error', 'red', is_bold=True)}: {looks.shown(message)}", err=True)
        if hint:
            click.echo(f"{looks.dim('hint')}: {looks.shown(hint)}", err=True)
    return exit_code


def _usage_hint(error: click.ClickException) -> str:
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return ""
    return f"`{error.ctx.command_path} --help` shows how it is used."


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
