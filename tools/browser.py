"""See to it that the tests of the pages find Chromium: `python tools/browser.py`.

Installs Debian's package where that is possible, and otherwise says why those tests will be skipped. Never
an error: everything else works without a browser. Uses the standard library alone, as it runs before anything
is installed.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
LIMIT_S = 300


def find() -> str | None:
    """The browser that the tests drive; `SEAWAY_CHROMIUM` names another one."""
    return os.environ.get("SEAWAY_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def see_to_it() -> str:
    """Install Chromium where it is missing. Returns what to tell the person; empty where all is well."""
    if find():
        return ""
    reason = _why_not()
    if not reason:
        print(
            "Installing Debian's package chromium, for the tests of the pages …", file=sys.stderr, flush=True
        )
        reason = _install()
    return f"The tests of the pages will be skipped: {reason}" if reason else ""


def _why_not() -> str:
    if shutil.which("apt-get") is None:
        return "Chromium is missing, and there is no apt-get. Install it, or set SEAWAY_CHROMIUM to yours."
    if os.geteuid() != 0:
        return "Chromium is missing, and only root may install it: sudo apt-get install chromium."
    return ""


def _install() -> str:
    """Why it failed; empty where it did not. A fresh machine has no list of packages yet."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update"], ["install", "--yes", "--no-install-recommends", "chromium"])
    for arguments in steps:
        try:
            done = subprocess.run(
                ["apt-get", "--quiet", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"apt-get {arguments[0]} did not end: {error}"
    if find():
        return ""
    last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
    return f"apt-get could not install Chromium ({last})."


if __name__ == "__main__":
    said = see_to_it()
    if said:
        print(said, file=sys.stderr)
