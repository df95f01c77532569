"""A function has at most 50 lines, a file at most 400."""

import ast
from functools import cache
from pathlib import Path

from tests.project.tree import files_like, name_of

LONGEST_FUNCTION = 50
LONGEST_FILE = 400

# The one place for exceptions: "path" or "path:Class.function" -> why it is better long.
EXCEPTIONS: dict[str, str] = {}


def python_files() -> list[Path]:
    return [
        path
        for path in files_like(".py")
        if name_of(path).split("/")[0] in {"src", "tests", "tools", "benchmarks"}
    ]


def functions(tree: ast.AST, prefix: str = "") -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Each function with its dotted name, the ones inside others too."""
    found: list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]] = []
    for node in ast.iter_child_nodes(tree):
        inner = prefix
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{prefix}{node.name}."
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append((f"{prefix}{node.name}", node))
        found += functions(node, inner)
    return found


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first decorator to the last statement, without the docstring."""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    lines = (function.end_lineno or first) - first + 1
    docstring = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


@cache
def too_long() -> dict[str, int]:
    found: dict[str, int] = {}
    for path in python_files():
        source = path.read_text(encoding="utf-8")
        if (lines := len(source.splitlines())) > LONGEST_FILE:
            found[name_of(path)] = lines
        for name, function in functions(ast.parse(source)):
            if (lines := length_of(function)) > LONGEST_FUNCTION:
                found[f"{name_of(path)}:{name}"] = lines
    return found


def test_no_function_and_no_file_is_too_long() -> None:
    offenders = {what: lines for what, lines in too_long().items() if what not in EXCEPTIONS}
    assert not offenders, (
        f"more than {LONGEST_FUNCTION} lines a function or {LONGEST_FILE} a file: {offenders}"
    )


def test_every_exception_is_still_needed_and_has_a_reason() -> None:
    assert set(EXCEPTIONS) <= set(too_long()), "an exception for what is short enough now"
    assert all(reason.strip() for reason in EXCEPTIONS.values())
