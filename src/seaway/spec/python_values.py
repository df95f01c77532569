"""What stands for a value while a workflow function is traced: expressions, and handles of tasks."""

import inspect
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from seaway.errors import SeawayError

if TYPE_CHECKING:
    from seaway.spec.python_trace import Record

_HERE = ("seaway/spec/python", "seaway\\spec\\python")


class TraceError(SeawayError):
    """A workflow function can't be traced; becomes a SpecError with the line it came from.

    Args:
        message: what is wrong.
        hint: what to do.
    """

    code: ClassVar[str] = "python"

    def __init__(self, message: str, hint: str = "", *, file: str = "", line: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.file, self.line = (file, line) if line else call_site()


def call_site() -> tuple[str, int]:
    """File and line of the user's code that called into the Python hand."""
    frame = inspect.currentframe()
    while frame is not None:
        name = frame.f_code.co_filename
        if not any(part in name for part in _HERE) and not name.endswith(("contextlib.py", "functools.py")):
            return name, frame.f_lineno
        frame = frame.f_back
    return "", 0


_NAME, _FILTERED, _COMPOUND = range(3)
"""How tight the parts of an expression hold together."""


class Expression:
    """A value that is known only when the workflow runs; printed, it is `{{ … }}`, so f-strings work.

    Attributes, items, comparisons and arithmetic give further expressions; `&`, `|` and `~` are and, or, not.
    """

    __slots__ = ("_binds", "_text")

    def __init__(self, text: str, binds: int = _NAME) -> None:
        self._text = text
        self._binds = binds

    def __str__(self) -> str:
        return f"{{{{ {self._text} }}}}"

    def __format__(self, spec: str) -> str:
        if spec:
            raise TraceError(
                "An expression has no value yet that could be formatted.",
                "Use a filter: `value.filter('date')`.",
            )
        return str(self)

    __repr__ = __str__

    def __getattr__(self, name: str) -> "Expression":
        if name.startswith("_"):
            raise AttributeError(name)
        return Expression(f"{_operand(self, _NAME)}.{name}")

    def __getitem__(self, key: object) -> "Expression":
        return Expression(f"{_operand(self, _NAME)}[{source_of(key)}]")

    def filter(self, name: str, *args: object, **options: object) -> "Expression":
        """Apply a filter of expressions: `day.filter("date", "%Y")` is `{{ inputs.day | date('%Y') }}`."""
        given = [source_of(arg) for arg in args] + [f"{key}={source_of(arg)}" for key, arg in options.items()]
        arguments = f"({', '.join(given)})" if given else ""
        return Expression(f"{_operand(self, _FILTERED)} | {name}{arguments}", _FILTERED)

    def default(self, value: object) -> "Expression":
        """What it is where there is no value, for example after a task that may not have succeeded."""
        return self.filter("default", value)

    def __bool__(self) -> NoReturn:
        raise TraceError(
            f"`{self}` has no value while the workflow is built, so Python can't decide with it.",
            "Use `with when(…):` or `.when(…)`; write `&`, `|` and `~` for and, or and not.",
        )

    def __iter__(self) -> Iterator[NoReturn]:
        raise TraceError(
            f"`{self}` has no value while the workflow is built, so Python can't loop over it.",
            "Use `.foreach(…)`.",
        )

    def __len__(self) -> NoReturn:
        raise TraceError(f"`{self}` has no length while the workflow is built.", "Use `.filter('length')`.")

    def __eq__(self, other: object) -> "Expression":  # type: ignore[override]
        return self._with("==", other)

    def __ne__(self, other: object) -> "Expression":  # type: ignore[override]
        return self._with("!=", other)

    def __hash__(self) -> int:
        return hash(self._text)

    def __lt__(self, other: object) -> "Expression":
        return self._with("<", other)

    def __le__(self, other: object) -> "Expression":
        return self._with("<=", other)

    def __gt__(self, other: object) -> "Expression":
        return self._with(">", other)

    def __ge__(self, other: object) -> "Expression":
        return self._with(">=", other)

    def __add__(self, other: object) -> "Expression":
        return self._with("+", other)

    def __sub__(self, other: object) -> "Expression":
        return self._with("-", other)

    def __mul__(self, other: object) -> "Expression":
        return self._with("*", other)

    def __truediv__(self, other: object) -> "Expression":
        return self._with("/", other)

    def __mod__(self, other: object) -> "Expression":
        return self._with("%", other)

    def __and__(self, other: object) -> "Expression":
        return self._with("and", other)

    def __or__(self, other: object) -> "Expression":
        return self._with("or", other)

    def __invert__(self) -> "Expression":
        return Expression(f"not {_operand(self, _FILTERED)}", _COMPOUND)

    def _with(self, operator: str, other: object) -> "Expression":
        return Expression(f"{_operand(self, _FILTERED)} {operator} {_operand(other, _FILTERED)}", _COMPOUND)


class Handle:
    """A task of the workflow being built: hand it to another task to use its result, or order tasks by it."""

    __slots__ = ("_record",)

    def __init__(self, record: "Record") -> None:
        self._record = record

    @property
    def id(self) -> str:
        """Its name in the workflow."""
        return self._record.id

    @property
    def outputs(self) -> Expression:
        """All its outputs: `extract.outputs.rows`."""
        return Expression(f"tasks.{self.id}.outputs")

    @property
    def result(self) -> Expression:
        """What a Python task returns; with foreach the list of what its items return."""
        return self._record.value

    @property
    def state(self) -> Expression:
        """How it ended: success, failed, skipped …"""
        return Expression(f"tasks.{self.id}.state")

    def __getitem__(self, key: object) -> Expression:
        return self._record.value[key]

    def __str__(self) -> str:
        return str(self._record.value)

    def __format__(self, spec: str) -> str:
        return format(self._record.value, spec)

    def __repr__(self) -> str:
        return f"<task {self.id}>"

    def __bool__(self) -> NoReturn:
        raise TraceError(
            f"The result of `{self.id}` is not known while the workflow is built: Python can't decide by it.",
            "Use `with when(…):`, or `.on_failed(…)` to react to a failure.",
        )

    def __iter__(self) -> Iterator[NoReturn]:
        raise TraceError(
            f"The result of `{self.id}` is not known while the workflow is built; Python can't loop over it.",
            f"Use `other_task.foreach({self.id})`.",
        )

    def __len__(self) -> NoReturn:
        raise TraceError(f"The result of `{self.id}` has no length while the workflow is built.")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise TraceError(
            f"A task has no `{name}`.",
            f"For an output write `.outputs.{name}`; the result itself is `.result`.",
        )

    def after(self, *others: "Handle", on: object = "success") -> "Handle":
        """Start only after others have ended in `success`, `failed`, `completed`, or with exit codes."""
        for other in others:
            if not isinstance(other, Handle):
                raise TraceError("`after` takes tasks.", "Hand over what calling a task returned.")
            self._record.need(other._record, on)
        return self

    def when(self, condition: object) -> "Handle":
        """Skip it unless the condition holds: an expression, or its text."""
        self._record.add_condition(condition)
        return self

    def on_failed(self, other: "Handle") -> "Handle":
        """Let another task run if this one fails; returns the other."""
        return other.after(self, on="failed")

    def on_completed(self, other: "Handle") -> "Handle":
        """Let another task run however this one ends; returns the other."""
        return other.after(self, on="completed")

    def on_codes(self, other: "Handle", *codes: int | str) -> "Handle":
        """Let another task run if this one ends with one of the exit codes; returns the other."""
        return other.after(self, on=list(codes))

    def join(self, rule: str | int) -> "Handle":
        """How many of its edges must be met: all, any, branch, or a number."""
        self._record.options["join"] = rule
        return self

    def set(self, **options: object) -> "Handle":
        """Set keys of this one task, such as `retry`, `timeout` or `allow_failure`."""
        self._record.options.update(options)
        return self


def _operand(value: object, binds: int) -> str:
    """A value beside an operator, in parentheses where it would come apart."""
    match value:
        case Handle():
            return _operand(value._record.value, binds)
        case Expression():
            return value._text if value._binds <= binds else f"({value._text})"
        case str() if is_whole(value):
            return f"({source_of(value)})"
        case _:
            return source_of(value)


def is_whole(text: str) -> bool:
    """Whether a text is one expression and nothing else."""
    return text.lstrip().startswith("{{") and text.rstrip().endswith("}}") and text.count("{{") == 1


def source_of(value: object) -> str:
    """A value as it is written inside an expression."""
    match value:
        case Expression():
            return value._text
        case Handle():
            return source_of(value._record.value)
        case bool() | None:
            return {True: "true", False: "false", None: "none"}[value]
        case str() if is_whole(value):
            return value.strip()[2:-2].strip()
        case list() | tuple():
            return "[" + ", ".join(source_of(item) for item in value) + "]"
        case dict():
            return (
                "{" + ", ".join(f"{source_of(key)}: {source_of(item)}" for key, item in value.items()) + "}"
            )
        case int() | float():
            return repr(value)
        case _:
            return json.dumps(to_plain(value, "an expression"), ensure_ascii=False)


def to_plain(value: object, where: str) -> Any:
    """A value as YAML holds it: expressions as their text, dates as ISO 8601.

    Raises:
        TraceError: a workflow can't hold it.
    """
    match value:
        case Expression() | Handle():
            return str(value)
        case Enum():
            return to_plain(value.value, where)
        case None | bool() | int() | float() | str():
            return value
        case date() | datetime():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():g}s"
        case Decimal() | PurePath():
            return str(value)
        case Mapping():
            return {_to_key(key, where): to_plain(item, where) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [to_plain(item, where) for item in value]
        case _:
            raise TraceError(
                f"{where} is of type {type(value).__name__}, which a workflow can't hold.",
                "Hand over numbers, texts, dates, lists and dicts; make anything else inside the task.",
            )


def _to_key(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise TraceError(f"{where} has a key that is no text: {key!r}.")
    return key
