"""Make .venv and install a set of packages and this checkout into it: `python tools/setup.py demo|ui|dev`.

Run by the system's Python through tools/setup.sh, so it uses the standard library alone. The last thing it
writes is the stamp `.venv/.ready-<set>`, which the Makefile compares with what the set is made from: an
interrupted set-up is simply done again.
"""

import fcntl
import importlib.util
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import browser

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "setup.log"
SETS = {
    "demo": "what `make demo` needs",
    "ui": "what building the pages needs",
    "dev": "what building and testing need",
}
APART = ("servers", "bigquery-server", "dbt")
"""Environments inside of .venv that tests start programs from: each wants versions of its own."""

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


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in SETS:
        print(f"usage: setup.py {'|'.join(SETS)}", file=sys.stderr)
        return 2
    try:
        set_up(arguments[0])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Setting up {VENV.name} failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def set_up(name: str) -> None:
    """Bring .venv up to date with the set `name`; two at a time wait for each other."""
    requirements = ROOT / "requirements" / f"{name}.txt"
    VENV.mkdir(exist_ok=True)
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = time.monotonic()
        python = make_environment()
        LOG.write_text("")
        count = sum(line[:1].isalnum() for line in requirements.read_text().splitlines())
        say(f"Installing {SETS[name]} into .venv ({count} packages; only now and when they change) …")
        pip(python, "--require-hashes", "--requirement", str(requirements))
        pip(python, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        if name == "dev":
            see_to_tests(python)
        (VENV / f".ready-{name}").write_text(f"{sys.version}\n")
        say(f"Ready after {time.monotonic() - started:.0f} s.")


def see_to_tests(python: Path) -> None:
    """What tests start: servers, dbt, Azure's emulator, a browser. The last two may be missing; that is
    said, and their tests are skipped."""
    say("Installing the servers that tests talk to …")
    for name in APART:
        place = VENV / name
        run(
            [str(python), "-m", "venv", "--without-pip", "--clear", str(place)], f"{place} could not be made."
        )
        wanted = ROOT / "requirements" / f"{name}.txt"
        pip(place / "bin" / "python", "--require-hashes", "--requirement", str(wanted), by=python)
    subprocess.run([str(python), str(ROOT / "tools" / "azurite.py")], stdin=subprocess.DEVNULL, check=False)
    if missing := browser.see_to_it():
        say(missing)


def make_environment() -> Path:
    """The environment's Python; made new where there is none, or one that does not work any more."""
    python = VENV / "bin" / "python"
    if works(python):
        return python
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            f"{sys.executable} can't make environments: its module `venv` or `ensurepip` is missing.\n"
            f"On Debian and Ubuntu: apt-get install python{version}-venv. Then run the same command again."
        )
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The environment .venv could not be made.")
    return python


def works(python: Path) -> bool:
    """Whether the environment's Python is there, new enough, and has pip."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def pip(python: Path, *arguments: str, by: Path | None = None) -> None:
    """Install into the environment of `python`; `by`: with the pip of another one."""
    command = [str(by or python), "-m", "pip", "--python", str(python)]
    command += ["install", "--no-input", "--disable-pip-version-check", *arguments]
    run(command, "The packages could not be installed.")


def run(command: Sequence[str], failure: str) -> None:
    """Run a step, its output in the log; where it fails, say what is wrong and show the end of it."""
    done = subprocess.run(
        command,
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
    if done.returncode == 0:
        return
    cause = next((said for printed, said in CAUSES.items() if printed in done.stdout), "")
    tail = "\n".join(f"  {line}" for line in done.stdout.rstrip().splitlines()[-12:])
    raise SetupError(f"{failure} {cause}\n\n{tail}\n\nAll of it is in {LOG.relative_to(ROOT)}.")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
