"""Asks a connection whether it works. Its class is somebody's code, and the other side may hang, so it
happens in a process of its own, within a time and a memory limit."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from seaway.worker import variables
from seaway.worker.inspection import end, listen
from seaway.worker.last_words import cause

TIMEOUT_S = 30.0


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is asked. `values`: resolved, with `type` and `name`; secrets in the clear, so it
    comes by a file that has no name. `is_form`: whether the fields make a connection at all, without asking
    the other side."""

    values: dict[str, object]
    project_dir: str
    is_form: bool = False


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """`message` is one sentence: what was found, or what is wrong; `hint` what to do then."""

    is_ok: bool
    message: str
    hint: str = ""
    code: str = ""
    duration_s: float = 0.0


def check_connection(
    values: Mapping[str, object], *, project_dir: Path, timeout_s: float = TIMEOUT_S, is_form: bool = False
) -> Checked:
    """Ask the other side once. Blocks; call it in a thread. Never raises for what is wrong with it."""
    asked = Asked(values=dict(values), project_dir=str(project_dir.resolve()), is_form=is_form)
    begun = time.monotonic()
    with tempfile.TemporaryFile() as stdin:
        stdin.write(msgspec.json.encode(asked, enc_hook=str))
        stdin.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "seaway.worker.check"],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables.inherited() | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
            cwd=project_dir,
            start_new_session=True,
        )
        try:
            answer, said = listen(process, timeout_s)
        except TimeoutError:
            return _too_slow(timeout_s)
        finally:
            end(process)
    took = round(time.monotonic() - begun, 3)
    try:
        return msgspec.structs.replace(msgspec.json.decode(answer, type=Checked), duration_s=took)
    except msgspec.DecodeError:
        return _died(process.returncode, said, took)


def _too_slow(timeout_s: float) -> Checked:
    return Checked(
        is_ok=False,
        message=f"There was no answer within {timeout_s:g} s.",
        hint="Check the host and the port, and whether a firewall stands between.",
        code="unavailable",
        duration_s=timeout_s,
    )


def _died(code: int, said: bytes, took: float) -> Checked:
    last = cause(said.decode(errors="replace"))
    return Checked(
        is_ok=False,
        message=f"The check ended its process with code {code}. {last}".strip(),
        hint="This is a fault of the connection's class.",
        code="internal",
        duration_s=took,
    )
