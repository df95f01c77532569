"""Patterns as in `.gitignore`: which files of a folder are left out. https://git-scm.com/docs/gitignore"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Rule:
    """One line. `base` is the folder of its file, empty at the top; it holds for nothing outside of it."""

    regex: re.Pattern[str]
    is_negated: bool
    only_folders: bool
    base: str = ""

    def matches(self, path: str, is_folder: bool) -> bool:
        if self.only_folders and not is_folder:
            return False
        if self.base:
            if not path.startswith(f"{self.base}/"):
                return False
            path = path[len(self.base) + 1 :]
        return self.regex.fullmatch(path) is not None


def parse_rules(lines: Iterable[str], base: str = "") -> list[Rule]:
    """The rules of an ignore file that stands in folder `base`."""
    rules = []
    for line in lines:
        text = line.rstrip("\r\n")
        text = text if text.endswith("\\ ") else text.rstrip(" ")
        if not text or text.startswith("#"):
            continue
        is_negated = text.startswith("!")
        text = text[1:] if is_negated else text.removeprefix("\\")
        only_folders = text.endswith("/")
        if pattern := text.rstrip("/"):
            rules.append(Rule(_compile(pattern), is_negated, only_folders, base))
    return rules


def is_ignored(rules: Sequence[Rule], path: str, is_folder: bool = False) -> bool:
    """The last rule that matches decides. `path` is relative to the top; its folders are asked about
    separately."""
    return next((not rule.is_negated for rule in reversed(rules) if rule.matches(path, is_folder)), False)


def matches_any(rules: Sequence[Rule], path: str) -> bool:
    """Does a rule name the file, or a folder that it is in?"""
    parts = path.split("/")
    folders = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return is_ignored(rules, path) or any(is_ignored(rules, folder, is_folder=True) for folder in folders)


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> re.Pattern[str]:
    is_anchored = "/" in pattern
    text = pattern.removeprefix("/")
    body = "" if is_anchored else "(?:.*/)?"
    index = 0
    while index < len(text):
        piece, index = _piece(text, index)
        body += piece
    return re.compile(body, re.DOTALL)


def _piece(text: str, index: int) -> tuple[str, int]:
    if text.startswith("**/", index) and (index == 0 or text[index - 1] == "/"):
        return "(?:.*/)?", index + 3
    if text.startswith("**", index):
        return ".*", index + 2
    match text[index]:
        case "*":
            return "[^/]*", index + 1
        case "?":
            return "[^/]", index + 1
        case "[" if (end := text.find("]", index + 2)) > 0:
            inner = text[index + 1 : end].replace("\\", "\\\\")
            inner = "^" + inner[1:] if inner[0] in "!^" else inner
            return f"[{inner}]", end + 1
        case "\\" if index + 1 < len(text):
            return re.escape(text[index + 1]), index + 2
    return re.escape(text[index]), index + 1
