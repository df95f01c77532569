"""Looks at every start, end and acknowledgement as it happens, and compares it with what the store holds."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from seaway.core.outcome import Outcome
from seaway.core.plan import Plan
from seaway.core.states import RunState, TaskState
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.sdk.protocols.executor import AttemptSpec, CancelJobBody, PollBody
from seaway.testing.oracle import RowSeen, may_start, task_at

Who = tuple[RunId, TaskKey]
_SAID_NO = ("failed", "timed_out")
"""After these a retry policy may ask for another try, also of what is not to be done twice by itself."""


@dataclass(slots=True)
class Attempt:
    """One attempt that somebody was asked to run. `outcome`: how it ended, where it did not just vanish."""

    spec: AttemptSpec
    pool: str
    place: str
    is_idempotent: bool
    is_alive: bool = True
    was_cancelled: bool = False
    outcome: Outcome | None = None


@dataclass(slots=True)
class Ledger:
    """`connection`: the store, in between transactions. `broken`: each sentence is an invariant that did not
    hold."""

    connection: sqlite3.Connection
    plans: Mapping[str, Plan]
    pools: Mapping[str, int]
    trace: Callable[[str], None]
    broken: list[str] = field(default_factory=list)
    attempts: dict[AttemptId, Attempt] = field(default_factory=dict)
    looks: dict[AttemptId, Outcome] = field(default_factory=dict)
    """How polls and cancels of outside jobs ended."""
    answers: dict[AttemptId, AttemptId] = field(default_factory=dict)
    _of_task: dict[Who, list[Attempt]] = field(default_factory=lambda: defaultdict(list))

    def complain(self, sentence: str) -> None:
        self.trace(f"BROKEN: {sentence}")
        self.broken.append(sentence)

    # --- what an executor tells -----------------------------------------------------------------------------

    def on_start(self, spec: AttemptSpec, *, place: str) -> None:
        self.trace(f"{place} starts {_name(spec)} {type(spec.body).__name__} {spec.attempt_id[-6:]}")
        if is_look(spec):
            return
        task = task_at(self.plans[spec.workflow], spec.key)
        pool = task.pool
        attempt = Attempt(spec, pool, place, task.is_idempotent)
        self._check_alone(attempt)
        self._check_committed(spec)
        self._check_edges(spec)
        self._check_repeats(attempt)
        self.attempts[spec.attempt_id] = attempt
        self._of_task[spec.run_id, spec.key].append(attempt)
        self._check_pool(attempt)

    def on_end(self, spec: AttemptSpec, outcome: Outcome | None) -> None:
        said = outcome.ending.value if outcome else "vanishes"
        self.trace(f"{_name(spec)} {spec.attempt_id[-6:]} {said}")
        attempt = self.attempts.get(spec.attempt_id)
        if attempt is not None:
            attempt.is_alive = False
            attempt.outcome = outcome
        elif outcome is not None:
            self.looks[spec.attempt_id] = outcome

    def on_cancel(self, attempt_id: AttemptId) -> None:
        if attempt_id in self.attempts:
            self.attempts[attempt_id].was_cancelled = True

    def on_ack(self, attempt_id: AttemptId) -> None:
        """What is acknowledged is forgotten, so the store must know it by now."""
        attempt = self.attempts.get(attempt_id)
        if attempt is None or attempt.outcome is None or attempt.was_cancelled:
            return
        spec = attempt.spec
        row = self._row(spec)
        if row is None or row[1] != attempt_id or row[0] != TaskState.RUNNING:
            return
        if not RunState(self._run_state(spec.run_id)).is_final:
            self.complain(f"the result of {_name(spec)} was acknowledged before it was committed")

    # --- what must hold -------------------------------------------------------------------------------------

    def _check_alone(self, attempt: Attempt) -> None:
        spec = attempt.spec
        others = [other for other in self._of_task[spec.run_id, spec.key] if other.is_alive]
        if others:
            self.complain(f"two attempts of {_name(spec)} are alive at once")
        if spec.attempt_id in self.attempts:
            self.complain(f"the attempt {spec.attempt_id} of {_name(spec)} was started twice")

    def _check_committed(self, spec: AttemptSpec) -> None:
        row = self._row(spec)
        if row != (TaskState.RUNNING.value, spec.attempt_id):
            self.complain(f"{_name(spec)} was started, but the store says {row}")

    def _check_edges(self, spec: AttemptSpec) -> None:
        rows = self.rows(spec.run_id)
        problem = may_start(self.plans[spec.workflow], rows, spec.key)
        if problem:
            self.complain(f"{_name(spec)} was started too early: {problem}")

    def _check_repeats(self, attempt: Attempt) -> None:
        """What is not to be done twice is repeated only after it said no by itself, or never began."""
        if attempt.is_idempotent:
            return
        for earlier in self._of_task[attempt.spec.run_id, attempt.spec.key]:
            outcome = earlier.outcome
            if (outcome is None or outcome.began) and self._kept_state(earlier.spec) not in _SAID_NO:
                said = outcome.ending.value if outcome else "vanished"
                self.complain(f"{_name(attempt.spec)} may not be done twice, and was, after it {said}")

    def _check_pool(self, attempt: Attempt) -> None:
        size = self.pools.get(attempt.pool, 1) if attempt.pool else None
        if size is None:
            return
        alive = [a for a in self.attempts.values() if a.is_alive and a.pool == attempt.pool]
        if len(alive) > size:
            self.complain(f"pool {attempt.pool} has {size} slots, and {len(alive)} attempts run in it")

    # --- the store ------------------------------------------------------------------------------------------

    def rows(self, run_id: RunId) -> dict[TaskKey, RowSeen]:
        found = self.connection.execute(
            "SELECT key, path, parent, item_index, state, exit_code, label, attempt_id, outputs, attempt "
            "FROM task_runs WHERE run_id = ?",
            (run_id,),
        )
        return {row[0]: RowSeen(*row) for row in found}

    def _row(self, spec: AttemptSpec) -> tuple[str, str] | None:
        found: tuple[str, str] | None = self.connection.execute(
            "SELECT state, attempt_id FROM task_runs WHERE run_id = ? AND key = ?", (spec.run_id, spec.key)
        ).fetchone()
        return found

    def _kept_state(self, spec: AttemptSpec) -> str:
        """What the store keeps of an attempt that was followed by another."""
        found = self.connection.execute(
            "SELECT state FROM attempts WHERE run_id = ? AND key = ? AND attempt_id = ?",
            (spec.run_id, spec.key, spec.attempt_id),
        ).fetchone()
        return str(found[0]) if found else ""

    def _run_state(self, run_id: RunId) -> str:
        found = self.connection.execute("SELECT state FROM runs WHERE run_id = ?", (run_id,)).fetchone()
        return str(found[0])

    def check_results(self, run_id: RunId, rows: Mapping[TaskKey, RowSeen], carried: Container[str]) -> None:
        """A success in the store is a success that happened, and of the attempt that it names."""
        for key, row in rows.items():
            if row.attempt_id not in self.attempts or key in carried:
                continue
            attempt = self.attempts[AttemptId(row.attempt_id)]
            if (attempt.spec.run_id, attempt.spec.key) != (run_id, key):
                self.complain(f"{key} has the attempt of another task")
            if row.state == TaskState.SUCCESS:
                said = json.loads(row.outputs or "{}").get("by")
                if said != row.attempt_id:
                    self.complain(f"{key} succeeded with the result of another attempt: {said}")

    def check_history(self, run_id: RunId) -> None:
        """Every attempt that was started is on record."""
        known = {
            found[0]
            for table in ("task_runs", "attempts")
            for found in self.connection.execute(
                f"SELECT attempt_id FROM {table} WHERE run_id = ?",
                (run_id,),
            )
        }
        for (run, _), attempts in self._of_task.items():
            for attempt in attempts:
                if run == run_id and attempt.spec.attempt_id not in known:
                    self.complain(f"an attempt of {_name(attempt.spec)} ran and is on no record")


def is_look(spec: AttemptSpec) -> bool:
    """Whether it only looks at, or ends, what another attempt began outside."""
    return isinstance(spec.body, PollBody | CancelJobBody)


def _name(spec: AttemptSpec) -> str:
    return f"{spec.workflow}/{spec.run_id[-6:]}/{spec.key}#{spec.number}"
