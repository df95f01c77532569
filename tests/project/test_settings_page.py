"""docs/howto/configure.md lists what the environment can set."""

import re

from tests.project.tree import ROOT

VARIABLE = re.compile(r"\bSEAWAY_[A-Z_]+\b")


def test_every_setting_is_explained_and_no_other() -> None:
    read = set(VARIABLE.findall((ROOT / "src/seaway/settings.py").read_text()))
    rows = [
        line for line in (ROOT / "docs/howto/configure.md").read_text().splitlines() if line.startswith("| `")
    ]
    explained = {name for row in rows for name in VARIABLE.findall(row.split("|")[1])}
    assert explained == read
