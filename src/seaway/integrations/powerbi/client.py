"""Power BI's REST API, version 1.0, through the small client.

After learn.microsoft.com/rest/api/power-bi: Datasets, Reports, Groups."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.http.client import Api, Call

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ROOT = "v1.0/myorg"
_HISTORY = 60
"""The most that Power BI keeps."""


class PowerBiApi(Api):
    """Closes with `with`."""

    def __init__(self, base_url: str, token: str, *, timeout_s: float) -> None:
        super().__init__(
            base_url,
            headers={"Authorization": f"Bearer {token}"},
            reason_of=_reason_of,
            timeout_s=timeout_s,
        )

    def workspaces(self, name: str = "") -> list[dict[str, Any]]:
        """Those that the application is a member of."""
        quoted = name.replace("'", "''")
        params = {"$filter": f"name eq '{quoted}'"} if name else {}
        return self._list(Call(path=f"{_ROOT}/groups", params=params))

    def path_of(self, workspace: str, kind: str, name: str) -> tuple[str, str]:
        """What calls about a `datasets` or `reports` begin with, and its name. Both may be ids.

        Raises:
            NotFoundError: there is none, or the application may not see it.
            InvalidInputError: there are several.
        """
        base = self._base(workspace, kind)
        noun = kind.removesuffix("s")
        if _ID.fullmatch(name):
            return f"{base}/{name}", str(self._one(Call(path=f"{base}/{name}")).get("name") or name)
        found = _only(self._list(Call(path=base)), noun, name)
        return f"{base}/{quote(str(found['id']), safe='')}", name

    def names(self, workspace: str, kind: str) -> list[str]:
        """Of all `datasets` or `reports` of a workspace."""
        found = self._list(Call(path=self._base(workspace, kind)))
        return [str(each["name"]) for each in found if each.get("name")]

    def _base(self, workspace: str, kind: str) -> str:
        group = workspace
        if not _ID.fullmatch(workspace):
            group = str(_only(self.workspaces(workspace), "workspace", workspace)["id"])
        return f"{_ROOT}/groups/{group}/{kind}"

    def refreshes(self, path: str) -> list[dict[str, Any]]:
        """The newest first."""
        return self._list(Call(path=f"{path}/refreshes", params={"$top": _HISTORY}))

    def begin_refresh(self, path: str, content: Mapping[str, object]) -> str:
        """The id of the request, by which the history names it.

        Raises:
            InvalidInputError: Power BI refuses; also where one runs already.
        """
        found = self.answer(Call(method="POST", path=f"{path}/refreshes", json=content))
        last = found.headers.get("location", "").rstrip("/").rpartition("/")[2]
        names = (last, found.headers.get("x-ms-request-id", ""), found.headers.get("requestid", ""))
        request = next((each for each in names if _ID.fullmatch(each)), "")
        if found.status != 202 or not request:
            raise DataError("Power BI's answer names no request.", hint="Check the connection's `base_url`.")
        return request

    def details(self, path: str, request: str) -> dict[str, Any]:
        """Of an enhanced refresh."""
        return self._one(Call(path=f"{path}/refreshes/{request}"))

    def cancel_refresh(self, path: str, request: str) -> None:
        """Only an enhanced one can be cancelled."""
        self.answer(Call(method="DELETE", path=f"{path}/refreshes/{request}"))

    def report_pages(self, path: str) -> list[dict[str, Any]]:
        return self._list(Call(path=f"{path}/pages"))

    def begin_export(self, path: str, content: Mapping[str, object]) -> str:
        """The path of the export that it begins."""
        found = self._one(Call(method="POST", path=f"{path}/ExportTo", json=content))
        return f"{path}/exports/{quote(str(_value(found, 'id')), safe='')}"

    def export(self, path: str) -> tuple[dict[str, Any], float]:
        """How one stands, and after how many seconds Power BI wants to be asked again."""
        found = self.answer(Call(path=path))
        after = found.headers.get("retry-after", "")
        _value(found.value, "status")
        return found.value, float(after) if after.isdecimal() else 0.0

    def _one(self, call: Call) -> dict[str, Any]:
        found = self.json(call)
        if not isinstance(found, dict):
            raise _not_power_bis()
        return found

    def _list(self, call: Call) -> list[dict[str, Any]]:
        found = self._one(call).get("value")
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise _not_power_bis()
        return found


def fault_of(entry: Mapping[str, Any]) -> str:
    """Why a refresh failed, in Power BI's words; empty where it does not say."""
    try:
        said = json.loads(str(entry.get("serviceExceptionJson") or "{}"))
    except ValueError:
        return str(entry["serviceExceptionJson"])
    names = ("errorCode", "errorDescription")
    return ": ".join(str(said[name]) for name in names if isinstance(said, dict) and said.get(name))


def _only(found: Sequence[dict[str, Any]], noun: str, name: str) -> dict[str, Any]:
    named = [each for each in found if each.get("name") == name and each.get("id")]
    if not named:
        raise NotFoundError(
            f"There is no {noun} `{name}` for this application.",
            hint="Check the name, and that the application is a member of the workspace.",
        )
    if len(named) > 1:
        raise InvalidInputError(f"There are {len(named)} {noun}s `{name}`.", hint="Write the id.")
    return named[0]


def _value(found: Any, name: str) -> Any:
    if not isinstance(found, dict) or not found.get(name):
        raise _not_power_bis()
    return found[name]


def _not_power_bis() -> DataError:
    return DataError("An answer is not Power BI's.", hint="Check the connection's `base_url`.")


def _reason_of(body: Any) -> str:
    """`code: message: details`, of `{"error": {"code", "message", "pbi.error": {"details": [...]}}}`."""
    error = body.get("error") or body
    details = (error.get("pbi.error") or {}).get("details") or []
    values = [str(each["detail"]["value"]) for each in details if each.get("detail", {}).get("value")]
    return ": ".join([str(error[name]) for name in ("code", "message") if error.get(name)] + values)
