"""Install Azure's storage emulator into .venv/azurite: `python tools/azurite.py`.

Never an error: where it can't be had, it says why the tests that talk to it will be skipped. Uses the
standard library alone.
"""

import shutil
import sys
from pathlib import Path

import ui

SOURCES = ui.ROOT / "tests" / "servers" / "azurite"
PLACE = ui.ROOT / ".venv" / "azurite"
FILES = ("package.json", "package-lock.json", ".npmrc")
MARK = PLACE / ".installed-from"


def main() -> int:
    missing = see_to_it()
    if missing:
        ui.say(missing)
    return 0


def see_to_it() -> str:
    """Install it where it is missing or old. Returns what to tell the person; empty where all is well."""
    wanted = ui.fingerprint([SOURCES / name for name in FILES])
    if MARK.is_file() and MARK.read_text() == wanted:
        return ""
    PLACE.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(SOURCES / name, PLACE)
    try:
        ui.npm("The emulator could not be installed.", "ci", "--ignore-scripts", folder=PLACE)
    except ui.UiError as error:
        return f"The tests of Azure Blob will be skipped: {error}"
    MARK.write_text(wanted)
    return ""


def program() -> list[str] | None:
    """What starts the emulator of blobs; None where it is not installed."""
    script: Path = PLACE / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
    return [str(ui.node()), str(script)] if MARK.is_file() and script.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
