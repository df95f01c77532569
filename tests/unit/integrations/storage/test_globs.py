from pathlib import Path

import pytest

from seaway.errors import InvalidInputError
from seaway.integrations.storage.globs import clean, select, to_regex
from seaway.integrations.storage.local import LocalStorage
from tests.support.contexts import write


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("raw/*.csv", "raw/a.csv", True),
        ("raw/*.csv", "raw/x/a.csv", False),
        ("raw/**/*.csv", "raw/a.csv", True),
        ("raw/**/*.csv", "raw/x/y/a.csv", True),
        ("**", "any/thing", True),
        ("a?.csv", "ab.csv", True),
        ("a?.csv", "a/.csv", False),
        ("[ab].csv", "b.csv", True),
        ("[!ab].csv", "b.csv", False),
        ("raw/", "raw/x/y", True),
        ("raw/", "raw", False),
        ("a.b+c(d)", "a.b+c(d)", True),
        ("a.b", "axb", False),
    ],
)
def test_a_pattern_means_what_a_shell_user_expects(pattern: str, path: str, matches: bool) -> None:
    assert bool(to_regex(pattern).fullmatch(path)) is matches


@pytest.mark.parametrize("pattern", ["../x", "/etc/x", "a/../b", "", " ", "a\0"])
def test_a_path_out_of_the_connection_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInputError, match="not a path inside the connection"):
        clean(pattern)


def test_files_come_once_in_the_order_of_the_patterns(tmp_path: Path) -> None:
    write(tmp_path, {"b.csv": "", "a.csv": "", "d/c.csv": "", "x.txt": ""})
    found = select(LocalStorage(tmp_path), ["b.csv", "*.csv", "d/", "./x.txt", "no*", "no.csv"])
    assert [info.path for info in found.files] == ["b.csv", "a.csv", "d/c.csv", "x.txt"]
    assert found.missing == ("no*", "no.csv")
