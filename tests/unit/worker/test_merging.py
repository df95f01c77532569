import pytest

from seaway.blobs.manifest import FileEntry
from seaway.errors import DataError
from seaway.ids import TaskKey
from seaway.sdk.protocols.executor import Upstream
from seaway.worker.merging import merge


def entry(path, sha, **given):
    return FileEntry(path=path, sha256=sha, size=1, **given)


def upstream(key, prefix="", after=()):
    return Upstream(TaskKey(key), "m", prefix, tuple(map(TaskKey, after)))


def test_files_of_all_upstreams_come_together():
    found = merge([(upstream("a"), [entry("x", "1")]), (upstream("b"), [entry("y", "2"), entry("x", "1")])])
    assert {path: it.sha256 for path, it in found.items()} == {"x": "1", "y": "2"}


def test_two_that_do_not_know_of_each_other_and_differ_are_both_named():
    with pytest.raises(DataError, match="`x` comes from `a` and from `b`") as caught:
        merge([(upstream("a"), [entry("x", "1")]), (upstream("b"), [entry("x", "2")])])
    assert "files: {from:" in caught.value.hint


@pytest.mark.parametrize("order", [1, -1])
def test_a_later_version_stands_over_the_one_it_was_made_from(order):
    sources = [
        (upstream("a"), [entry("x", "1", is_inherited=True)]),
        (upstream("b"), [entry("x", "3", replaces=("1", "2"))]),
    ]
    assert merge(sources[::order])["x"].sha256 == "3"


@pytest.mark.parametrize("order", [1, -1])
def test_an_upstream_that_ran_after_another_stands_over_it(order):
    sources = [(upstream("a"), [entry("x", "1")]), (upstream("b", after=["a"]), [entry("x", "2")])]
    assert merge(sources[::order])["x"].sha256 == "2"


def test_items_of_a_foreach_come_under_their_keys_and_what_they_passed_on_stays():
    shared = entry("rates.csv", "r", is_inherited=True)
    found = merge(
        [
            (upstream("load[de]", "de"), [entry("out.csv", "1"), shared]),
            (upstream("load[fr]", "fr"), [entry("out.csv", "2"), shared]),
        ]
    )
    assert set(found) == {"de/out.csv", "fr/out.csv", "rates.csv"}


def test_a_file_where_another_has_a_folder_is_an_error():
    with pytest.raises(DataError, match="`x` is a file of `a` and a folder of `b`"):
        merge([(upstream("a"), [entry("x", "1")]), (upstream("b"), [entry("x/y", "2")])])
