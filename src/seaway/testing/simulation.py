"""The engine in a world that a seed decides: its real modules and the real SQL, with virtual time, machines
that die and a store that fails. After the end, and at every start on the way, the invariants are checked."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

from seaway.core.events import StartAttempt
from seaway.core.states import RunState
from seaway.engine.desk import Desk, DeskParts
from seaway.engine.engine import Engine
from seaway.engine.evaluator import ExpressionEvaluator, InlineAsker
from seaway.ids import RunId, ids_from
from seaway.store.database import Database
from seaway.testing.faults import Chances
from seaway.testing.ledger import Ledger
from seaway.testing.memory_store import MemoryStore, publish
from seaway.testing.node import FixedSurroundings, MemoryArtifacts, Node, task_factory
from seaway.testing.oracle import problems_of
from seaway.testing.people import PROJECT, People
from seaway.testing.random_plans import POOLS, VARIABLES, PlanMaker
from seaway.testing.stage import end_tasks
from seaway.testing.virtual import StuckError, VirtualClock, VirtualLoop, drawn_ids
from seaway.testing.world import Machine

TROUBLE_S = 90.0
"""So long things go wrong; afterwards all must come to its end."""
PATIENCE_S = 1_500.0
LOOK_S = 3.0


@dataclass(slots=True)
class Report:
    """What became of a seed. `broken`: the invariants that did not hold; none is what one wants."""

    seed: int
    broken: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    virtual_s: float = 0.0
    starts: int = 0
    lives: int = 0

    @property
    def fingerprint(self) -> str:
        return sha256("\n".join(self.trace).encode()).hexdigest()


def simulate(seed: int) -> Report:
    """Play a seed to its end. The same seed gives the same trace, on every machine."""
    report = Report(seed)
    store = MemoryStore.fresh()
    loop = VirtualLoop()
    loop.set_task_factory(task_factory)  # type: ignore[arg-type]  # the protocol names its arguments otherwise
    random = Random(seed)  # noqa: S311 - chance that can be replayed is the point
    entropy = Random(seed + 1)  # noqa: S311
    with ids_from(drawn_ids(entropy, loop)), contextlib.closing(loop):
        game = Game(random, report, loop, store)
        try:
            loop.run_until_complete(game.play())
        except StuckError as error:
            report.broken.append(str(error))
        finally:
            end_tasks(loop)
    report.virtual_s = loop.time()
    return report


class Game:
    """One seed under way."""

    def __init__(self, random: Random, report: Report, loop: VirtualLoop, store: MemoryStore) -> None:
        self._random = random
        self._report = report
        self._loop = loop
        self._store = store
        self._chances = Chances.draw(random)
        self._plans = {plan.workflow: plan for plan in PlanMaker(random).family()}
        self._nodes: list[Node] = []

    def _trace(self, said: str) -> None:
        self._report.trace.append(f"{self._loop.time():9.3f} {said}")

    async def play(self) -> None:
        store = self._store
        self._ledger = Ledger(store.connection, self._plans, POOLS, self._trace, self._report.broken)
        await self._publish(store.database)
        self._people = People(
            desk=self._desk(store.database), random=self._random, ledger=self._ledger, trace=self._trace
        )
        self._artifacts_of(store.database)
        living = [asyncio.create_task(node.live_on()) for node in self._nodes]
        acting = asyncio.create_task(self._people.act())
        await self._watch(acting)
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        acting.result()
        self._check_ends()
        self._report.starts = len(self._ledger.attempts)
        self._report.lives = sum(node.lives for node in self._nodes)

    # --- setting up -----------------------------------------------------------------------------------------

    async def _publish(self, database: Database) -> None:
        for plan in self._plans.values():
            await database.write(lambda connection, plan=plan: publish(connection, PROJECT, plan))  # type: ignore[misc]

    def _desk(self, database: Database) -> Desk:
        self._artifacts = MemoryArtifacts()
        return Desk(
            DeskParts(
                clock=VirtualClock(self._loop, _no_door),
                database=database,
                evaluator=ExpressionEvaluator(InlineAsker()),
                artifacts=self._artifacts,
                surroundings=FixedSurroundings(VARIABLES),
                timezone=lambda: "UTC",
                pools=POOLS,
            )
        )

    def _artifacts_of(self, database: Database) -> None:
        """Machines and engines: one that is alone, or two that share the store."""
        count = self._random.choice((1, 1, 2))
        for number in range(count):
            machine = Machine(
                f"node{number}",
                slots=self._random.choice((1, 2, 4, 8)),
                ahead=self._random.choice((0, 0, 2, 8)),
                random=self._random,
                chances=self._chances,
                ledger=self._ledger,
                now=VirtualClock(self._loop, _no_door).now,
            )
            machine.is_lasting = count == 1
            self._nodes.append(
                Node(
                    name=machine.name,
                    store=database,
                    machine=machine,
                    artifacts=self._artifacts,
                    random=self._random,
                    chances=self._chances,
                    trace=self._trace,
                    complain=self._ledger.complain,
                    is_alone=count == 1,
                )
            )

    # --- the course of things -------------------------------------------------------------------------------

    async def _watch(self, acting: "asyncio.Task[None]") -> None:
        """Look now and then; end the trouble in time; stop when all is over or nothing can be hoped for."""
        while self._loop.time() < PATIENCE_S:
            await asyncio.sleep(LOOK_S)
            if self._loop.time() > TROUBLE_S:
                self._chances.end()
            await self._people.answer_all()
            self._check_slots()
            if acting.done():
                await self._check_why()
                if not self._left():
                    return
        for run_id, state, workflow in self._left():
            self._ledger.complain(f"the run {workflow}/{run_id[-6:]} never ends: it is {state}")
            for said in await self._people.desk.why(RunId(run_id)):
                self._trace(f"  {said.key or 'the run'}: {said.why}")

    def _left(self) -> list[tuple[str, str, str]]:
        return self._ledger.connection.execute(
            "SELECT run_id, state, workflow FROM runs WHERE state NOT IN ('success', 'failed', 'cancelled')"
        ).fetchall()

    # --- invariants -----------------------------------------------------------------------------------------

    def _check_slots(self) -> None:
        """What holds slots is what the engine's runs have running."""
        for node in self._nodes:
            engine = node.engine
            if engine is None:
                continue
            for problem in _slot_problems(engine):
                self._ledger.complain(f"{node.name}: {problem}")

    async def _check_why(self) -> None:
        """Whatever waits says why, now and then."""
        if self._random.random() > 0.05:
            return
        for run_id, state, _ in self._left():
            said = await self._people.desk.why(RunId(run_id))
            if any(not waiting.why for waiting in said):
                self._ledger.complain("something waits and does not say why")
            if state in ("queued", "paused") and not said:
                self._ledger.complain(f"a {state} run does not say why")
            known = {waiting.key for waiting in said}
            for row in self._ledger.rows(RunId(run_id)).values():
                if row.state in WAITING and row.key not in known:
                    self._ledger.complain(f"{row.key} is {row.state} and does not say why")

    def _check_ends(self) -> None:
        runs = self._ledger.connection.execute(
            "SELECT run_id, workflow, state, reason, error FROM runs"
        ).fetchall()
        for run_id, workflow, state, reason, error in runs:
            if not RunState(state).is_final:
                continue
            if "internal" in reason:
                self._ledger.complain(f"{workflow}/{run_id[-6:]} was set aside: {reason} {error}")
                continue
            rows = self._ledger.rows(run_id)
            was_stopped = self._was_stopped(run_id, workflow)
            carried = frozenset(rows if run_id in self._people.reruns else ())
            for problem in (
                problems_of(self._plans[workflow], RunState(state), rows, was_stopped=was_stopped)
                if rows
                else ()
            ):
                self._ledger.complain(f"{workflow}/{run_id[-6:]} ({state}): {problem}")
            self._ledger.check_results(run_id, rows, carried)
            self._ledger.check_history(run_id)
        for sentence in self._store_complaints():
            self._ledger.complain(sentence)

    def _was_stopped(self, run_id: str, workflow: str) -> bool:
        plan = self._plans[workflow]
        parent = self._ledger.connection.execute(
            "SELECT parent_run FROM runs WHERE run_id = ?", (run_id,)
        ).fetchone()[0]
        limits = plan.payload.get("concurrency") or {}
        is_limited = isinstance(limits, dict) and limits.get("on_limit") == "cancel_oldest"
        return bool(run_id in self._people.stopped or parent or plan.timeout_s or is_limited)

    def _store_complaints(self) -> Iterator[str]:
        for run_id, key, before, after in self._ledger.connection.execute(
            "SELECT run_id, key, before, after FROM sim_changed"
        ):
            yield f"{key} of {run_id[-6:]} was {before} and final, and became {after}"
        for key, error in self._ledger.connection.execute(
            """SELECT key, error FROM task_runs WHERE error LIKE '%"code":"internal"%'"""
        ):
            yield f"{key} ended by a mistake of the engine: {error}"
        if not self._report.broken:
            for (kind,) in self._ledger.connection.execute("SELECT kind FROM signals"):
                yield f"a signal is left behind: {kind}"


WAITING = frozenset({"queued", "up_for_retry", "deferred", "awaiting_input"})


def _slot_problems(engine: Engine) -> Iterator[str]:
    if engine.loader.is_recovering or engine.loader.is_reloading:
        return
    running = sum(
        isinstance(command, StartAttempt)
        for session in engine.sessions.values()
        for command in session.run.outstanding()
    )
    if running != engine.admission.in_use:
        yield f"{engine.admission.in_use} slots are in use, and {running} attempts run"


async def _no_door(_where: str) -> None:
    return None
