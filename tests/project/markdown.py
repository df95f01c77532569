"""What the tests read out of a page: fences, code in lines, links, headings."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL
)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced block: its language, its text without the indentation, and the line of its first line."""

    language: str
    text: str
    line: int


def fences(text: str) -> list[Fence]:
    found = []
    for match in FENCE.finditer(text):
        indent = len(match["indent"])
        lines = [line[indent:] for line in match["text"].split("\n")]
        line = text.count("\n", 0, match.start("text")) + 1
        found.append(Fence(language=match["language"], text="\n".join(lines), line=line))
    return found


def prose(text: str) -> str:
    """The page without its fences."""
    return FENCE.sub("", text)


def inline_code(text: str) -> list[str]:
    return INLINE.findall(prose(text))


def links(text: str) -> list[str]:
    return LINK.findall(INLINE.sub("", prose(text)))


def anchors(text: str) -> set[str]:
    """The anchors that a forge makes for the headings of a page."""
    plain = [re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).lower() for heading in HEADING.findall(prose(text))]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def reached_from(page: Path) -> set[Path]:
    """The pages that links lead to, step by step; a link to a folder reaches all pages in it."""
    reached: set[Path] = set()
    waiting = [page]
    while waiting:
        here = waiting.pop()
        if here in reached or not here.exists():
            continue
        reached.add(here)
        if here.is_dir():
            waiting += here.rglob("*.md")
        elif here.suffix == ".md":
            targets = [link.split("#")[0] for link in links(here.read_text()) if "://" not in link]
            waiting += [(here.parent / target).resolve() for target in targets if target]
    return reached
