"""An engine put together: its loops, what they share, how it starts, drains and stops."""

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from seaway.clock import Clock
from seaway.core.admission import Admission
from seaway.core.states import TaskState
from seaway.engine.advancer import Advancer
from seaway.engine.attempts import AttemptBuilder
from seaway.engine.broadcaster import Broadcaster
from seaway.engine.children import Children
from seaway.engine.claimer import Claimer
from seaway.engine.closer import Closer
from seaway.engine.contexts import ContextBuilder
from seaway.engine.ears import Ears
from seaway.engine.files import FileFinder
from seaway.engine.identity import Identity
from seaway.engine.inbox import Inbox
from seaway.engine.janitor import Janitor
from seaway.engine.landlord import Landlord
from seaway.engine.lateness import Lookout
from seaway.engine.listener import ExecutorListener
from seaway.engine.loader import Loader
from seaway.engine.needs import NeedsCache
from seaway.engine.outputs import OutputReader
from seaway.engine.pace import SHORT_S
from seaway.engine.performer import Performer
from seaway.engine.plans import PlanCache
from seaway.engine.ports import Artifacts, Evaluator, SurroundingsSource
from seaway.engine.postman import Postman
from seaway.engine.pruner import Pruner, Shelves
from seaway.engine.questions import Questions
from seaway.engine.restoring import SessionReader
from seaway.engine.rollcall import RollCall
from seaway.engine.scheduler import Scheduler
from seaway.engine.service import Service
from seaway.engine.session import Session
from seaway.engine.steward import Steward
from seaway.engine.submission import Submitter
from seaway.engine.timekeeper import Timekeeper
from seaway.engine.turn import TurnTaker
from seaway.engine.undertaker import Undertaker
from seaway.ids import AttemptId, RunId, TaskKey, new_attempt_id, new_id
from seaway.sdk.protocols.executor import Executor
from seaway.settings import Retention
from seaway.spec.catalog import Catalog
from seaway.store import engines, tasks
from seaway.store.database import Database
from seaway.store.wakeups import Wakeups


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an engine is made of that differs between a server, a test and a simulation."""

    clock: Clock
    database: Database
    executor: Executor
    evaluator: Evaluator
    artifacts: Artifacts
    surroundings: SurroundingsSource
    catalog: Catalog
    project_dir: str
    timezone: Callable[[], str]
    pools: Mapping[str, int] = field(default_factory=dict)
    shelves: Shelves | None = None
    """None: nothing is ever taken away."""
    keep: Retention = field(default_factory=Retention)
    place: str = ""
    """Host and state folder: the next engine there takes over at once what this one leaves."""
    with_triggers: bool = True
    is_alone: bool = False
    """The caller holds the lock of the state folder: no other engine works on this store."""
    lease_s: float = engines.LEASE_S
    """Where several engines work on one store: how long after its last sign of life one counts as dead."""
    new_attempt_id: Callable[[], AttemptId] = new_attempt_id
    short_s: float = SHORT_S
    """Tasks that take no longer are handed to the executor ahead of a free slot."""


class Engine:
    """One engine in one event loop."""

    def __init__(self, parts: Parts) -> None:
        self.identity = Identity()
        self.parts = parts
        self.broadcaster = Broadcaster()
        self.sessions: dict[RunId, Session] = {}
        self.admission = Admission(parts.pools, parts.executor.slots, parts.executor.ahead)
        self._is_alone = parts.is_alone and parts.database.driver.is_for_one_engine
        if not self._is_alone:
            self.admission.share_pools()
        self._build_names()
        self._build_loops()

    async def start(self) -> None:
        """Open the executor, register, then take runs."""
        await self.parts.executor.open()
        await self._register()
        await self.wakeups.__aenter__()
        self.advancer.start()
        self.listener.start()
        for service in self._services():
            service.start()

    async def drain(self, *, grace_s: float) -> None:
        """Take nothing new, give what runs its grace, leave the rest to be resumed."""
        self.claimer.is_open = False
        self.admission.close()
        await self.parts.executor.close(grace_s=grace_s)
        await self.listener.until_end()
        await self.inbox.until_empty()
        await self.stop()

    async def stop(self) -> None:
        """End all loops; what is not committed has not happened."""
        for service in self._services():
            await service.stop()
        await self.wakeups.__aexit__(None, None, None)
        await self.listener.stop()
        await self.advancer.stop()
        await self.performer.close()
        await self.loader.close()
        await self.undertaker.close()
        await self.parts.evaluator.close()
        await self.parts.database.write(lambda connection: engines.leave(connection, engine=self.identity.id))

    def _services(self) -> tuple[Service, ...]:
        always = (
            self.timekeeper,
            self.claimer,
            self.postman,
            self.landlord,
            self.roll_call,
            self.ears,
            self.lookout,
            self.janitor,
        )
        pruner = (self.pruner,) if self.pruner else ()
        steward = () if self._is_alone else (self.steward,)
        return (*always, *steward, *pruner, *((self.scheduler,) if self.parts.with_triggers else ()))

    async def _register(self) -> None:
        parts, now = self.parts, self.parts.clock.now()
        await parts.database.write(
            lambda connection: engines.register(
                connection,
                engine=self.identity.id,
                host=socket.gethostname(),
                pid=os.getpid(),
                slots=parts.executor.slots,
                now=now,
                place=parts.place,
                is_alone=parts.is_alone,
                lease_s=parts.lease_s,
            )
        )

    async def _on_lease_lost(self) -> None:
        """Others may take our runs now: end what we started for them, and begin anew under another name."""
        self.identity.id = new_id()
        if not self._is_alone:
            self.steward.forget()
        await self.loader.give_up_all()
        await self._register()

    # --- building ---

    def _build_names(self) -> None:
        """What finds values for templates: outputs, files, connections."""
        parts = self.parts
        self.plans = PlanCache()
        needs = NeedsCache()
        outputs = OutputReader(parts.artifacts, self._read_items)
        self.contexts = ContextBuilder(outputs)
        self.attempts = AttemptBuilder(
            contexts=self.contexts,
            files=FileFinder(self._read_manifests),
            surroundings=parts.surroundings,
            evaluator=parts.evaluator,
            catalog=parts.catalog,
            needs=needs,
            project_dir=parts.project_dir,
        )
        self.questions = Questions(
            clock=parts.clock,
            evaluator=parts.evaluator,
            contexts=self.contexts,
            surroundings=parts.surroundings,
            artifacts=parts.artifacts,
            needs=needs,
        )
        self.reader = SessionReader(database=parts.database, artifacts=parts.artifacts, plans=self.plans)
        self.submitter = Submitter(
            clock=parts.clock,
            database=parts.database,
            plans=self.plans,
            evaluator=parts.evaluator,
            artifacts=parts.artifacts,
            surroundings=parts.surroundings,
            timezone=parts.timezone,
        )
        self.children = Children(
            clock=parts.clock,
            database=parts.database,
            submitter=self.submitter,
            contexts=self.contexts,
            evaluator=parts.evaluator,
            surroundings=parts.surroundings,
            needs=needs,
        )

    def _build_loops(self) -> None:
        parts = self.parts
        self.inbox = Inbox()
        self.timekeeper = Timekeeper(parts.clock, self.inbox.put)
        self.performer = Performer(
            clock=parts.clock,
            inbox=self.inbox,
            executor=parts.executor,
            timekeeper=self.timekeeper,
            attempts=self.attempts,
            questions=self.questions,
            children=self.children,
            may_start=lambda: self.landlord.is_sure,
        )
        self.listener = ExecutorListener(parts.executor, self.performer, self.broadcaster)
        self.postman = Postman(
            parts.clock,
            database=parts.database,
            inbox=self.inbox,
            identity=self.identity,
            owns=self.sessions.__contains__,
        )
        self.roll_call = RollCall(
            parts.clock,
            executor=parts.executor,
            awaited=self.performer.awaited,
            take=self.performer.take,
        )
        self.undertaker = Undertaker(clock=parts.clock, database=parts.database)
        self.loader = Loader(
            clock=parts.clock,
            sessions=self.sessions,
            admission=self.admission,
            inbox=self.inbox,
            executor=parts.executor,
            performer=self.performer,
            reader=self.reader,
            identity=self.identity,
            undertaker=self.undertaker,
            on_drop=self.postman.forget,
            on_load=self.postman.wake,
        )
        self._build_owners()

    def _build_owners(self) -> None:
        """The loops that take runs, keep them and move them."""
        parts = self.parts
        self.claimer = Claimer(
            parts.clock,
            database=parts.database,
            loader=self.loader,
            identity=self.identity,
            owned=self.sessions.__len__,
        )
        self.scheduler = Scheduler(
            parts.clock, database=parts.database, submitter=self.submitter, timezone=parts.timezone
        )
        self.janitor = Janitor(parts.clock, executor=parts.executor, database=parts.database)
        self.lookout = Lookout(parts.clock, database=parts.database, broadcaster=self.broadcaster)
        self.pruner = (
            Pruner(parts.clock, database=parts.database, keep=parts.keep, shelves=parts.shelves)
            if parts.shelves
            else None
        )
        self.landlord = Landlord(
            parts.clock,
            database=parts.database,
            identity=self.identity,
            is_alone=self._is_alone,
            on_lost=self._on_lease_lost,
            lease_s=parts.lease_s,
        )
        self.wakeups = Wakeups(parts.database)
        self.steward = Steward(
            parts.clock,
            database=parts.database,
            admission=self.admission,
            identity=self.identity,
            nudge=self.inbox.nudge,
            is_settled=lambda: not self.loader.is_recovering,
        )
        wakes = (self.claimer, self.postman) if self._is_alone else (self.claimer, self.postman, self.steward)
        self.ears = Ears(parts.clock, self.wakeups, wakes)
        self.advancer = self._new_advancer(parts)

    def _new_advancer(self, parts: Parts) -> Advancer:
        return Advancer(
            clock=parts.clock,
            database=parts.database,
            inbox=self.inbox,
            taker=TurnTaker(
                clock=parts.clock,
                sessions=self.sessions,
                admission=self.admission,
                new_attempt_id=parts.new_attempt_id,
                short_s=parts.short_s,
                may_admit=lambda: not self.loader.is_recovering,
            ),
            performer=self.performer,
            loader=self.loader,
            executor=parts.executor,
            broadcaster=self.broadcaster,
            closer=Closer(
                clock=parts.clock,
                evaluator=parts.evaluator,
                contexts=self.contexts,
                surroundings=parts.surroundings,
            ),
            sessions=self.sessions,
            undertaker=self.undertaker,
        )

    async def _read_items(
        self, run_id: RunId, key: TaskKey, after: int
    ) -> list[tuple[int, str, TaskState, str | None]]:
        return await self.parts.database.read(
            lambda connection: tasks.item_outputs(connection, run_id, key, after=after)
        )

    async def _read_manifests(self, run_id: RunId, key: TaskKey) -> list[tuple[TaskKey, str]]:
        return await self.parts.database.read(lambda connection: tasks.manifests_in(connection, run_id, key))
