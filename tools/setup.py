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
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import browser
import packages
from steps import LOG, ROOT, VENV, SetupError, run, say

SETS = {
    "demo": "what `make demo` needs",
    "ui": "what building the pages needs",
    "dev": "what building and testing need",
}
APART = ("servers", "bigquery-server", "dbt")
"""Environments inside of .venv that tests start programs from: each wants versions of its own."""


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
    VENV.mkdir(exist_ok=True)
    with Path(__file__).open() as lock, ThreadPoolExecutor() as beside:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = time.monotonic()
        python = make_environment()
        LOG.write_text("")
        packages.install_uv(python, locked(name))
        for_tests = [see_to_browser, *(partial(make_apart, other, python) for other in APART)]
        under_way = [beside.submit(step) for step in for_tests] if name == "dev" else []
        install_locked(name, python)
        if name == "dev":
            under_way.append(beside.submit(see_to_azurite, python))
        packages.install(python, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        packages.compile_all(python)
        for step in under_way:
            step.result()
        (VENV / f".ready-{name}").write_text(f"{sys.version}\n")
        say(f"Ready after {time.monotonic() - started:.0f} s.")


def locked(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def install_locked(name: str, python: Path) -> None:
    count = sum(line[:1].isalnum() for line in locked(name).read_text().splitlines())
    say(f"Installing {SETS[name]} into .venv ({count} packages; only now and when they change) …")
    packages.install(python, "--require-hashes", "--requirement", str(locked(name)))


def see_to_azurite(python: Path) -> None:
    """Azure's emulator, which a Node among the packages runs; where it is missing, its tests are skipped."""
    command = [str(python), str(ROOT / "tools" / "azurite.py")]
    subprocess.run(command, stdin=subprocess.DEVNULL, check=False)


def see_to_browser() -> None:
    """Chromium; where it is missing, the tests of the pages are skipped."""
    if missing := browser.see_to_it():
        say(missing)


def make_apart(name: str, python: Path) -> None:
    """An environment that tests start programs from."""
    place = VENV / name
    run([str(python), "-m", "venv", "--without-pip", "--clear", str(place)], f"{place} could not be made.")
    wanted = ("--require-hashes", "--requirement", str(locked(name)))
    packages.install(place / "bin" / "python", *wanted, by=python)


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
