"""Write docs/reference/integrations.md: which systems there are, with their verbs and how each was proved.

`python tools/integrations.py` from the checkout, with its environment. The proofs are those that the tests'
servers declare (`PROOF` and `PROOFS` in tests/); a test holds the page to them.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "integrations.md"
OWN = {"flow", "python", "files", "notify"}
"""Not a system outside."""
FAMILIES = {"storage", "sql"}
HEAD = """\
# Integrations

Each system with its verbs, and what stood on the other side when the tests tried it. Take no more for granted
than was shown:

- **local server**: the real thing, or a server of the same protocol, on the machine that runs the tests
- **emulator**: a program that others wrote to stand for the cloud
- **contract**: a server of ours that holds requests, and its own answers, against what the vendor publishes
- **our reading**: a server of ours after the vendor's documentation, as we understand it

A verb of a family (`storage`, `sql`) means the same for each of its systems; what it takes is said by
`seaway blueprints show s3.download` and by the [blueprints' pages](blueprints/index.md).
"""


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    from seaway.sdk.connection import connection_class, known_types
    from seaway.sdk.registry import Registry

    verbs: dict[str, list[str]] = {}
    for name in Registry().catalog().blueprints:
        system, _, verb = name.partition(".")
        verbs.setdefault(system, []).append(verb)
    known = set(known_types())
    titles = {name: connection_class(name).title for name in verbs if name in known}
    rows = [_row(name, titles, verbs[name]) for name in sorted(verbs.keys() - OWN - FAMILIES)]
    table = ["| system | verbs | how it was proved | with | source |", "|---|---|---|---|---|", *rows]
    return HEAD + "\n" + "\n".join(table) + "\n"


@cache
def proofs() -> dict[str, Mapping[str, str]]:
    """What the tests declare, by system; read without running them."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for fields in _declared(ast.parse(path.read_text(encoding="utf-8"))):
            found[fields["system"]] = fields
    return found


def _row(name: str, titles: Mapping[str, str], verbs: list[str]) -> str:
    proof = proofs().get(name, {})
    title = titles.get(name, name)
    dated = ", ".join(filter(None, [proof.get("source", ""), proof.get("date", "")]))
    cells = [
        f"**{title}** `{name}`",
        ", ".join(sorted(verbs)),
        proof.get("how", "not proved"),
        proof.get("what", ""),
    ]
    return f"| {' | '.join([*cells, dated])} |"


def _declared(tree: ast.Module) -> Iterator[dict[str, str]]:
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        if node.targets[0].id in {"PROOF", "PROOFS"}:
            for call in ast.walk(node.value):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Proof":
                    yield {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}


if __name__ == "__main__":
    sys.exit(main())
