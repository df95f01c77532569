"""Statements of the Data API as outside jobs: begun once for a try, taken up after a crash, cancelled.

A statement's name begins with a key made of the try, by which it is found again; the same key is its
ClientToken, so that Amazon itself does not begin it twice."""

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from uuid import uuid4

from seaway.errors import ConflictError, TaskError, UnavailableError
from seaway.integrations.outside import SOON_S, ask_again, still_runs
from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.data_api import DataApi, One, Order, Page, data_api_of, to_order
from seaway.integrations.redshift.dialect import REDSHIFT, set_texts
from seaway.integrations.redshift.words import of_text
from seaway.integrations.sql.protocol import Row
from seaway.integrations.sql.script import Statement, excerpt, literal_text
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.waiting import Deferred

R = TypeVar("R")
_LONGEST_NAME = 500
_LOOK_S = 0.5
_MOST_DETAILS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A statement that is over. `last` is the one that was asked for, without those for the settings.

    details: what Redshift answered to each of the plan's questions; None where it did not.
    page: the first rows that `last` gave."""

    whole: One
    details: Sequence[Sequence[Row]] | None = None
    page: Page | None = None

    @property
    def last(self) -> One:
        return self.whole.each[-1]

    @property
    def failed(self) -> One:
        """The part of a batch that failed, else the whole."""
        return next((one for one in self.whole.each if one.status == "FAILED"), self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to ask of a statement that is over. `questions`: SQL to ask Redshift about it, none for nothing;
    `first`: how many of its rows to fetch."""

    questions: Callable[[One], Sequence[str]] = field(default=lambda _one: ())
    first: int = 0


def begin(
    ctx: Context,
    connection: Redshift,
    statements: Sequence[Statement],
    *,
    is_atomic: bool = True,
    settings: Mapping[str, str] | None = None,
) -> Deferred:
    """Send the statements of this try; to be looked at soon.

    settings: of the session, in place of the connection's."""
    texts = set_texts(connection.settings() if settings is None else settings)
    order = to_order(texts, statements, is_atomic=is_atomic)
    key = key_of(ctx.run)
    with data_api_of(connection) as api:
        statement_id = api.execute(order, name=_name_of(ctx.run, key), token=key)
    ctx.log.info("Redshift statement %s was sent.", statement_id)
    return Deferred(
        state={"statement": statement_id},
        poll_after_s=SOON_S / 2,
        reason=f"statement {statement_id} was sent",
    )


def find(ctx: Context, connection: Redshift) -> Deferred | None:
    """The statement that an earlier attempt of this try sent."""
    if not ctx.run.job_key or not connection.data_api:
        return None
    with data_api_of(connection) as api:
        statement_id = api.named(f"{key_of(ctx.run)} ")
    if statement_id is None:
        return None
    ctx.log.info("Found the Redshift statement %s.", statement_id)
    return Deferred(
        state={"statement": statement_id}, poll_after_s=0, reason=f"takes up statement {statement_id}"
    )


def poll(
    ctx: Context,
    state: object,
    connection: Redshift,
    plan: Plan,
    finish: Callable[[Context, Ended], R],
    poll_s: float,
) -> R | Deferred:
    """Look at the statement. That Amazon can't be asked for a while does not end one that runs."""
    known = cast("dict[str, Any]", state)

    def look() -> Ended | Deferred:
        with data_api_of(connection) as api:
            return _looked(ctx, api, known, plan, poll_s)

    found = ask_again(ctx, known, poll_s, look)
    return found if isinstance(found, Deferred) else finish(ctx, found)


def cancel(ctx: Context, state: object, connection: Redshift) -> None:
    """Ask Redshift to end the statement; that it is over or gone is as good."""
    statement_id = cast("dict[str, Any]", state)["statement"]
    with data_api_of(connection) as api:
        if api.cancel(statement_id):
            ctx.log.info("Asked Redshift to cancel the statement %s.", statement_id)


def succeeded(ended: Ended) -> Ended:
    """
    Raises:
        TaskError: it failed, and why.
        ConflictError: somebody cancelled it.
    """
    one = ended.whole
    if one.status == "ABORTED":
        raise ConflictError(
            f"The Redshift statement {one.id} was cancelled there.",
            hint="Ask who did, and run the task again.",
        )
    if one.status == "FAILED":
        raise error_of(ended.failed)
    return ended


def error_of(one: One) -> TaskError:
    """Why a statement failed, with its place in it."""
    said = re.sub(r"^(?:Query #\d+ failed with )?(?:ERROR: )?", "", one.error) or "Redshift does not say why"
    kind, hint = of_text(said)
    where = ""
    if one.text and (found := re.search(r"\s*Position: (\d+)", said)):
        said = said[: found.start()]
        line, column, shown = excerpt(one.text, int(found[1]) - 1)
        where = f" (line {line}, column {column})\n{shown}"
    return kind(f"Redshift statement {one.id}: {said}{where}", hint=hint)


def asked_now(connection: Redshift, text: str) -> object:
    """The first value of a short question, waited for.

    Raises:
        UnavailableError: no answer within the connection's `connect_timeout_s`.
    """
    key, until = uuid4().hex, time.monotonic() + connection.connect_timeout_s
    with data_api_of(connection) as api:
        order = to_order([], [literal_text(text, REDSHIFT)])
        statement_id = api.execute(order, name=f"seaway-check-{key}", token=key)
        while not (found := api.describe(statement_id)).is_over:
            if time.monotonic() > until:
                api.cancel(statement_id)
                raise UnavailableError(
                    f"Redshift gave no answer within {connection.connect_timeout_s} seconds.",
                    hint="It may be paused or busy; raise `connect_timeout_s`, or look at it.",
                )
            time.sleep(_LOOK_S)
        succeeded(Ended(whole=found))
        return api.first_rows(statement_id, 1).rows[0][0]


def key_of(run: RunInfo) -> str:
    """What no two tries share; at most the 64 letters of a ClientToken."""
    return f"seaway-{hashlib.sha256(run.job_key.encode()).hexdigest()[:40]}" if run.job_key else uuid4().hex


def _name_of(run: RunInfo, key: str) -> str:
    """The key, and what people read in Amazon's list."""
    return f"{key} {'/'.join(filter(None, [run.workflow, run.run_id, run.task_key]))}"[:_LONGEST_NAME]


def _looked(
    ctx: Context, api: DataApi, known: Mapping[str, Any], plan: Plan, poll_s: float
) -> Ended | Deferred:
    one = api.describe(known["statement"])
    if not one.is_over:
        if one.parts:
            ctx.progress(sum(part.is_over for part in one.parts), len(one.parts))
        return still_runs(known, poll_s, f"statement {one.id} is {one.status.lower()}")
    questions = plan.questions(one)
    if questions:
        return _with_details(ctx, api, known, one, questions, poll_s)
    last = one.each[-1]
    gives = one.status == "FINISHED" and last.has_rows
    return Ended(whole=one, page=api.first_rows(last.id, plan.first) if gives else None)


def _with_details(
    ctx: Context, api: DataApi, known: Mapping[str, Any], one: One, questions: Sequence[str], poll_s: float
) -> Ended | Deferred:
    """What Redshift says of the statement is a second one, which is waited for in the same way."""
    if "details" not in known:
        token = f"{key_of(ctx.run)}-about"
        details = api.execute(Order(texts=questions), name=token, token=token)
        return Deferred(
            state={"statement": one.id, "details": details},
            poll_after_s=SOON_S / 2,
            reason=f"statement {one.id} is over; asks Redshift about it",
        )
    asked = api.describe(known["details"])
    if not asked.is_over:
        return still_runs(known, poll_s, f"statement {one.id} is over; asks Redshift about it")
    if asked.status != "FINISHED":
        ctx.log.warning("Redshift does not say more of the statement %s: %s", one.id, asked.error)
        return Ended(whole=one)
    rows = [api.first_rows(each.id, _MOST_DETAILS).rows for each in asked.each]
    return Ended(whole=one, details=rows)
