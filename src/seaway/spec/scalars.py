"""Scalars by the core schema of YAML 1.2 (section 10.3.2): `no` and `on` are text, and so are dates."""

import math
import re

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FIRST = frozenset("-+.0123456789tTfFnN~")
_PREFIX = "tag:yaml.org,2002:"
_MAX_DIGITS = 300

Scalar = str | int | float | bool | None


class ScalarError(ValueError):
    """A scalar that has no value here."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def resolve(text: str, *, tag: str | None, is_plain: bool) -> Scalar:
    """The value of a scalar, by its tag or, where it is plain, by how it looks."""
    if tag not in (None, "!"):
        return _tagged(text, tag or "")
    if not is_plain or tag == "!" or (text and text[0] not in _FIRST):
        return text
    return _plain(text)


def _plain(text: str) -> Scalar:
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return _finite(float(text), text)
    if _NOT_FINITE.fullmatch(text):
        return _finite(math.inf, text)
    return text


def _finite(number: float, text: str) -> float:
    if not math.isfinite(number):
        raise ScalarError(f"`{text}` is not a finite number.", hint="Put it in quotes if it is text.")
    return number


def _tagged(text: str, tag: str) -> Scalar:
    if tag == f"{_PREFIX}str":
        return text
    value = _plain(text)
    kinds = {"int": int, "float": (int, float), "bool": bool, "null": type(None)}
    kind = kinds.get(tag.removeprefix(_PREFIX))
    if kind is None:
        raise ScalarError(f"The tag `{tag}` has no meaning here.", hint="Remove it.")
    if not isinstance(value, kind):  # type: ignore[arg-type]
        raise ScalarError(f"`{text[:64]}` does not fit its tag `{tag.replace(_PREFIX, '!!')}`.")
    return value
