"""`storage.verify`: are the files there, whole, fresh, and what the manifest says?"""

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.storage.choosing import paths_of
from seaway.integrations.storage.contents import Facts, facts_of
from seaway.integrations.storage.globs import clean, select
from seaway.integrations.storage.manifest import Expected, read_manifest
from seaway.integrations.storage.meter import Meter
from seaway.integrations.storage.protocol import FileInfo, Storage, StorageConnection
from seaway.integrations.storage.results import Verified, VerifiedFile, total_bytes
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Size
from seaway.spec.durations import format_duration

_SHOWN = 20


@blueprint("storage.verify", title="Verify files", category="Storage")
def verify(
    ctx: Context,
    connection: StorageConnection,
    paths: list[str] = [],  # noqa: B006 - never changed
    *,
    manifest: str = "",
    checksums: dict[str, str] = {},  # noqa: B006 - never changed
    min_size: Size = 1,
    max_size: Size | None = None,
    max_age: Duration | None = None,
    complete: bool = True,
) -> Verified:
    """Check files before anything reads them: present, not empty, not cut off, not altered.

    Every problem of every file is reported at once. Each file is read once, streaming; without `complete` not
    even that, where the system knows the checksum itself (Amazon S3, for files that came in one part).

    Args:
        connection: where the files are
        paths: exact paths, patterns or folders; each needs at least one file
        manifest: path of a manifest, whose files are checked too. JSON with `files`, each with `path`
            (beside the
            manifest) and any of `sha256`, `bytes`, `rows`; or the output of `sha256sum`
        checksums: expected SHA-256 by path
        min_size: a smaller file is a problem; 1 refuses empty files
        max_size: a larger file is a problem
        max_age: a file that was last changed longer ago is a problem
        complete: look for signs that a file was cut off (CSV, TSV, JSON lines, JSON, Parquet, gzip): no
            line break at
            the end, a last line with too few fields, an open quote, a missing footer

    Raises:
        NotFoundError: files are missing, and nothing else is wrong
        DataError: a file is not what it should be; the message names each file and what is wrong
        InvalidInputError: neither `paths` nor `manifest` is given

    Example:
        check_exports:
          uses: storage.verify
          with:
            connection: lake
            paths: ["raw/{{ inputs.day }}/*.csv"]
            manifest: raw/{{ inputs.day }}/manifest.json
            max_age: 1d
    """
    storage = connection.storage()
    expected = read_manifest(storage, clean(manifest)) if manifest else {}
    expected |= {clean(path): Expected(sha256=value) for path, value in checksums.items()}
    selection = select(storage, [*paths, *expected])
    if not paths and not expected:
        raise InvalidInputError(
            f"There is nothing to verify in {connection.name}.", hint="Give `paths` or a `manifest`."
        )
    missing = [f"{path} is missing" for path in selection.missing]
    problems: list[str] = []
    bad = len(missing)
    checked: list[VerifiedFile] = []
    meter = Meter(ctx, total_bytes=total_bytes(selection.files), count=len(selection.files))
    for info in selection.files:
        found = _size_problems(info, min_size, max_size) + _age_problems(ctx, info, max_age)
        said = expected.get(info.path, Expected())
        facts = _known(storage, info, said) if not complete else None
        facts = facts or _read(meter, storage, info, look_for_cuts=complete and not found)
        found += facts.problems + _differences(facts, said)
        problems += [f"{info.path} {problem}" for problem in found]
        bad += bool(found)
        checked.append(
            VerifiedFile(path=info.path, size_bytes=facts.size_bytes, sha256=facts.sha256, rows=facts.rows)
        )
        meter.done(info)
    count = len(selection.files) + len(missing)
    where = f"{count} files" if bad == count else f"{bad} of {count} files"
    _refuse(connection, missing, problems, where)
    return Verified(
        files=checked,
        count=len(checked),
        size_bytes=sum(file.size_bytes for file in checked),
        rows=sum(file.rows or 0 for file in checked),
    )


verify.on_options("paths", "manifest")(paths_of)


def _known(storage: Storage, info: FileInfo, said: Expected) -> Facts | None:
    """What the system knows of the content by itself, where that is all that is asked for."""
    seen = storage.stat(info.path) if said.rows is None else None
    if seen is None or not seen.sha256:
        return None
    return Facts(size_bytes=seen.size_bytes, sha256=seen.sha256)


def _read(meter: Meter, storage: Storage, info: FileInfo, *, look_for_cuts: bool) -> Facts:
    with meter.open(storage, info) as stream:
        return facts_of(stream, info.path, look_for_cuts=look_for_cuts)


def _size_problems(info: FileInfo, min_size: int, max_size: int | None) -> list[str]:
    if info.size_bytes == 0 and min_size > 0:
        return ["is empty"]
    if info.size_bytes < min_size:
        return [f"has {info.size_bytes:,} bytes, at least {min_size:,} are expected"]
    if max_size is not None and info.size_bytes > max_size:
        return [f"has {info.size_bytes:,} bytes, at most {max_size:,} are expected"]
    return []


def _age_problems(ctx: Context, info: FileInfo, max_age_s: float | None) -> list[str]:
    age = ctx.now() - info.modified_at
    if max_age_s is None or age.total_seconds() <= max_age_s:
        return []
    return [f"was last changed {format_duration(age)} ago, at {info.modified_at:%Y-%m-%d %H:%M} UTC"]


def _differences(facts: Facts, expected: Expected) -> list[str]:
    found = []
    if expected.size_bytes is not None and facts.size_bytes != expected.size_bytes:
        found.append(f"has {facts.size_bytes:,} bytes, the manifest says {expected.size_bytes:,}")
    if expected.rows is not None and facts.rows != expected.rows:
        rows = "no rows that can be counted" if facts.rows is None else f"{facts.rows:,} rows"
        found.append(f"has {rows}, the manifest says {expected.rows:,}")
    if expected.sha256 and facts.sha256 != expected.sha256.lower():
        found.append(f"has the checksum {facts.sha256[:12]}…, expected {expected.sha256[:12].lower()}…")
    return found


def _refuse(connection: StorageConnection, missing: list[str], problems: list[str], where: str) -> None:
    found = missing + problems
    if not found:
        return
    first = found[0]
    if len(found) == 1:
        message = f"{first} (in {connection.name})."
    else:
        lines = [f"- {text}" for text in found[:_SHOWN]]
        more = [f"- and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        head = f"{len(found)} problems in {where} of {connection.name}, the first: {first}."
        message = "\n".join([head, *lines, *more])
    hint = "Ask the sender for the files again, or correct the paths; then rerun from this task."
    raise (DataError if problems else NotFoundError)(message, hint=hint)
