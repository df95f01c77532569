"""Commands of bash that read their words as code, where a value would be run."""

import re
from pathlib import PurePosixPath

from seaway.spec.markers import Marked, RefusedError

HERE_STRING = "<<<"
OPENERS = frozenset(
    [
        "if",
        "then",
        "elif",
        "else",
        "while",
        "until",
        "do",
        "!",
        "{",
        "}",
        "time",
        "done",
        "fi",
        "esac",
        "coproc",
    ]
)
"""Words after which a command begins."""

_PREFIXES = frozenset(
    [
        "sudo",
        "env",
        "exec",
        "command",
        "builtin",
        "nohup",
        "time",
        "nice",
        "ionice",
        "setsid",
        "stdbuf",
        "doas",
        "timeout",
    ]
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=")
_SHELLS = frozenset(["sh", "bash", "dash", "zsh", "ksh", "ash", "su", "script"])
_INTERPRETERS = _SHELLS | frozenset(
    ["python", "python2", "python3", "perl", "ruby", "node", "nodejs", "php", "lua", "Rscript", "awk", "gawk"]
)
_PYTHON = re.compile(r"python3\.\d+")
_CODE_OPTION = re.compile(r"-[A-Za-z]*[ceEr]|--(?:eval|command|exec|expression|print)")
_EVALUATING = frozenset(
    ["eval", "let", "trap", "alias", "unset", "read", "mapfile", "readarray", "getopts", "ssh", "watch"]
)
_DECLARING = frozenset(["declare", "typeset", "local", "export", "readonly"])
_ARITHMETIC_TESTS = frozenset(["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-v", "-R"])
_SQL_CLIENTS = frozenset(["psql", "mysql", "mariadb", "sqlite3", "duckdb", "sqlcmd", "snowsql", "bq"])
_SQL_OPTION = re.compile(r"-[ceqQ]|--(?:command|execute|query)")
_READERS = _INTERPRETERS | _SQL_CLIENTS | {"ssh", "source", "."}
HINT = "Hand it over as an argument of its own, or through a file; `| unquoted` pastes it as it is."


def is_integer(value: object) -> bool:
    """Whether a value can stand where bash calculates."""
    return isinstance(value, int) and not isinstance(value, bool)


def name_of(words: list[str]) -> str:
    """The program that a simple command runs, without its folder; empty for assignments alone."""
    rest = _after_prefixes(words)
    return (PurePosixPath(_bare(rest[0])).name or rest[0]) if rest else ""


def reads_code(words: list[str]) -> bool:
    """Whether a command takes what it is fed with for code, as `bash <<EOF` and `psql <<EOF` do."""
    name = name_of(words)
    return name in _READERS or bool(_PYTHON.fullmatch(name))


def check(words: list[str], marked: Marked) -> None:
    """Refuse a command that would run one of its values.

    Args:
        words: the words of one simple command, as they are written, with the markers.

    Raises:
        RefusedError: it would.
    """
    if not any(marked.pattern.search(word) for word in words):
        return
    rest = _after_prefixes(words)
    if not rest:
        return
    name, arguments = name_of(words), rest[1:]
    for number, word in enumerate(arguments):
        if _is_code(name, arguments, number):
            _refuse_text(word, marked, f"`{name}` reads its words as code")
    if name in ("[[", "test", "["):
        _check_test(name, arguments, marked)


def _after_prefixes(words: list[str]) -> list[str]:
    rest = list(words)
    while rest and (_ASSIGNMENT.match(rest[0]) or rest[0] in OPENERS):
        rest.pop(0)
    while rest and _bare(rest[0]) in _PREFIXES:
        rest.pop(0)
        while len(rest) > 1 and (
            rest[0].startswith("-") or rest[0][:1].isdigit() or _ASSIGNMENT.match(rest[0])
        ):
            rest.pop(0)
    return rest


def _is_code(name: str, arguments: list[str], number: int) -> bool:
    word, before = arguments[number], arguments[number - 1] if number else ""
    if before == HERE_STRING:
        return reads_code([name])
    if name in _EVALUATING:
        return True
    if name in _DECLARING:
        has_type = any(re.match(r"-\w*[aAin]", other) for other in arguments)
        return has_type or not re.match(r"[A-Za-z_]\w*\+?=", word)
    if name == "printf":
        return before == "-v"
    if name in ("awk", "gawk", "mawk"):
        return number == 0 or before == "-v" or (before.startswith("-") and number == 1)
    if name in _SQL_CLIENTS:
        is_query = name in ("sqlite3", "duckdb") and number > 0 and " " in word
        return is_query or bool(_SQL_OPTION.fullmatch(before)) or bool(re.match(r"--\w+=", word))
    if name in _INTERPRETERS or _PYTHON.fullmatch(name):
        return bool(_CODE_OPTION.fullmatch(before)) or bool(re.match(r"-[ce].", word))
    return name == "env" and before == "-S"


def _check_test(name: str, arguments: list[str], marked: Marked) -> None:
    """`[[ x -eq y ]]` calculates with its operands; `[ x -eq y ]` does not, but `-v` does in both."""
    asks = _ARITHMETIC_TESTS if name == "[[" else frozenset({"-v", "-R"})
    if not any(word in asks for word in arguments):
        return
    for word in arguments:
        _refuse_text(word, marked, f"`{name}` calculates with its operands")


def _refuse_text(word: str, marked: Marked, why: str) -> None:
    for found in marked.pattern.finditer(word):
        index = int(found.group(1))
        if not is_integer(marked.values[index]):
            raise RefusedError(f"An expression stands in a command that would run it: {why}.", index, HINT)


def _bare(word: str) -> str:
    return re.sub(r"['\"\\]", "", word)
