"""Install locked packages: with uv, which is told pip's settings, and with pip where that does not do.

uv installs in a fraction of the time, but knows nothing of the index, certificate and proxy that are set for
pip. So pip installs uv and says what is set; where uv can't be told, or fails for whatever reason, pip
installs as if there were no uv. Uses the standard library alone.
"""

import ast
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from steps import VENV, attempt, run

# pip's setting -> uv's variable, and what stands between several values.
TOLD = {
    "index-url": ("UV_DEFAULT_INDEX", ""),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", ""),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", ""),
    "client-cert": ("SSL_CLIENT_CERT", ""),
    "proxy": ("ALL_PROXY", ""),
    "timeout": ("UV_HTTP_TIMEOUT", ""),
    "default-timeout": ("UV_HTTP_TIMEOUT", ""),
}
# Settings that change nothing about what is installed, and from where.
BESIDE = {
    *(
        "break-system-packages",
        "cache-dir",
        "disable-pip-version-check",
        "no-cache-dir",
        "no-color",
        "no-input",
    ),
    *(
        "no-warn-script-location",
        "progress-bar",
        "quiet",
        "require-virtualenv",
        "retries",
        "root-user-action",
    ),
}


def install_uv(python: Path, requirements: Path) -> None:
    """The uv that is locked, into the environment of `python`, which has pip."""
    only = VENV / "uv.txt"
    only.write_text("\n".join(entry_of("uv", requirements.read_text())) + "\n")
    pip(python, "--no-deps", "--require-hashes", "--requirement", str(only))


def entry_of(name: str, requirements: str) -> Iterator[str]:
    """A package's lines: its version, and a hash on each line that follows."""
    inside = False
    for line in requirements.splitlines():
        if inside := inside or line.startswith(f"{name}=="):
            yield line
            if not line.endswith("\\"):
                return


def install(python: Path, *arguments: str, by: Path | None = None) -> None:
    """Install into the environment of `python`; `by`: with the uv and pip of another one.

    Raises:
        SetupError: neither could; what pip said.
    """
    settings = uv_settings(listed_settings(by or python))
    if settings is not None:
        command = [str(by or python), "-m", "uv", "pip", "install", "--python", str(python), "--no-progress"]
        # As pip: the index that has the locked file is as good as any other.
        command += ["--index-strategy", "unsafe-best-match", *arguments]
        if attempt(command, {**settings, **os.environ}).returncode == 0:
            return
    pip(python, *arguments, by=by)


def compile_all(python: Path) -> None:
    """Compile what is in .venv, so that no command has to; what can't be compiled is none of ours."""
    attempt([str(python), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")])


def pip(python: Path, *arguments: str, by: Path | None = None) -> None:
    command = [str(by or python), "-m", "pip", "--python", str(python)]
    command += ["install", "--no-input", "--disable-pip-version-check", *arguments]
    run(command, "The packages could not be installed.")


def listed_settings(python: Path) -> str:
    """What is set for pip, in its files and in the environment."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "config", "list"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.stdout


def uv_settings(listed: str) -> dict[str, str] | None:
    """pip's settings as uv's variables; None where one has no counterpart.

    Args:
        listed: lines such as `global.index-url='…'`; a command's own setting counts more than the global one,
            the environment's (`:env:.…`) most.
    """
    chosen: dict[str, str] = {}
    for place in ("global", "install", ":env:"):
        for line in listed.splitlines():
            section, _, rest = line.partition(".")
            name, _, value = rest.partition("=")
            if section == place:
                chosen[name] = str(ast.literal_eval(value))
    if not chosen.keys() <= TOLD.keys() | BESIDE:
        return None
    told = {}
    for name in chosen.keys() & TOLD.keys():
        variable, between = TOLD[name]
        told[variable] = between.join(chosen[name].split()) if between else chosen[name]
    return told
