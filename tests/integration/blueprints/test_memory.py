"""Large files in little memory: each in a process of its own, whose highest resident memory is asked for.

Unbounded, reading took 170 MB and the merge 270."""

import subprocess
import sys
from pathlib import Path

import pytest

from seaway.executors.processes import IS_LINUX

pytestmark = pytest.mark.skipif(not IS_LINUX, reason="the highest memory is read from /proc")
LINES = "".join(f"{number},payment {number} of a day,2026-01-31,{'x' * 40}\n" for number in range(10_000))
PEAK = """
print(next(int(line.split()[1]) >> 10 for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""
READ = """
from pathlib import Path
from seaway.integrations.sql.reading import CsvOptions, source_of
place = Path("a.csv")
rows = sum(batch.num_rows for batch in source_of(place, "a.csv", CsvOptions()).batches())
assert rows == 1_500_000, rows
"""
MERGE = """
import os
from pathlib import Path
from seaway.integrations.files.merging import merge
from seaway.sdk.context import Context
os.link("a.csv", "b.csv")
ctx = Context(folder=Path.cwd(), connections=lambda _name: {}, template_context={})
assert merge.call(ctx, {"paths": ["a.csv", "b.csv"], "to": "all.csv"})["rows"] == 3_000_000
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a CSV file of 120 MB."""
    with (tmp_path / "a.csv").open("w") as stream:
        stream.write("id,note,day,more\n")
        for _ in range(150):
            stream.write(LINES)
    return tmp_path


@pytest.mark.parametrize(("code", "most_mb"), [(READ, 140), (MERGE, 230)], ids=["read", "merge"])
def test_memory_stays_below_a_limit(folder: Path, code: str, most_mb: int) -> None:
    command = [sys.executable, "-c", code + PEAK]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) < most_mb
