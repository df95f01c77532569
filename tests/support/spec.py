"""Workflows and a catalog for the tests of the specification."""

from textwrap import dedent
from typing import Any

from seaway.spec.catalog import BlueprintInfo, Catalog
from seaway.spec.parse import parse_workflow
from seaway.spec.problems import Problem
from seaway.spec.validate import validate

TEXT = {"type": "string"}


def form(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def catalog() -> Catalog:
    """Blueprints with a connection, with many kinds of input, and with an unknown result."""
    infos = [
        BlueprintInfo(
            name="storage.delete",
            input_schema=form(
                ("connection", "paths"), connection=TEXT, paths={"type": "array", "items": TEXT}
            ),
            output_schema=form(deleted={"type": "integer"}),
            connection_types={"connection": "local"},
        ),
        BlueprintInfo(
            name="storage.wait_for",
            input_schema=form(
                ("connection", "paths"),
                connection=TEXT,
                paths={"type": "array", "items": TEXT},
                poll={"type": "string", "format": "duration"},
            ),
            output_schema=form(paths={"type": "array", "items": TEXT}),
            connection_types={"connection": "local"},
            waits=True,
        ),
        BlueprintInfo(
            name="http.request",
            title="Call an address",
            description="Call an address and keep the answer.",
            input_schema=form(
                ("url",),
                url=TEXT,
                method={"enum": ["GET", "POST"]},
                retries={"type": "integer", "minimum": 0, "maximum": 9},
                verify={"type": "boolean"},
                body={"anyOf": [{"type": "object"}, TEXT, {"type": "null"}]},
                options={"$ref": "#/$defs/Options"},
            )
            | {"$defs": {"Options": form(("depth",), depth={"type": "integer"})}},
            output_schema=form(status={"type": "integer"}, body=TEXT),
        ),
        BlueprintInfo(
            name="python.call", input_schema=form(("function",), function=TEXT, args={"type": "object"})
        ),
    ]
    return Catalog({info.name: info for info in infos})


def problems_of(text: str, *, file: str = "daily.yaml", **known: Any) -> list[Problem]:
    """All problems of a workflow text, which may be indented; its first line is line 2."""
    body = dedent(text).lstrip("\n")
    parsed = parse_workflow(f"seaway: 1\n{body}", file=file)
    return validate(parsed, catalog=known.pop("catalog", None) or catalog(), **known)


def only(problems: list[Problem]) -> Problem:
    """The one problem there is."""
    assert len(problems) == 1, "\n".join(map(str, problems)) or "no problem"
    return problems[0]


def place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """A text without its `§`, and where in `problems_of` (which puts a line before it) the mark stood."""
    before, _, after = text.partition("§")
    return before + after, (before.count("\n") + 2, len(before) - before.rfind("\n"))
