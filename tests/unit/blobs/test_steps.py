"""The steps of an attempt, beside its log."""

from datetime import UTC, datetime
from pathlib import Path

from seaway.blobs import steps
from seaway.blobs.steps import StepWriter, read_steps, steps_of
from seaway.sdk.steps import Step, StepState

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)


def step(name: str, state: StepState = StepState.SUCCESS, **given: object) -> Step:
    return Step(name=name, state=state, at=AT, **given)  # type: ignore[arg-type]


def test_the_last_word_of_a_step_counts_and_the_first_gives_its_place(tmp_path: Path) -> None:
    log = str(tmp_path / "ab" / "x.log")
    writer = StepWriter(log)
    whole = step("a", kind="model", message="3 rows", duration_s=1.5, rows=3)
    for each in (step("a", StepState.RUNNING), step("b", StepState.RUNNING), whole):
        assert writer.add(each)
    assert read_steps(log) == [whole, step("b", StepState.RUNNING)]


def test_an_attempt_that_says_nothing_has_none(tmp_path: Path) -> None:
    assert read_steps(tmp_path / "x.log") == []
    StepWriter(str(tmp_path / "x.log"))
    assert list(tmp_path.iterdir()) == []


def test_half_a_line_waits_for_its_rest(tmp_path: Path) -> None:
    log = str(tmp_path / "x.log")
    StepWriter(log).add(step("a"))
    with steps_of(log).open("a") as stream:
        stream.write('{"name": "b"')
    assert [each.name for each in read_steps(log)] == ["a"]


def test_names_and_bytes_are_bounded(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(steps, "MOST_STEPS", 3)
    log = str(tmp_path / "x.log")
    writer = StepWriter(log)
    assert [writer.add(step(str(number))) for number in range(5)] == [True, True, True, False, False]
    assert len(read_steps(log)) == 3
    assert len(read_steps(log)[0].message) == 0
    StepWriter(str(tmp_path / "y.log")).add(step("long", message="x" * 10_000))
    assert len(read_steps(tmp_path / "y.log")[0].message) == 2_000


def test_a_folder_that_can_not_be_written_to_hurts_nobody(tmp_path: Path) -> None:
    (tmp_path / "ab").write_text("a file")
    assert not StepWriter(str(tmp_path / "ab" / "x.log")).add(step("a"))
