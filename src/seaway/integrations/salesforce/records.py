"""Records as the REST API gives them, page by page, made flat."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seaway.errors import DataError
from seaway.integrations.http.client import Call
from seaway.integrations.salesforce.client import SalesforceApi
from seaway.integrations.salesforce.soql import selected

Row = Mapping[str, Any]


def rows_of(api: SalesforceApi, soql: str, *, include_deleted: bool = False) -> Iterator[Row]:
    """The rows of a query, each with its columns in the order of the query.

    include_deleted: also what lies in the recycle bin or was merged.
    """
    api.soql = soql
    resource = "queryAll" if include_deleted else "query"
    first = Call(path=api.data(f"{resource}/"), params={"q": soql})
    names = selected(soql)
    for page in api.pages(first, _following):
        records = page.get("records") if isinstance(page, dict) else None
        if not isinstance(records, list):
            raise DataError("Salesforce's answer holds no records.", hint="Check the connection's address.")
        if not records and names == ["expr0"]:  # COUNT(), whose answer is the size
            yield {"expr0": page.get("totalSize")}
        for record in records:
            yield _ordered(record, names)


def _following(page: Any) -> Call | None:
    path = page.get("nextRecordsUrl")
    return Call(path=str(path)) if path and not page.get("done") else None


def _ordered(record: Mapping[str, Any], names: Sequence[str] | None) -> Row:
    found = dict(_flat(record))
    if names is None:
        return found
    known = {name.lower(): value for name, value in found.items()}
    is_sum = (record.get("attributes") or {}).get("type") == "AggregateResult"
    return {name: _value(known, name.lower(), is_sum=is_sum) for name in names}


def _value(known: Mapping[str, Any], name: str, *, is_sum: bool) -> Any:
    """`GROUP BY Owner.Name` is answered as `Name`."""
    return known.get(name, known.get(name.rpartition(".")[2]) if is_sum else None)


def _flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Parents become `Owner.Name`; children, and what has parts such as an address, stay nested."""
    for name, value in record.items():
        if name == "attributes":
            continue
        if isinstance(value, dict) and "attributes" in value:
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, dict) and "records" in value:
            yield f"{prefix}{name}", [dict(_flat(child)) for child in value["records"]]
        else:
            yield f"{prefix}{name}", value
