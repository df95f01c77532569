"""The files of a new project. Its first workflow needs nothing but Python, and no network."""

import json
import re
from pathlib import Path

from seaway.server.templates import PROJECT_FILE, Template

SCHEMA_FILE = ".seaway/workflow.schema.json"
IGNORED = ".seaway/"


def starter_files(name: str) -> dict[str, str]:
    """Path within the project to text."""
    return {
        "seaway.toml": _PROJECT.format(name=json.dumps(name, ensure_ascii=False)),
        "workflows/hello.yaml": _WORKFLOW,
        "scripts/collect.py": _COLLECT,
        "scripts/report.py": _REPORT,
        ".gitignore": _GITIGNORE,
    }


def template_files(template: Template, name: str) -> dict[str, str]:
    """The same for a project that begins with a template: its own files, under the new name."""
    first = starter_files(name)
    files = {PROJECT_FILE: first[PROJECT_FILE], ".gitignore": first[".gitignore"]}
    if template.folder:
        files[PROJECT_FILE] = _renamed(template.folder / PROJECT_FILE, name)
        files["README.md"] = (template.folder / "README.md").read_text(encoding="utf-8")
    files[f"workflows/{template.name}.yaml"] = f"{_EDITOR_LINE}\n{template.text}"
    return files | {path: content.decode() for path, content in template.helpers().items()}


def _renamed(project: Path, name: str) -> str:
    line = f"name = {json.dumps(name, ensure_ascii=False)}"
    return re.sub(
        r"^name = .*$", lambda _: line, project.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
    )


_EDITOR_LINE = f"# yaml-language-server: $schema=../{SCHEMA_FILE}"

_PROJECT = """\
name = {name}
timezone = "UTC"

[variables]
currency = "EUR"
"""

_WORKFLOW = f"""\
{_EDITOR_LINE}
seaway: 1
name: Hello
description: Collects the orders of three shops at once, then adds them up.

inputs:
  day: {{type: date, default: "{{{{ run.logical_date }}}}", description: The day to report on.}}

# With `seaway up`, this starts a run every morning.
triggers:
  every_morning: {{type: schedule, cron: "0 6 * * *"}}

tasks:
  collect:
    foreach: {{items: [berlin, lisbon, tokyo]}}
    run: python3 scripts/collect.py {{{{ item }}}} {{{{ inputs.day }}}}

  report:
    needs: collect
    run: python3 scripts/report.py {{{{ vars.currency }}}}
    outputs: {{orders: integer, total: number}}

outputs:
  orders: "{{{{ tasks.report.outputs.orders }}}}"
  total: "{{{{ tasks.report.outputs.total }}}}"
"""

_COLLECT = '''\
"""Writes the orders of one shop and day; stands in for a download. The same day gives the same orders."""

import csv
import random
import sys

shop, day = sys.argv[1:]
chance = random.Random(f"{shop} {day}")
orders = [(shop, day, chance.randint(500, 20_000) / 100) for _ in range(chance.randint(20, 60))]

with open(f"orders-{shop}.csv", "w", newline="") as file:
    csv.writer(file).writerows([("shop", "day", "amount"), *orders])

print(f"{len(orders)} orders of {shop} on {day}")
'''

_REPORT = '''\
"""Adds up the orders that the tasks before left as files."""

import csv
import os
import sys
from pathlib import Path

currency = sys.argv[1]
rows = []
for file in sorted(Path().rglob("orders-*.csv")):
    with file.open(newline="") as stream:
        rows += csv.DictReader(stream)

total = round(sum(float(row["amount"]) for row in rows), 2)
for shop in sorted({row["shop"] for row in rows}):
    amounts = [float(row["amount"]) for row in rows if row["shop"] == shop]
    print(f"{shop:10} {len(amounts):4} orders {sum(amounts):10.2f} {currency}")
print(f"{'together':10} {len(rows):4} orders {total:10.2f} {currency}")

# What is written here becomes the outputs of the task.
with open(os.environ["SEAWAY_OUTPUT"], "a") as outputs:
    outputs.write(f"orders={len(rows)}\\ntotal={total}\\n")
'''

_GITIGNORE = """\
# what Seaway keeps: runs, logs, files
.seaway/

# secrets
.env
"""
