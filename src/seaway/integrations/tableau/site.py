"""What is asked of a site, each in one call of Tableau's client."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import requests
import tableauserverclient as tsc

from seaway.errors import (
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
)
from seaway.integrations.tableau.faults import ALREADY_QUEUED, look_at, said_to_people

if TYPE_CHECKING:
    from seaway.integrations.tableau.connection import Tableau

Kind = Literal["datasources", "workbooks"]
NOUNS: Mapping[str, str] = {"datasources": "data source", "workbooks": "workbook", "views": "view"}
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DELIMITERS = re.compile(r"[,&:\[\]]")
"""Tableau's filters can't hold these in a value; an asterisk stands for each."""
_MOST_FOUND = 1_000
_PIECE_BYTES = 1 << 16

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something on the site."""

    kind: str
    id: str
    name: str

    @property
    def label(self) -> str:
        return f"the {NOUNS[self.kind]} `{self.name}`"


class Site:
    """A site that is signed in to."""

    def __init__(self, server: tsc.Server, url: str) -> None:
        self._server = server
        self._url = url

    def user(self) -> str:
        """The name of the account."""
        return str(self._ask(lambda: self._server.users.get_by_id(self._server.user_id).name))

    def find(self, kind: str, name: str, **narrower: str) -> Item:
        """The one of that name or id; `narrower` are filters such as `project_name`, where not empty.

        Raises:
            NotFoundError: there is none, or the account may not see it.
            InvalidInputError: there are several.
        """
        if _ID.fullmatch(name):
            found = self._ask(lambda: getattr(self._server, kind).get_by_id(name))
            return Item(kind=kind, id=name, name=str(found.name))
        given = {field: value for field, value in narrower.items() if value}
        items = self._named(kind, name, given)
        noun, where = NOUNS[kind], "".join(f" in `{value}`" for value in given.values())
        if not items:
            raise NotFoundError(
                f"There is no {noun} `{name}`{where} on the site.",
                hint="Check the names; Tableau shows only what the account may see.",
            )
        if len(items) > 1:
            raise InvalidInputError(
                f"There are {len(items)} {noun}s `{name}`{where} on the site.",
                hint="Narrow it by the project or workbook, or write the id.",
            )
        return items[0]

    def some(self, kind: str, **narrower: str) -> list[tuple[str, str]]:
        """Names with their projects, at most 1,000; `narrower` as `find` has it."""
        given = {field: _DELIMITERS.sub("*", value) for field, value in narrower.items() if value}
        found = self._ask(lambda: self._some(getattr(self._server, kind).filter(**given)))
        return [(str(each.name), str(getattr(each, "project_name", "") or "")) for each in found if each.name]

    def refresh(self, item: Item) -> str | None:
        """The id of the job that refreshes the extract; None where one is queued or runs already."""
        try:
            job = self._ask(lambda: getattr(self._server, item.kind).refresh(item.id))
        except ConflictError as error:
            if ALREADY_QUEUED in error.message:
                return None
            raise
        return self._id_of(job)

    def job(self, job_id: str) -> tsc.JobItem:
        return self._ask(lambda: self._server.jobs.get_by_id(job_id))

    def running_job(self, item: Item) -> str | None:
        """The refresh of `item` that is queued or runs; None where there is none, or the account may not
        look: only administrators of a site may list its jobs."""
        statuses = [tsc.BackgroundJobItem.Status.Pending, tsc.BackgroundJobItem.Status.InProgress]
        try:
            running = self._ask(lambda: self._some(self._server.jobs.filter(status__in=statuses)))
        except PermissionDeniedError:
            return None
        for each in running:
            if each.title == item.name:
                job = self.job(each.id)
                if item.id in (job.datasource_id, job.workbook_id):
                    return self._id_of(job)
        return None

    def cancel(self, job_id: str) -> None:
        self._ask(lambda: self._server.jobs.cancel(job_id))

    def pieces(self, view: Item, what: str, options: Any) -> Iterator[bytes]:
        """A drawing or the data of a view, as it comes."""
        views = self._server.views
        url = f"{views.baseurl}/{view.id}/{what}"
        answer = self._ask(lambda: views.get_request(url, options, parameters={"stream": True}))
        with answer, said_to_people(self._url):
            yield from answer.iter_content(_PIECE_BYTES)

    def _named(self, kind: str, name: str, narrower: Mapping[str, str]) -> list[Item]:
        wanted = {"name": name, **narrower}
        filters = {field: _DELIMITERS.sub("*", value) for field, value in wanted.items()}
        found = self._ask(lambda: self._some(getattr(self._server, kind).filter(**filters)))
        return [Item(kind=kind, id=each.id, name=name) for each in found if each.name == name]

    @staticmethod
    def _some(found: Any) -> list[Any]:
        """Of a list that comes page by page."""
        return [each for each, _ in zip(found, range(_MOST_FOUND), strict=False)]

    def _ask(self, call: Callable[[], T]) -> T:
        with said_to_people(self._url):
            return call()

    @staticmethod
    def _id_of(job: Any) -> str:
        if job is None or not job.id:
            raise DataError("Tableau's answer names no job.", hint="Check the connection's `url`.")
        return str(job.id)


@contextmanager
def signed_in(connection: "Tableau", credential: Any) -> Iterator[Site]:
    """The site for the time of the block; signed out of after it.

    Raises:
        TaskError: it lets nobody in, and why.
    """
    with said_to_people(connection.url):
        options = {"timeout": connection.timeout_s}
        server = tsc.Server(connection.url.rstrip("/"), http_options=options, session_factory=_session)
        server.version = connection.api_version
    with closing(server):
        with said_to_people(connection.url):
            server.auth.sign_in(credential)
        yield Site(server, connection.url)
        with suppress(TaskError), said_to_people(connection.url):  # another sign-in may have ended it
            server.auth.sign_out()


def _session() -> requests.Session:
    session = requests.Session()
    session.max_redirects = 0  # the client would send its token along
    session.hooks["response"] = [look_at]
    return session
