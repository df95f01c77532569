"""The blueprints on large data. Each verb runs in a process of its own, whose memory is watched from outside,
beside the bare client of the same run: the system's own client, used as its documentation shows it.

    python -m benchmarks.blueprints storage --size 1GB --systems local,s3 --verbs upload,download
    python -m benchmarks.blueprints sql --rows 10000000 --databases sqlite,mysql
    python -m benchmarks.blueprints sql --rows 200000 --databases snowflake,bigquery --json
    python -m benchmarks.blueprints tables --rows 5000000 --verbs compare,find_duplicates

The limit is 300 MB for the verb's own process; servers and emulators do not count. Times say little on a
busy machine, processor time (`cpu s`) and memory say more. It ends with 1 where a limit was missed or a verb
failed.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator

from benchmarks import blueprints_sql, blueprints_storage, blueprints_tables
from benchmarks.blueprints_costs import Measured, header, line
from seaway.spec.durations import parse_size


def main() -> int:
    given = _parser().parse_args()
    load = os.getloadavg()[0]
    found: list[Measured] = []
    if not given.json:
        print(header())
    for each in _measures(given):
        found.append(each)
        if not given.json:
            print(line(each), flush=True)
    is_kept = all(each.is_kept for each in found)
    if given.json:
        about = {"load_before": load, "load_after": os.getloadavg()[0], "is_kept": is_kept}
        print(json.dumps({**about, "measured": [each.to_json() for each in found]}, indent=2))
    else:
        word, after = "kept" if is_kept else "MISSED", os.getloadavg()[0]
        print(f"Limits {word}; load {load:.1f} before, {after:.1f} after.")
    return 0 if is_kept else 1


def _measures(given: argparse.Namespace) -> Iterator[Measured]:
    verbs = [verb.strip() for verb in given.verbs.split(",") if verb.strip()]
    if given.part == "storage":
        return blueprints_storage.measures(given.systems.split(","), given.size, given.files, verbs)
    if given.part == "tables":
        return blueprints_tables.measures(given.rows, verbs)
    return blueprints_sql.measures(given.databases.split(","), given.rows, verbs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.blueprints",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = parser.add_subparsers(dest="part", required=True)
    storage = parts.add_parser("storage", help="one large file through each storage verb")
    storage.add_argument("--size", default="200MB", type=parse_size, help="of the file (200MB)")
    storage.add_argument("--files", default=10_000, type=int, help="how many objects are listed (10000)")
    _choices(storage, "--systems", blueprints_storage.SYSTEMS, tuple(blueprints_storage.VERBS))
    sql = parts.add_parser("sql", help="a large table through each SQL verb")
    sql.add_argument("--rows", default=1_000_000, type=int, help="of the table (1000000)")
    _choices(sql, "--databases", blueprints_sql.DATABASES, tuple(blueprints_sql.VERBS))
    tables = parts.add_parser("tables", help="large files through each verb of tables in files")
    tables.add_argument("--rows", default=1_000_000, type=int, help="of each file (1000000)")
    _verbs(tables, tuple(blueprints_tables.VERBS))
    return parser


def _choices(
    part: argparse.ArgumentParser, systems: str, known: tuple[str, ...], verbs: tuple[str, ...]
) -> None:
    part.add_argument(systems, default=",".join(known), help=f"of {', '.join(known)} (all)")
    _verbs(part, verbs)


def _verbs(part: argparse.ArgumentParser, verbs: tuple[str, ...]) -> None:
    part.add_argument("--verbs", default="", help=f"of {', '.join(verbs)} (all)")
    part.add_argument("--json", action="store_true", help="one JSON document in place of the table")


if __name__ == "__main__":
    sys.exit(main())
