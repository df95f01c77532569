"""Asks a connection whether it works. Its class is somebody's code, and the other side may hang, so it
happens in a process of its own, within a time and a memory limit."""

import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from seaway.worker.asking import TIMEOUT_S, ask


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is asked. `values`: resolved, with `type` and `name`; secrets in the clear.
    `is_form`: whether the fields make a connection at all, without asking
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
    try:
        answer = ask("seaway.worker.check", asked, project_dir=project_dir, timeout_s=timeout_s)
    except TimeoutError:
        return _too_slow(timeout_s)
    took = round(time.monotonic() - begun, 3)
    try:
        return msgspec.structs.replace(msgspec.json.decode(answer.content, type=Checked), duration_s=took)
    except msgspec.DecodeError:
        return _died(answer.died, took)


def _too_slow(timeout_s: float) -> Checked:
    return Checked(
        is_ok=False,
        message=f"There was no answer within {timeout_s:g} s.",
        hint="Check the host and the port, and whether a firewall stands between.",
        code="unavailable",
        duration_s=timeout_s,
    )


def _died(how: str, took: float) -> Checked:
    return Checked(
        is_ok=False,
        message=f"The check ended its process with {how}",
        hint="This is a fault of the connection's class.",
        code="internal",
        duration_s=took,
    )
