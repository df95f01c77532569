"""Variables that were set in the store: plain values that workflows share."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from seaway.store.columns import storable
from seaway.store.drivers import driver_of
from seaway.store.vault_tables import variables


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableRecord:
    """`value` is anything that JSON can say."""

    project: str
    name: str
    value: object
    updated_at: datetime
    updated_by: str = ""


def put(connection: Connection, record: VariableRecord) -> None:
    """Keep a variable; safe with two at once, the last one counts."""
    values = {name: getattr(record, name) for name in VariableRecord.__dataclass_fields__}
    values |= {"value": storable(json.dumps(record.value)), "updated_by": storable(record.updated_by)}
    changed = {name: value for name, value in values.items() if name not in ("project", "name")}
    statement = driver_of(connection).insert(variables).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["project", "name"], set_=changed))


def find(connection: Connection, project: str, name: str) -> VariableRecord | None:
    query = select(variables).where(variables.c.project == project, variables.c.name == name)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _to_record(dict(row))


def list_of(connection: Connection, project: str) -> list[VariableRecord]:
    """All of a project, by name."""
    query = select(variables).where(variables.c.project == project).order_by(variables.c.name)
    return [_to_record(dict(row)) for row in connection.execute(query).mappings()]


def remove(connection: Connection, project: str, name: str) -> bool:
    """False where there was none."""
    gone = delete(variables).where(variables.c.project == project, variables.c.name == name)
    return connection.execute(gone).rowcount > 0


def _to_record(row: dict[str, object]) -> VariableRecord:
    return VariableRecord(**(row | {"value": json.loads(str(row["value"]))}))  # type: ignore[arg-type]
