"""Commands against a server: where `SEAWAY_URL` is set, they ask it instead of the folder's store.

What is found is shown by the very functions that show the folder's. Nothing here reads a project."""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock_time

from seaway.cli import printing
from seaway.cli.following import Look
from seaway.cli.options import GivenFile, settle_files
from seaway.cli.remote_records import to_deadlines, to_record, to_row
from seaway.cli.shell import FAILED, INTERRUPTED, OK
from seaway.client.client import URL, Client
from seaway.client.shapes import Run
from seaway.core.rows import TaskRow
from seaway.core.states import RunState, TaskState
from seaway.engine.finding import LATEST, short
from seaway.errors import BadRequestError, UnknownError
from seaway.ids import RunId, TaskKey
from seaway.store.deadlines import DeadlineRecord
from seaway.store.runs import RunRecord

LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Remote:
    """A project on a server, as commands name what is in it."""

    client: Client

    def find(self, text: str) -> RunRecord:
        return self.record(self.find_run(text))

    def find_run(self, text: str) -> Run:
        """The run that is meant, as the server tells it: an id or its end, `latest`, `WORKFLOW@latest`.

        Raises:
            UnknownError: none, or more than one.
        """
        workflow, _, which = text.rpartition("@")
        if which == LATEST:
            found = self._first(self.client.runs(workflow=workflow or None, page=1), 1)
            if not found:
                raise UnknownError(f"There is no run{f' of {workflow}' if workflow else ''} yet")
        else:
            found = [
                each
                for each in self._first(self.client.runs(search=text, page=20), 20)
                if each.run_id.replace("-", "").endswith(text.replace("-", "").lower())
            ]
        if len(found) != 1:
            what = "There is no run" if not found else f"There are {len(found)} runs"
            raise UnknownError(f"{what} {text} on the server", hint="`seaway runs list` shows the ids.")
        return self.client.run(found[0].run_id)

    def get(self, run_id: str) -> RunRecord:
        return self.record(self.client.run(run_id))

    def record(self, run: Run, *, is_whole: bool = True) -> RunRecord:
        return to_record(run, self.client.project, is_whole=is_whole)

    def deadlines(self, run: Run) -> list[DeadlineRecord]:
        return to_deadlines(run, self.client.project)

    def rows(self, run_id: RunId) -> tuple[list[TaskRow], dict[TaskKey, Counter[TaskState]]]:
        """All tasks in their order, those that wait too; and the items of each foreach."""
        found = list(self.client.tasks(run_id))
        counts = {
            TaskKey(each.task): Counter({TaskState(state): n for state, n in each.items.items()})
            for each in found
            if each.items is not None
        }
        return [to_row(each, run_id) for each in found], counts

    def look(self, run_id: RunId, before: Mapping[TaskKey, TaskRow]) -> Look:
        """How it stands now; `changed` since `before`."""
        run = self.get(run_id)
        rows, counts = self.rows(run_id)
        known = [row for row in rows if row.state is not TaskState.PENDING]
        changed = tuple(row for row in known if before.get(row.key) != row)
        return Look(run=run, rows={row.key: row for row in known}, changed=changed, items=counts)

    def _first(self, found: Iterator[Run], count: int) -> list[Run]:
        return [run for run, _ in zip(found, range(count), strict=False)]


@contextmanager
def opened() -> Iterator[Remote]:
    with Client.from_environment() as client:
        yield Remote(client)


def start_run(
    path: str | None, *, inputs: Mapping[str, object], day: date | None, is_watched: bool, as_json: bool
) -> int:
    """Start a workflow of the server."""
    if path is None:
        raise BadRequestError(f"Name the workflow to run on {os.environ[URL]}", hint="seaway workflows list")
    with opened() as remote:
        given = _with_files(remote.client, path, inputs)
        run = remote.record(remote.client.start(path, given, logical_date=day), is_whole=False)
        if is_watched:
            return watch(remote, run, as_json=as_json)
    if as_json:
        printing.json_line({"event": "submitted", "run_id": run.run_id})
    else:
        printing.line(f"{short(run.run_id)} is started. Watch it with: seaway logs -f {short(run.run_id)}")
    return OK


def _with_files(client: Client, workflow: str, inputs: Mapping[str, object]) -> dict[str, object]:
    """Files are sent first, for the inputs that take files."""
    if not any(isinstance(value, GivenFile) for value in inputs.values()):
        return dict(inputs)
    takes = {each.name: each.max_bytes for each in client.workflow(workflow).inputs if each.type == "file"}
    return settle_files(inputs, takes, lambda path: client.upload(path).reference)


def watch(remote: Remote, run: RunRecord, *, as_json: bool) -> int:
    """Show how a run goes, to its end. An interrupt leaves it: it is the server's."""
    from seaway.cli.watching import exit_code_of, new_reporter

    rows, _ = remote.rows(run.run_id)
    reporter = new_reporter([row.key for row in rows], as_json=as_json)
    known: dict[TaskKey, TaskRow] = {}
    try:
        while True:
            look = remote.look(run.run_id, known)
            reporter.show(look)
            known = dict(look.rows)
            if look.run.state.is_final:
                break
            time.sleep(LOOK_S)
    except KeyboardInterrupt:
        printing.note(f"{short(run.run_id)} goes on. `seaway runs cancel {short(run.run_id)}` ends it.")
        return INTERRUPTED
    finally:
        reporter.close()
    if not as_json:
        _say_end(look.run)
    return exit_code_of(look.run)


def _say_end(run: RunRecord) -> None:
    from seaway.cli import looks, times

    took = times.between(run.started_at, run.ended_at)
    printing.line(f"{looks.label(run.state)}  {run.workflow} {short(run.run_id)}  {took}  {run.error or ''}")
    if run.state is RunState.FAILED:
        printing.line(f"  log    seaway logs {short(run.run_id)} {run.failed_task or ''}".rstrip())
        printing.line(f"  again  seaway runs rerun {short(run.run_id)}")
    sys.stdout.flush()


def order(text: str, give: Callable[[Client, RunId], bool], said: str, *, as_json: bool) -> int:
    """Give an order to a run; where that changes nothing, it was over already."""
    from seaway.cli.run_orders import say_order

    with opened() as remote:
        run = remote.find(text)
        is_done = give(remote.client, run.run_id)
    what = said if is_done else f"was over already: {run.state}"
    say_order(run, what, has_engine=True, is_done=is_done, as_json=as_json)
    return OK if is_done else FAILED


def since_of(day: date | None) -> str | None:
    return None if day is None else datetime.combine(day, clock_time()).astimezone(UTC).isoformat()
