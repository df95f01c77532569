"""Run a step of the set-up: its output goes to the log, and where it fails, a person reads why.

Uses the standard library alone.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "setup.log"

UNREACHABLE = "The package index can't be reached: look at the network, a proxy, or pip's settings."
# What pip prints -> what to say about it; the first that is found counts.
CAUSES = {
    "No space left on device": "The disk is full. Free some space and run the same command again.",
    "DO NOT MATCH THE HASHES": "A package is not the one that was locked, so nothing was installed: "
    "the package index, or something on the way to it, serves another file.",
    "CERTIFICATE_VERIFY_FAILED": "The package index's certificate is not trusted: see pip's setting `cert`.",
    "NewConnectionError": UNREACHABLE,
    "Temporary failure in name resolution": UNREACHABLE,
    "Failed to establish a new connection": UNREACHABLE,
    "No matching distribution found": "The package index that pip is set up with can't be reached, "
    "or has no such package for this Python and platform.",
    "error: command 'gcc' failed": "A package has no ready-made file for this Python and platform.",
    "Permission denied": "A file in .venv may not be written by this user.",
}


class SetupError(Exception):
    """What is missing, for a person to read."""


def run(command: Sequence[str], failure: str) -> None:
    """Run a step.

    Raises:
        SetupError: it failed; with what is wrong and the end of its output.
    """
    done = attempt(command)
    if done.returncode == 0:
        return
    cause = next((said for printed, said in CAUSES.items() if printed in done.stdout), "")
    tail = "\n".join(f"  {line}" for line in done.stdout.rstrip().splitlines()[-12:])
    raise SetupError(f"{failure} {cause}\n\n{tail}\n\nAll of it is in {LOG.relative_to(ROOT)}.")


def attempt(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a step that may fail."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if VENV.is_dir():
        with LOG.open("a") as log:
            log.write(done.stdout)
    return done


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
