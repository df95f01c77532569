"""Files that tasks left, as the API shows them."""

from typing import Literal

from pydantic import Field

from seaway.server.shapes.shape import Shape


class RunFile(Shape):
    """One file. Which task left it is part of its address."""

    path: str = Field(examples=["reports/2026-03-01.csv"])
    size_bytes: int
    task: str = Field(description="The key of the task run that left it.", examples=["report"])
    attempt: int
    is_kept_of_failed: bool = Field(
        default=False, description="Lies in the folder of an attempt that failed, kept for a look."
    )


class RunFiles(Shape):
    items: list[RunFile]
    is_cut: bool = Field(default=False, description="There are more than are listed; name a task.")
    are_gone: bool = Field(default=False, description="The files of this run are not kept any more.")


class Uploaded(Shape):
    """A file that was sent; the value of an input of type `file`."""

    reference: str = Field(
        examples=["upload:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08/e.csv"]
    )
    name: str = Field(examples=["export.csv"])
    size_bytes: int


class UploadLimit(Shape):
    max_bytes: int = Field(description="The most that one file may have.", examples=[1073741824])


class Column(Shape):
    name: str
    type: str = Field(default="", examples=["BIGINT", "string"])


class Preview(Shape):
    """The beginning of a file, as its kind is looked at."""

    kind: Literal["text", "csv", "parquet", "image", "binary"]
    media_type: str
    size_bytes: int
    text: str | None = None
    columns: list[Column] | None = None
    rows: list[list[object]] | None = Field(
        default=None, description="At most 200, each with a value a column."
    )
    total_rows: int | None = Field(default=None, description="Where the file tells it.")
    truncated: bool = False
    note: str = Field(default="", description="Why there is no preview.")
