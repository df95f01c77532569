"""Reads a Google-style docstring: the words of a form."""

import inspect
import re
from dataclasses import dataclass, field

_SECTION = re.compile(r"^(Args|Raises|Returns|Example|Examples):\s*$")
_ENTRY = re.compile(r"^(\*{0,2}\w+)(?:\s*\([^)]*\))?:\s*(.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Docstring:
    """`summary` is the first sentence, `text` what follows; `args` and `raises` are in the order they stand
    in."""

    summary: str = ""
    text: str = ""
    args: dict[str, str] = field(default_factory=dict)
    raises: dict[str, str] = field(default_factory=dict)
    returns: str = ""
    example: str = ""


def parse_docstring(doc: str | None) -> Docstring:
    """The parts of `doc`; sections that it does not know stay part of the text."""
    sections = _split(inspect.cleandoc(doc or ""))
    summary, _, text = sections[""].partition("\n\n")
    return Docstring(
        summary=_one_line(summary),
        text=text.strip(),
        args=_entries(sections.get("Args", "")),
        raises=_entries(sections.get("Raises", "")),
        returns=_one_line(sections.get("Returns", "")),
        example=inspect.cleandoc("\n" + sections.get("Example", sections.get("Examples", ""))),
    )


def _split(text: str) -> dict[str, str]:
    sections: dict[str, list[str]] = {"": []}
    current = ""
    for line in text.splitlines():
        heading = _SECTION.match(line)
        if heading:
            current = heading[1]
            sections[current] = []
        elif current and line and not line[0].isspace():
            current = ""
            sections[""].append(line)
        else:
            sections[current].append(line)
    return {name: "\n".join(lines).strip("\n") for name, lines in sections.items()}


def _entries(section: str) -> dict[str, str]:
    """`name: words`, with deeper lines continuing the words."""
    entries: dict[str, list[str]] = {}
    name = ""
    for line in inspect.cleandoc("\n" + section).splitlines():
        match = _ENTRY.match(line)
        if match:
            name = match[1].lstrip("*")
            entries[name] = [match[2]]
        elif name:
            entries[name].append(line)
    return {name: _one_line("\n".join(words)) for name, words in entries.items()}


def _one_line(text: str) -> str:
    return " ".join(text.split())
