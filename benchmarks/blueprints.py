"""Blueprints on large data: `python -m benchmarks.blueprints storage --size 1GB --systems local,s3`.

Each verb runs in a process of its own, whose memory is watched from outside, beside the bare client of the
same run."""

import sys
from importlib import import_module

PARTS = ("storage", "sql")


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in PARTS:
        print(f"Say which: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    part = import_module(f"benchmarks.blueprints_{sys.argv[1]}")
    return int(part.main(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
