"""Random plans and random histories, for properties that must hold of all of them."""

from collections.abc import Iterator
from random import Random
from typing import Any

from seaway.core.events import (
    Admitted,
    Answered,
    AttemptEnded,
    CancelAttempt,
    CancelChild,
    CancelRequested,
    ChildEnded,
    Command,
    Evaluate,
    Evaluated,
    Event,
    Expanded,
    PauseRequested,
    Poll,
    Question,
    Queue,
    ResumeRequested,
    SetTimer,
    StartAttempt,
    StartChild,
    TimerFired,
)
from seaway.core.outcome import Ending, Failure, Outcome
from seaway.core.plan import Edge, Foreach, Graph, Kind, Plan, PlanTask, RetryPolicy
from seaway.core.states import RunState, TaskState
from seaway.ids import AttemptId, TaskKey
from seaway.testing.plans import on, plan
from tests.support.run_driver import Driver

_CONDITIONS = ("success", "success", "success", "failed", "completed", "exit_codes", "label")
_KINDS = (*[Kind.ATTEMPT] * 5, Kind.GROUP, Kind.SWITCH, Kind.APPROVAL, Kind.WORKFLOW)


class PlanMaker:
    def __init__(self, random: Random) -> None:
        self._random = random

    def plan(self) -> Plan:
        return plan(
            *self._tasks("t", depth=0, most=6),
            on_failure=self._tasks("h", depth=1, most=2) if self._chance(0.5) else (),
            final=self._tasks("f", depth=1, most=2) if self._chance(0.5) else (),
            timeout_s=60.0 if self._chance(0.2) else None,
        )

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _tasks(self, prefix: str, *, depth: int, most: int) -> list[PlanTask]:
        made: list[PlanTask] = []
        for at in range(self._random.randint(1, most)):
            made.append(self._task(f"{prefix}{at}", made, depth))
        return made

    def _task(self, name: str, before: list[PlanTask], depth: int) -> PlanTask:
        kind = self._random.choice(_KINDS)
        if kind is Kind.GROUP and depth >= 2:
            kind = Kind.ATTEMPT
        chosen = self._random.sample(before, self._random.randint(0, min(3, len(before))))
        edges = tuple(self._edge(upstream) for upstream in chosen)
        inner = tuple(self._tasks("g", depth=depth + 1, most=3)) if kind is Kind.GROUP else ()
        return PlanTask(
            id=name,
            kind=kind,
            edges=edges,
            join=self._random.choice(("all", "all", "any", "branch", 1, 2)),
            when="{{ cond }}" if self._chance(0.2) else "",
            foreach=self._foreach() if self._chance(0.25) and depth < 2 else None,
            switch=(("left", "x"), ("right", "")) if kind is Kind.SWITCH else (),
            group=Graph(tasks=inner) if kind is Kind.GROUP else None,
            retry=RetryPolicy(attempts=self._random.randint(1, 3), on_timeout=self._chance(0.5)),
            crash_retries=self._random.randint(0, 2),
            timeout_s=20.0 if self._chance(0.3) else None,
            expires_s=40.0 if self._chance(0.3) else None,
            is_idempotent=self._chance(0.8),
            allow_failure=self._chance(0.15),
            always=self._chance(0.1),
            disabled=self._chance(0.05),
            is_sensor=self._chance(0.2),
        )

    def _edge(self, upstream: PlanTask) -> Edge:
        return on(
            upstream.id,
            self._random.choice(_CONDITIONS),
            codes=((0, 0), (2, 5)),
            label=self._random.choice(("left", "right")),
        )

    def _foreach(self) -> Foreach:
        return Foreach(
            expression="{{ items }}",
            max_parallel=self._random.choice((None, 1, 2)),
            on_item_failure=self._random.choice(("stop", "continue")),
            tolerate=self._random.choice((0.0, 0.5, 1.0)),
        )


class Player:
    """Chooses what happens next, mostly what the run waits for, sometimes nonsense."""

    def __init__(self, random: Random, driver: Driver, *, first_attempt: int = 0) -> None:
        self._random = random
        self._driver = driver
        self._attempts = first_attempt
        self._seen: list[Event] = []

    def next_event(self, *, is_hurried: bool) -> Event:
        """`is_hurried`: only what brings the run to its end."""
        self._driver.after(self._random.choice((0, 1, 15)) if not is_hurried else 30)
        answers = [event for command in self._open() for event in self._answers(command)]
        roll = self._random.random()
        if not is_hurried and self._seen and roll < 0.08:
            return self._random.choice(self._seen)
        if not is_hurried and roll < 0.14:
            return self._from_outside()
        if not answers:
            return ResumeRequested(self._driver.run_id, self._driver.now)
        event = self._random.choice(answers)
        self._seen.append(event)
        return event

    def _open(self) -> list[Command]:
        """What is outstanding, and what a person may answer."""
        return self._driver.run.outstanding()

    def _from_outside(self) -> Event:
        run_id, now = self._driver.run_id, self._driver.now
        match self._random.randrange(6):
            case 0:
                return CancelRequested(run_id, now, "cancelled by ann", is_forced=self._random.random() < 0.3)
            case 1 | 2:
                return PauseRequested(run_id, now, "paused by ann")
            case 3:
                return Admitted(run_id, now, TaskKey("t0"), AttemptId("odd"))
            case _:
                return ResumeRequested(run_id, now)

    def _answers(self, command: Command) -> Iterator[Event]:
        run_id, now = self._driver.run_id, self._driver.now
        match command:
            case Queue(key):
                self._attempts += 1
                yield Admitted(run_id, now, key, AttemptId(f"a{self._attempts}"))
            case Evaluate(key, Question.FOREACH):
                if self._random.random() < 0.1:
                    yield Evaluated(run_id, now, key, Question.FOREACH, error="no list")
                items = tuple("abcd"[: self._random.randint(0, 4)])
                self._driver.item_keys[key] = items
                yield Expanded(run_id, now, key, items, "frozen")
            case Evaluate(key, question):
                value: Any = self._random.choice((True, True, False))
                if question is Question.SWITCH:
                    value = self._random.choice(("left", "right", None))
                error = "undefined" if self._random.random() < 0.1 else ""
                yield Evaluated(run_id, now, key, question, value, error)
            case StartAttempt(key, attempt_id) | Poll(key, attempt_id):
                yield AttemptEnded(run_id, now, key, attempt_id, self._outcome())
            case CancelAttempt(key, attempt_id):
                ending = self._random.choice((Ending.CANCELLED, Ending.SUCCESS, Ending.LOST, Ending.DEFERRED))
                outcome = Outcome(ending=ending, at=now, deferred="{}")
                yield AttemptEnded(run_id, now, key, attempt_id, outcome)
            case StartChild(key, attempt_id) | CancelChild(key, attempt_id):  # type: ignore[misc]
                state = self._random.choice((RunState.SUCCESS, RunState.FAILED, RunState.CANCELLED))
                yield ChildEnded(run_id, now, key, attempt_id, state)  # type: ignore[arg-type]
            case SetTimer(key, timer, due):
                if due > now and self._random.random() < 0.8:
                    self._driver.now = now = due
                yield TimerFired(run_id, now, key, timer)
                row = self._driver.rows.get(key)
                if row is not None and row.state is TaskState.DEFERRED and row.attempt_id is not None:
                    yield AttemptEnded(run_id, now, key, row.attempt_id, self._outcome())
            case _:
                return

    def _outcome(self) -> Outcome:
        ending = self._random.choice((*[Ending.SUCCESS] * 5, *Ending))
        code = {Ending.SUCCESS: 0, Ending.FAILED: self._random.choice((1, 3))}.get(ending)
        can_retry = self._random.random() < 0.8
        return Outcome(
            ending=ending,
            at=self._driver.now,
            exit_code=code,
            failure=Failure(code="ValueError", message="no", can_retry=can_retry) if code else None,
            outputs="{}" if ending is Ending.SUCCESS else None,
            deferred="{}" if ending is Ending.DEFERRED else None,
            poll_after_s=5.0,
            began=self._random.random() < 0.7,
        )

    def people(self) -> list[Event]:
        """An answer for each approval that waits."""
        waiting = [row for row in self._driver.rows.values() if row.state is TaskState.AWAITING_INPUT]
        approves = self._random.random() < 0.7
        return [Answered(self._driver.run_id, self._driver.now, row.key, "ann", approves) for row in waiting]
