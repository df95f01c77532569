import pytest

from seaway.blobs.ignore import is_ignored, matches_any, parse_rules


@pytest.mark.parametrize(
    ("pattern", "path", "is_folder", "expected"),
    [
        ("*.pyc", "a/b/c.pyc", False, True),
        ("*.pyc", "a.py", False, False),
        ("/build", "build", True, True),
        ("/build", "a/build", True, False),
        ("build/", "a/build", True, True),
        ("build/", "build", False, False),
        ("a/*.csv", "a/x.csv", False, True),
        ("a/*.csv", "b/a/x.csv", False, False),
        ("a/*.csv", "a/b/x.csv", False, False),
        ("a/**/x", "a/x", False, True),
        ("a/**/x", "a/b/c/x", False, True),
        ("**/logs", "a/logs", True, True),
        ("logs/**", "logs/a/b", False, True),
        ("file?.txt", "file1.txt", False, True),
        ("file[0-9].txt", "file5.txt", False, True),
        ("file[!0-9].txt", "file5.txt", False, False),
        (r"\#note", "#note", False, True),
        ("# note", "# note", False, False),
        ("with space ", "with space", False, True),
        ("a.b", "aXb", False, False),
    ],
)
def test_patterns_mean_what_they_mean_to_git(pattern, path, is_folder, expected):
    assert is_ignored(parse_rules([pattern]), path, is_folder) is expected


def test_the_last_rule_that_matches_decides():
    rules = parse_rules(["*.csv", "!keep.csv"])
    assert is_ignored(rules, "a.csv")
    assert not is_ignored(rules, "keep.csv")


def test_rules_of_a_folder_hold_inside_of_it_only():
    rules = parse_rules(["/x", "*.tmp"], base="sub")
    assert is_ignored(rules, "sub/x")
    assert is_ignored(rules, "sub/deep/a.tmp")
    assert not is_ignored(rules, "x")
    assert not is_ignored(rules, "a.tmp")


def test_a_file_in_a_named_folder_is_named():
    rules = parse_rules(["cache/"])
    assert matches_any(rules, "a/cache/b/c")
    assert not matches_any(rules, "a/cached/b")
