"""What is asked of an instance, each in calls of Looker's SDK."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlencode

from looker_sdk.error import SDKError
from looker_sdk.rtl import auth_session, serialize
from looker_sdk.rtl.api_settings import ApiSettings, SettingsConfig
from looker_sdk.sdk.api40 import models
from looker_sdk.sdk.api40.methods import Looker40SDK

from seaway.errors import DataError, InvalidInputError, TaskError
from seaway.integrations.looker.transport import LookerTransport, to_data_error

if TYPE_CHECKING:
    from seaway.integrations.looker.connection import Looker

T = TypeVar("T")
_MOST_FOUND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """In pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    title: str
    query_id: str


class Instance:
    """A Looker instance."""

    def __init__(self, sdk: Looker40SDK, transport: LookerTransport) -> None:
        self._sdk = sdk
        self._transport = transport

    def user(self) -> str:
        found = self._ask(lambda: self._sdk.me(fields="id,display_name"))
        return str(found.display_name or found.id)

    def dashboard_title(self, dashboard: str) -> str:
        found = self._ask(lambda: self._sdk.dashboard(dashboard, fields="id,title"))
        return str(found.title or dashboard)

    def looks(self) -> list[tuple[str, str]]:
        """Ids and titles, at most 1,000."""
        found = self._ask(lambda: self._sdk.search_looks(fields="id,title", limit=_MOST_FOUND, sorts="title"))
        return [(str(each.id), str(each.title or "")) for each in found if each.id]

    def dashboards(self) -> list[tuple[str, str]]:
        """Ids and titles, at most 1,000."""
        found = self._ask(
            lambda: self._sdk.search_dashboards(fields="id,title", limit=_MOST_FOUND, sorts="title")
        )
        return [(str(each.id), str(each.title or "")) for each in found if each.id]

    def look(self, look: str, filters: Mapping[str, str]) -> Look:
        """Its title and query; with `filters` a query like it that has these besides.

        Raises:
            NotFoundError: no such Look.
            InvalidInputError: it has no query.
        """
        found = self._ask(lambda: self._sdk.look(look))
        query = found.query
        if query is None or not query.id:
            raise InvalidInputError(f"The Look `{look}` has no query.", hint="Open it in Looker and save it.")
        title = str(found.title or look)
        if not filters:
            return Look(title=title, query_id=query.id)
        # `filter_config` comes before `filters`, and a query of its own must have its own `client_id`
        taken = {
            name: getattr(query, name)
            for name in models.WriteQuery.__annotations__
            if name not in ("filter_config", "client_id", "filters")
        }
        wanted = models.WriteQuery(**taken, filters={**(query.filters or {}), **filters})
        made = self._ask(lambda: self._sdk.create_query(wanted, fields="id,model,view"))
        return Look(title=title, query_id=_id(made.id))

    def begin_rows(self, query_id: str, kind: str, limit: int) -> str:
        """The id of a task that runs a query anew; `limit` 0 keeps the query's own."""
        wanted = models.WriteCreateQueryTask(query_id=query_id, result_format=models.ResultFormat(kind))
        found = self._ask(lambda: self._sdk.create_query_task(wanted, limit=limit or None, cache=False))
        return _id(found.id)

    def begin_picture(self, query_id: str, kind: str, size: Size) -> str:
        """The id of a task that draws a query."""
        found = self._ask(lambda: self._sdk.create_query_render_task(query_id, kind, size.width, size.height))
        return _id(found.id)

    def begin_dashboard(self, dashboard: str, kind: str, size: Size, filters: Mapping[str, str]) -> str:
        """The id of a task that draws a dashboard."""
        wanted = models.CreateDashboardRenderTask(
            dashboard_filters=urlencode(filters) or None, dashboard_style="tiled"
        )
        found = self._ask(
            lambda: self._sdk.create_dashboard_render_task(dashboard, kind, wanted, size.width, size.height)
        )
        return _id(found.id)

    def query_task(self, task: str) -> models.QueryTask:
        return self._ask(lambda: self._sdk.query_task(task, fields="id,status"))

    def render_task(self, task: str) -> models.RenderTask:
        return self._ask(lambda: self._sdk.render_task(task, fields="id,status,status_detail,runtime"))

    def cancel_rows(self, task: str) -> None:
        self._ask(lambda: self._sdk.kill_query(task))

    def rows(self, task: str) -> Iterator[bytes]:
        """What a query gave, as it comes."""
        return self._pieces(lambda: self._sdk.query_task_results(task))

    def picture(self, task: str) -> Iterator[bytes]:
        """What was drawn, as it comes."""
        return self._pieces(lambda: self._sdk.render_task_results(task))

    def _pieces(self, call: Callable[[], object]) -> Iterator[bytes]:
        self._ask(lambda: self._sdk.auth.authenticate({}))  # by an answer that is read
        self._transport.is_streaming = True
        try:
            self._ask(call)
        finally:
            self._transport.is_streaming = False
        return self._transport.pieces

    @staticmethod
    def _ask(call: Callable[[], T]) -> T:
        try:
            return call()
        except TaskError:
            raise
        except (SDKError, serialize.DeserializeError, AssertionError, AttributeError, TypeError) as error:
            raise to_data_error(error) from error


@contextmanager
def opened(connection: "Looker") -> Iterator[Instance]:
    """The instance for the time of the block."""
    transport = LookerTransport(connection.url, timeout_s=connection.timeout_s)
    session = auth_session.AuthSession(_Settings(connection), transport, serialize.deserialize40, "4.0")
    sdk = Looker40SDK(session, serialize.deserialize40, serialize.serialize40, transport, "4.0")
    with transport.api:
        yield Instance(sdk, transport)


class _Settings(ApiSettings):
    """From the connection, never from `looker.ini` or the environment."""

    def __init__(self, connection: "Looker") -> None:
        self._connection = connection
        super().__init__(filename="")
        self.base_url = connection.url.rstrip("/")

    def read_config(self) -> SettingsConfig:
        secret = self._connection.client_secret.get_secret_value()
        return SettingsConfig(client_id=self._connection.client_id, client_secret=secret)


def _id(found: object) -> str:
    if not found:
        raise DataError("Looker's answer names no task.", hint="Check the connection's `url`.")
    return cast(str, found)
