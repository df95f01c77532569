"""What tasks read and wrote, as the API shows it."""

import json
from datetime import datetime
from typing import Literal

from pydantic import Field

from seaway.core.rows import AssetRow
from seaway.server.shapes.shape import Shape


class Materialization(Shape):
    """One thing that a task said it read or wrote. `null` is what it did not say."""

    asset: str = Field(description="`connection/name`.", examples=["warehouse/staging.payments"])
    kind: Literal["read", "written"]
    run_id: str
    workflow: str
    task: str = Field(description="The task's key.", examples=["load[stripe]"])
    path: str = Field(description="The key without the items.", examples=["load"])
    attempt: int
    at: datetime = Field(description="When the task told of it: at its end, or as it began to wait.")
    rows: int | None = Field(examples=[1200])
    size_bytes: int | None
    columns: dict[str, object] = Field(
        description="Its columns with their types, in order.", examples=[{"payment_id": "bigint"}]
    )
    extra: dict[str, object] = Field(description="Whatever else was said, such as how it was written.")


def to_materialization(row: AssetRow, workflow: str) -> Materialization:
    return Materialization(
        asset=row.asset,
        kind="read" if row.kind == "read" else "written",
        run_id=row.run_id,
        workflow=workflow,
        task=row.key,
        path=row.path,
        attempt=row.attempt,
        at=row.at,
        rows=row.row_count,
        size_bytes=row.size_bytes,
        columns=json.loads(row.columns),
        extra=json.loads(row.extra),
    )
