import pytest

from seaway.blobs.manifest import FileEntry, Manifest
from seaway.errors import DataError
from seaway.ids import TaskKey
from seaway.sdk.protocols.executor import Upstream
from seaway.worker.merging import merge


def entry(path, sha, **given):
    return FileEntry(path=path, sha256=sha, size=1, **given)


def upstream(key, prefix="", after=()):
    return Upstream(TaskKey(key), "m", prefix, tuple(map(TaskKey, after)))


def together(sources):
    return merge((key, Manifest(files=tuple(files))) for key, files in sources)


def test_files_of_all_upstreams_come_together():
    found = together(
        [(upstream("a"), [entry("x", "1")]), (upstream("b"), [entry("y", "2"), entry("x", "1")])]
    )
    assert {path: it.sha256 for path, it in found.items()} == {"x": "1", "y": "2"}


def test_two_that_do_not_know_of_each_other_and_differ_are_both_named():
    with pytest.raises(DataError, match="`x` comes from `a` and from `b`") as caught:
        together([(upstream("a"), [entry("x", "1")]), (upstream("b"), [entry("x", "2")])])
    assert "files: {from:" in caught.value.hint


@pytest.mark.parametrize("order", [1, -1])
def test_an_upstream_that_ran_after_another_stands_over_it(order):
    sources = [(upstream("a"), [entry("x", "1")]), (upstream("b", after=["a"]), [entry("x", "2")])]
    assert together(sources[::order])["x"].sha256 == "2"


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_right_before_another_is_enough_to_know_the_whole_order(order):
    sources = [
        (upstream("a"), [entry("x", "1")]),
        (upstream("b", after=["a"]), [entry("y", "2")]),
        (upstream("c", after=["b"]), [entry("x", "3")]),
    ]
    assert together(sources[::order])["x"].sha256 == "3"


def test_a_later_one_settles_what_two_before_it_differed_about():
    sources = [
        (upstream("a"), [entry("x", "1")]),
        (upstream("b"), [entry("x", "2")]),
        (upstream("c", after=["a", "b"]), [entry("x", "3")]),
    ]
    assert together(sources)["x"].sha256 == "3"


def test_what_a_later_one_deleted_is_gone():
    sources = [
        (upstream("a"), Manifest(files=(entry("x", "1"), entry("y", "2")))),
        (upstream("b", after=["a"]), Manifest(removed=("x",))),
    ]
    assert set(merge(sources)) == {"y"}


def test_one_that_deletes_and_one_that_changes_differ():
    sources = [
        (upstream("a"), Manifest(files=(entry("x", "1"),))),
        (upstream("b", after=["a"]), Manifest(removed=("x",))),
        (upstream("c", after=["a"]), Manifest(files=(entry("x", "2"),))),
    ]
    with pytest.raises(DataError, match="`x` comes from"):
        merge(sources)


def test_items_of_a_foreach_come_under_their_keys():
    found = together(
        [
            (upstream("load[de]", "de"), [entry("out.csv", "1")]),
            (upstream("load[fr]", "fr"), [entry("out.csv", "2")]),
        ]
    )
    assert set(found) == {"de/out.csv", "fr/out.csv"}


def test_a_file_where_another_has_a_folder_is_an_error():
    with pytest.raises(DataError, match="`x` is a file of `a` and a folder of `b`"):
        together([(upstream("a"), [entry("x", "1")]), (upstream("b"), [entry("x/y", "2")])])


def test_a_deleted_file_may_become_a_folder():
    sources = [
        (upstream("a"), Manifest(files=(entry("x", "1"),))),
        (upstream("b", after=["a"]), Manifest(files=(entry("x/y", "2"),), removed=("x",))),
    ]
    assert set(merge(sources)) == {"x/y"}
