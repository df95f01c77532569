"""One turn of the advancer: the events it took, the steps they gave, what is to be written and what is to
be done then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from seaway.clock import Clock
from seaway.core.admission import Admission
from seaway.core.events import Admitted, AttemptEnded, Command, Event, Queue, Release, Step
from seaway.core.rows import AssetRow, RunRow, TaskRow
from seaway.engine.closer import LastWords
from seaway.engine.inbox import Letter
from seaway.engine.session import Session
from seaway.ids import AttemptId, RunId, TaskKey


@dataclass(slots=True)
class Draft:
    """What one turn changes of one run. The last row of a key wins."""

    session: Session
    tasks: dict[TaskKey, TaskRow] = field(default_factory=dict)
    archived: list[TaskRow] = field(default_factory=list)
    assets: list[AssetRow] = field(default_factory=list)
    run: RunRow | None = None
    commands: list[Command] = field(default_factory=list)
    signal_ids: list[str] = field(default_factory=list)
    answered: list[AttemptId] = field(default_factory=list)
    """Attempts whose result this turn takes: acknowledged after the commit."""

    last_words: LastWords | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.archived or self.run or self.signal_ids)

    def add(self, step: Step) -> None:
        for row in step.tasks:
            self.tasks[row.key] = row
        self.archived.extend(step.archived)
        self.assets.extend(step.assets)
        if step.run is not None:
            self.run = step.run


@dataclass(frozen=True, slots=True)
class Fault:
    """A run whose state machine raised: set aside, so that the others go on."""

    session: Session
    error: Exception


@dataclass(slots=True)
class Turn:
    drafts: dict[RunId, Draft] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def draft(self, session: Session) -> Draft:
        draft = self.drafts.get(session.facts.run_id)
        if draft is None:
            draft = self.drafts[session.facts.run_id] = Draft(session)
        return draft


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaker:
    """Applies events and admission to the runs in memory; writes nothing, starts nothing."""

    clock: Clock
    sessions: dict[RunId, Session]
    admission: Admission
    new_attempt_id: Callable[[], AttemptId]
    short_s: float
    may_admit: Callable[[], bool]
    """False while it is not known yet which slots are taken."""

    def take(self, letters: Iterable[Letter]) -> Turn:
        turn = Turn()
        for letter in letters:
            session = self.sessions.get(letter.event.run_id)
            if session is None or session.is_ending:
                continue
            draft = turn.draft(session)
            self._apply(turn, draft, letter.event)
            if letter.signal_id is not None:
                draft.signal_ids.append(letter.signal_id)
        self._admit(turn)
        return turn

    def _admit(self, turn: Turn) -> None:
        if not self.may_admit():
            return
        for run_id, key in self.admission.admit(self._is_short):
            session = self.sessions.get(run_id)
            if session is None:
                continue  # set aside by what it was admitted to a moment ago
            draft = turn.draft(session)
            self._apply(turn, draft, Admitted(run_id, self.clock.now(), key, self.new_attempt_id()))

    def _is_short(self, run_id: RunId, key: TaskKey) -> bool:
        session = self.sessions.get(run_id)
        row = session.rows.get(key) if session is not None else None
        if session is None or row is None:
            return False
        return session.pace.is_short(row.path, session.tasks[row.path], most_s=self.short_s)

    def _apply(self, turn: Turn, draft: Draft, event: Event) -> None:
        session = draft.session
        if isinstance(event, AttemptEnded):
            draft.answered.append(event.attempt_id)
            if (row := session.rows.get(event.key)) is not None:
                session.pace.note(row.path, event)
        try:
            step = session.run.apply(event)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other runs go on
            self._set_aside(turn, session, error)
            return
        draft.add(step)
        for row in step.tasks:
            session.remember(row)
        for command in step.commands:
            self._sort(draft, command)

    def _sort(self, draft: Draft, command: Command) -> None:
        run_id = draft.session.facts.run_id
        match command:
            case Queue():
                self.admission.queue(run_id, command)
            case Release():
                self.admission.release(run_id, command.key)
            case _:
                draft.commands.append(command)

    def _set_aside(self, turn: Turn, session: Session, error: Exception) -> None:
        run_id = session.facts.run_id
        turn.drafts.pop(run_id, None)
        turn.faults.append(Fault(session, error))
        self.sessions.pop(run_id, None)
        self.admission.forget(run_id)
