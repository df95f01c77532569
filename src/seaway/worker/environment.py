"""Python environments for tasks that ask for packages: locked when a revision is made, built once, found
by their content.

Needs the engine's own environment variables (indexes, proxies), so it is called by the executor, never by
user code."""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from seaway.errors import InvalidInputError, TaskError, UnavailableError
from seaway.worker import processes

LOCK_TIMEOUT_S = 300
BUILD_TIMEOUT_S = 1800
_LOOK_S = 0.1
"""How often a build under way looks whether it is to stop."""
_COMPLETE = "seaway-complete"
_PATH_FILE = "zz-seaway.pth"
_PIP_TO_UV = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}
_NOT_FOUND = re.compile(r"Because (?:there (?:is|are) no versions? of )?(\S+?) (?:was|were) not found")
_NO_VERSION = re.compile(r"there (?:is|are) no versions? of (\S+)")
_FRAME = dict.fromkeys(map(ord, "╰─▶\u00d7│├·"), " ")
"""What uv draws around its words."""
_OFFLINE = ("Failed to fetch", "error sending request", "dns error", "Connection refused", "timed out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A built environment. `log` is what the installer said, kept beside it."""

    hash: str
    folder: Path
    python: Path
    log: Path


class PackageError(TaskError):
    """Packages that can't be found or installed."""

    code = "packages"
    exit_code = 49
    can_retry = False


def environment_hash(requirements: Sequence[str]) -> str:
    """Names the environment: its requirements, and the Python and platform it is built for."""
    facts = [sys.implementation.cache_tag or "", sysconfig.get_platform(), *sorted(requirements)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def lock(requirements: Sequence[str], *, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Resolve requirements to exact versions: one line a package, `name==version --hash=…`, no addresses
    in it.

    Raises:
        PackageError: a package or version does not exist, or two don't fit together.
        UnavailableError: the package index can't be reached.
    """
    if not requirements:
        return ()
    _check(requirements)
    flags = ["--generate-hashes", "--no-header", "--no-annotate", "--quiet", "--python", sys.executable, "-"]
    text = "\n".join(requirements) + "\n"
    done = _Uv(environ).run(["pip", "compile", *flags], timeout_s=LOCK_TIMEOUT_S, given=text)
    if done.returncode != 0:
        raise _explained(done.stderr, requirements)
    joined = re.sub(r"\s*\\\n\s*", " ", done.stdout)
    return tuple(line.strip() for line in joined.splitlines() if line.strip() and not line.startswith("#"))


def environment_of(requirements: Sequence[str], environments: str | Path) -> Environment:
    """Where the environment with these requirements is, or will be."""
    root, name = Path(environments), environment_hash(requirements)
    folder = root / name
    return Environment(hash=name, folder=folder, python=folder / "bin" / "python", log=root / f"{name}.log")


def ensure(
    requirements: Sequence[str],
    environments: str | Path,
    *,
    environ: Mapping[str, str] = os.environ,
    stop: threading.Event | None = None,
) -> Environment:
    """The environment with these requirements; built if it is not there. Two that want the same build it
    once, in other processes too. `stop` ends a build under way, and the wait for another's.

    Raises:
        PackageError, UnavailableError: it can't be built; the log says more.
    """
    found = environment_of(requirements, environments)
    complete = found.folder / _COMPLETE
    if not complete.exists():
        found.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        stop = stop or threading.Event()
        with _locked(found.folder.with_suffix(".lock"), stop) as lock_fd:
            if not complete.exists():
                _build(found, requirements, _Uv(environ, stop, lock_fd))
    return found


def _build(target: Environment, requirements: Sequence[str], uv: "_Uv") -> None:
    _check(requirements)
    shutil.rmtree(target.folder, ignore_errors=True)  # half of one, from a build that was killed
    wanted = target.log.with_suffix(".txt")
    wanted.write_text("".join(f"{line}\n" for line in requirements))
    hashes = ["--require-hashes"] if requirements and all("--hash=" in line for line in requirements) else []
    steps = [
        ["venv", "--quiet", "--python", sys.executable, str(target.folder)],
        ["pip", "install", "--no-progress", "--python", str(target.python), *hashes, "-r", str(wanted)],
    ]
    with target.log.open("w") as log:
        for step in steps if requirements else steps[:1]:
            log.write(f"$ uv {' '.join(step[:2])}\n")
            done = uv.run(step, timeout_s=BUILD_TIMEOUT_S)
            log.write(done.stdout + done.stderr)
            if done.returncode != 0:
                shutil.rmtree(target.folder, ignore_errors=True)
                raise _explained(done.stderr, requirements)
    _add_seaway(target)
    (target.folder / _COMPLETE).touch()


def _add_seaway(target: Environment) -> None:
    """A worker in the environment needs Seaway and what it is made of. At the end of the path: the task's
    packages win."""
    import msgspec

    own = Path(__file__).parents[2]
    entries = dict.fromkeys((str(own), str(Path(msgspec.__file__).parents[1])))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    place = target.folder / "lib" / version / "site-packages" / _PATH_FILE
    place.write_text("".join(f"{entry}\n" for entry in entries))


def _check(requirements: Sequence[str]) -> None:
    """A requirement is a package, never an option: a line such as `--index-url …` would change where all
    come from."""
    for line in requirements:
        if line.lstrip().startswith("-") or "\n" in line:
            raise InvalidInputError(f"`{line}` is no package.", hint="Write it like `polars==2.*`.")


@dataclass(frozen=True, slots=True)
class _Uv:
    """How uv is run: with these variables, until `stop`. It holds the lock too, so that nobody builds in the
    same folder while it is alive, even if we are not."""

    environ: Mapping[str, str]
    stop: threading.Event = field(default_factory=threading.Event)
    lock_fd: int = -1

    def run(
        self, arguments: Sequence[str], *, timeout_s: float, given: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Raises UnavailableError when it is stopped or takes too long; what it started is dead then."""
        process = self._start(arguments, has_input=given is not None)
        deadline = time.monotonic() + timeout_s
        try:
            while True:
                try:
                    out, error = process.communicate(given, timeout=_LOOK_S)
                    return subprocess.CompletedProcess(process.args, process.returncode, out, error)
                except subprocess.TimeoutExpired:
                    given = None  # it is on its way
                _check_stop(self.stop)
                if time.monotonic() > deadline:
                    raise UnavailableError(f"uv did not finish within {timeout_s:.0f} s.")
        except BaseException:
            processes.send_signal(process.pid, signal.SIGKILL, is_group=True)
            process.communicate()
            raise

    def _start(self, arguments: Sequence[str], *, has_input: bool) -> "subprocess.Popen[str]":
        from uv import find_uv_bin

        env = {name: value for name, value in self.environ.items() if name != "VIRTUAL_ENV"}
        for pip_name, uv_name in _PIP_TO_UV.items():
            if pip_name in env and uv_name not in env:
                env[uv_name] = env[pip_name]
        return subprocess.Popen(
            [find_uv_bin(), *arguments],
            env=env,
            stdin=subprocess.PIPE if has_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=(self.lock_fd,) if self.lock_fd >= 0 else (),
        )


def _check_stop(stop: threading.Event) -> None:
    if stop.is_set():
        raise UnavailableError("The installation was stopped.")


def _explained(said: str, requirements: Sequence[str]) -> TaskError:
    if match := _NOT_FOUND.search(said) or _NO_VERSION.search(said):
        return PackageError(
            f"There is no package `{match[1].rstrip(',')}` that fits.",
            hint="Check its name and version, and the package index that the project uses.",
        )
    if any(word in said for word in _OFFLINE):
        return UnavailableError(
            "The package index can't be reached.",
            hint="Check the network, the proxy and the index in seaway.toml.",
        )
    words = said.translate(_FRAME).split()
    what = " ".join(words)[:600] or "the installer gave no reason"
    return PackageError(
        f"The packages {', '.join(r.split(' ')[0] for r in requirements)} can't be installed: {what}"
    )


@contextmanager
def _locked(place: Path, stop: threading.Event) -> Iterator[int]:
    with place.open("w") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                stop.wait(_LOOK_S)
                _check_stop(stop)
        yield stream.fileno()
