"""What people call tables and files."""

from collections.abc import Sequence
from pathlib import Path

from seaway.errors import ConflictError, InvalidInputError, NotFoundError
from seaway.integrations.sql.protocol import Table
from seaway.sdk.context import Context


def to_table(name: str) -> Table:
    """`staging.payments`, where a part with a dot in it stands in double quotes: `"a.b".payments`.

    Raises:
        InvalidInputError: a part is empty, or there are more than three.
    """
    parts, part, is_quoted = list[str](), "", False
    for sign in name.strip():
        if sign == '"':
            is_quoted = not is_quoted
        elif sign == "." and not is_quoted:
            parts.append(part)
            part = ""
        else:
            part += sign
    parts.append(part)
    if is_quoted or not all(parts) or len(parts) > 3:
        raise InvalidInputError(
            f"`{name}` is no name of a table.", hint="Write it like `payments` or `staging.payments`."
        )
    return Table(tuple(parts))


def written(table: Table) -> str:
    """The name that `to_table` reads as this table."""
    return ".".join(f'"{part}"' if "." in part else part for part in table.parts)


def found_files(ctx: Context, paths: Sequence[str], if_missing: str) -> list[Path]:
    """The files of the task's directory that match, each once.

    Raises:
        NotFoundError: a path matches nothing, and `if_missing` is `fail`.
    """
    found: dict[Path, None] = {}
    for path in paths:
        matches = ctx.files.glob(path)
        if not matches and if_missing == "fail":
            raise NotFoundError(
                f"No file matches `{path}` in the task's directory.",
                hint="Check the path, and that a task before this one wrote it.",
            )
        found.update(dict.fromkeys(matches))
    return list(found)


def refuse_existing(ctx: Context, to: str, *, overwrite: bool) -> None:
    """
    Raises:
        ConflictError: the file is there, and may not be replaced.
    """
    if not overwrite and ctx.files.path(to).exists():
        raise ConflictError(
            f"There is a file `{to}` already.", hint="Use another name, or `overwrite: true`."
        )
