"""Checks of `run`: does each expression stand where a value can be made safe in the script's language?"""

import re
from functools import lru_cache

from seaway.spec.expressions import ExpressionError
from seaway.spec.model import MAX_TASKS
from seaway.spec.quoting import Language, UnsafePlaceError, render_script
from seaway.spec.review import Review
from seaway.spec.scopes import Scope

_EXPRESSION = re.compile(r"\{\{[^{}]*\}\}")
_STAND_IN = {"vars": 1}
"""A number, as text is refused in more places: what only some values may do is no problem yet."""


def check_scripts(review: Review, scope: Scope) -> None:
    """Quote each script with stand-ins for its values: what is refused now would be refused in each run."""
    for name, task in scope.tasks.items():
        if task.run is None or "{{" not in task.run or "{%" in task.run or "{#" in task.run:
            continue
        error = _refusal(_EXPRESSION.sub(_stand_in, task.run), task.language.value)
        start = task.run.rfind("{{", 0, error.offset) if error else -1
        if error and start >= 0:
            message = error.message.partition(" (line ")[0]
            path = (*scope.path, name, "run")
            review.report_within(path, "{{", start, "unsafe_place", message, hint=error.hint)


@lru_cache(maxsize=2 * MAX_TASKS)
def _refusal(script: str, language: Language) -> UnsafePlaceError | None:
    """Remembered, as the scripts of a file are the same at each look while somebody edits it."""
    try:
        render_script(script, language, _STAND_IN)
    except UnsafePlaceError as error:
        return error.with_traceback(None)
    except ExpressionError:
        return None  # told where expressions are checked, in the words that were written
    return None


def _stand_in(match: re.Match[str]) -> str:
    """An expression of the same length, so that places stay what they are; `unquoted` stays unquoted."""
    inner = "vars|unquoted" if "unquoted" in match[0] else "vars"
    return "{{" + inner.ljust(len(match[0]) - 4) + "}}"
