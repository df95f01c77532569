"""The environment variables of an attempt: an allow-list, what the task sets, the inputs, facts of the
run."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from seaway.sdk.protocols.executor import AttemptSpec
from seaway.settings import PRIVATE_NETWORKS

ALLOWED = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
        *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"),
        *("http_proxy", "https_proxy", "no_proxy", "all_proxy"),
        PRIVATE_NETWORKS,
    }
)
MAX_VALUE_BYTES = 100_000
"""Linux refuses to start a program with a longer variable."""


def inherited(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What user code may see of the environment that Seaway was started in: never keys or tokens."""
    return {name: value for name, value in environ.items() if name in ALLOWED or name.startswith("LC_")}


def settable(env: dict[str, str]) -> dict[str, str]:
    """What a task sets, without what only whoever runs the machine may set."""
    if PRIVATE_NETWORKS not in env:
        return env
    return {name: value for name, value in env.items() if name != PRIVATE_NETWORKS}


def facts(spec: AttemptSpec) -> dict[str, str]:
    """Who and when it is. `SEAWAY_ATTEMPT_ID` is also how processes that outlive their attempt are found."""
    run = spec.context.get("run")
    names = {
        "SEAWAY_ATTEMPT_ID": spec.attempt_id,
        "SEAWAY_RUN_ID": spec.run_id,
        "SEAWAY_PROJECT": spec.project,
        "SEAWAY_WORKFLOW": spec.workflow,
        "SEAWAY_TASK": spec.key,
        "SEAWAY_ATTEMPT": str(spec.number),
        "SEAWAY_JOB_KEY": spec.job_key,
    }
    if isinstance(run, Mapping):
        for name in ("logical_date", "interval_start", "interval_end"):
            if value := run.get(name):
                names[f"SEAWAY_{name.upper()}"] = to_text(value)
    return names


def inputs(spec: AttemptSpec) -> tuple[dict[str, str], list[str]]:
    """`SEAWAY_INPUT_<NAME>` of each input, and the names of those too long for a variable."""
    given = spec.context.get("inputs")
    found: dict[str, str] = {}
    too_long: list[str] = []
    for name, value in given.items() if isinstance(given, Mapping) else ():
        text = to_text(value)
        if len(text.encode(errors="replace")) > MAX_VALUE_BYTES or "\0" in text:
            too_long.append(str(name))
        else:
            found[f"SEAWAY_INPUT_{str(name).upper()}"] = text
    return found, too_long


def to_text(value: object) -> str:
    """Text as it is, nothing as the empty text, all else as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, default=str, ensure_ascii=False)


def python_first(path: str, interpreter: str) -> str:
    """PATH with the folder of the task's Python in front, so that `python` in a script is that one."""
    folder = str(Path(interpreter).parent)
    return folder if not path else f"{folder}{os.pathsep}{path}"


def own_python() -> str:
    """The interpreter of this worker: that of the task's environment, where it has one."""
    return sys.executable or "python3"
