"""The engine in a thousand bad worlds: `make simulate SEEDS=…` tries more."""

import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from seaway.testing.simulate import main
from seaway.testing.simulation import simulate
from tests.engine.planted_bugs import PLANTED

FEW = 100
MOST = 2_000


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What goes wrong on purpose is not worth a log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def broken_in(seeds: range) -> list[str]:
    return [
        f"{report.broken[0]} (python -m seaway.testing.simulate --seed {report.seed} --trace)"
        for report in map(simulate, seeds)
        if report.broken
    ]


def test_every_invariant_holds_whatever_the_seed_breaks() -> None:
    assert broken_in(range(FEW)) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(FEW, 500, 100))
def test_every_invariant_holds_in_more_worlds(start: int) -> None:
    assert broken_in(range(start, start + 100)) == []


def test_a_seed_gives_the_same_trace_every_time() -> None:
    for seed in (5, 47, 93):
        assert simulate(seed).trace == simulate(seed).trace


@pytest.mark.slow
def test_a_seed_gives_the_same_trace_in_another_process() -> None:
    """Whatever the order of its sets."""
    code = "from seaway.testing.simulation import simulate; print([simulate(s).fingerprint for s in (5, 47)])"
    prints = {
        subprocess.run(
            [sys.executable, "-c", f"import logging; logging.disable(50); {code}"],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert prints == {f"{[simulate(seed).fingerprint for seed in (5, 47)]}\n"}


def test_something_goes_wrong_in_most_worlds() -> None:
    reports = [simulate(seed) for seed in range(30)]
    assert sum(report.lives > 2 for report in reports) > 5
    assert sum(report.starts for report in reports) > 100


def test_one_seed_can_be_replayed_with_all_that_happened(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "5", "--trace"]) == 0
    said = capsys.readouterr().out
    assert "is up" in said
    assert "virtual seconds" in said


def test_a_failing_seed_says_how_to_replay_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    next(plant for plant in PLANTED if plant.__name__ == "release_forgotten")(monkeypatch)
    assert main(["--seeds", "8", "--jobs", "1"]) == 1
    assert re.search(r"--seed \d --trace", capsys.readouterr().out)


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_bug_planted_on_purpose_is_found(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert any(simulate(seed).broken for seed in range(MOST)), f"{MOST} seeds do not see it"
