"""What the author of a blueprint is told."""

from typing import ClassVar

from pydantic import SecretStr

from seaway.sdk.blueprint import blueprint
from seaway.sdk.connection import Connection
from seaway.sdk.context import Context
from seaway.sdk.review import review, review_connection
from seaway.sdk.waiting import Deferred


@blueprint("ledger.add", title="Add", category="Finance")
def whole(ctx: Context, path: str, limit: int = 3) -> dict[str, int]:
    """Add up.

    Args:
        path: the file
        limit: at most so many

    Raises:
        DataError: a line is no amount

    Example:
        add:
          uses: ledger.add
          with: {path: a.txt}
    """
    return {}


def test_nothing_is_said_of_what_is_whole() -> None:
    assert review(whole) == []


def test_missing_words_are_named() -> None:
    @blueprint("ledger.bare", title="Bare", category="Finance")
    def bare(ctx: Context, path: str):  # type: ignore[no-untyped-def]
        """Do it."""

    said = "\n".join(review(bare))
    assert "Input `path` has no line under Args" in said
    assert "no return type" in said
    assert "no Raises" in said
    assert "no Example" in said


def test_an_example_that_does_not_fit_is_told_how() -> None:
    @blueprint("ledger.off", title="Off", category="Finance")
    def off(ctx: Context, path: str) -> None:
        """Do it.

        Args:
            path: the file

        Raises:
            DataError: always

        Example:
            it:
              uses: ledger.other
              with: {folder: a}
        """

    assert review(off) == [
        "The Example uses `ledger.other` in the place of `ledger.off`.",
        "The Example gives `folder`, which is no input.",
        "The Example leaves out `path`, which is required.",
    ]


def test_an_example_that_is_no_yaml_or_no_task_is_said() -> None:
    @blueprint("ledger.torn", title="Torn", category="Finance")
    def torn(ctx: Context) -> None:
        """Do it.

        Raises:
            DataError: always

        Example:
            it: [
        """

    @blueprint("ledger.many", title="Many", category="Finance")
    def many(ctx: Context) -> None:
        """Do it.

        Raises:
            DataError: always

        Example:
            one: two
            three: four
        """

    assert review(torn)[0].startswith("The Example is no YAML")
    assert review(many)[0].startswith("The Example is not one task")


def test_work_elsewhere_that_nobody_can_find_again_must_not_be_begun_twice() -> None:
    @blueprint("ledger.job", title="Job", category="Finance")
    def job(ctx: Context) -> dict[str, str] | Deferred:
        """Do it elsewhere.

        Raises:
            DataError: always

        Example:
            it:
              uses: ledger.job
        """
        return Deferred(state="1")

    @job.on_poll
    def poll(ctx: Context, state: object) -> dict[str, str]:
        return {}

    @job.on_cancel
    def cancel(ctx: Context, state: object) -> None:
        return None

    assert [said for said in review(job) if "on_find" in said]


def test_a_connection_without_check_or_with_an_open_secret_is_told() -> None:
    class Ledger(Connection):
        type_name: ClassVar[str] = "test_review_ledger"

        password: str
        token: SecretStr
        key_file: str = ""

    assert len(review_connection(Ledger)) == 3
    assert "`password` looks secret" in review_connection(Ledger)[2]
