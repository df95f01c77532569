"""`python.call`: a function of the project as a task. What the Python hand traces to.

A worker takes a shorter way to the same function; this is the form, and the way outside of an attempt."""

import asyncio
import inspect
from collections.abc import Awaitable
from typing import Any

from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.outputs import to_function_outputs
from seaway.worker.code import Code

_code = Code()


@blueprint("python.call", title="Call a Python function", category="Code")
def call(
    ctx: Context,
    function: str,
    args: dict[str, Any] = {},  # noqa: B006 - never changed
) -> Any:
    """Call a function of the project.

    What it returns is the output `result`; the keys of a dict are outputs too. Arguments are brought to the
    types of its annotations: text to a date, for example. A parameter of type `Context` gets the task's.

    Args:
        function: the file from the project's folder, a colon and the name, such as
            `workflows/daily.py:extract`
        args: arguments by name

    Raises:
        NotFoundError: there is no such file or function
        InvalidInputError: an argument is missing, unknown or does not fit
        DataError: what it returns can't be written as JSON

    Example:
        extract:
          uses: python.call
          with:
            function: workflows/daily.py:extract
            args: {day: "{{ inputs.day }}"}
    """
    _code.use(ctx.code)
    prepared = _code.prepared(function)
    arguments = prepared.arguments(args)
    if prepared.context_name:
        arguments[prepared.context_name] = ctx
    result = prepared.call(**arguments)
    return to_function_outputs(asyncio.run(_awaited(result)) if inspect.isawaitable(result) else result)


async def _awaited(awaitable: Awaitable[object]) -> object:
    return await awaitable
