"""`python.call`: a function of the project as a task. What the Python hand traces to."""

import asyncio
from collections.abc import Mapping
from typing import Any

from seaway.integrations.python.loading import Loaded, load_function
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.inputs import to_arguments
from seaway.sdk.outputs import to_json


@blueprint("python.call", title="Call a Python function", category="Code")
def call(
    ctx: Context,
    function: str,
    args: dict[str, Any] = {},  # noqa: B006 - never changed
) -> Any:
    """Call a function of the project.

    What it returns is the output `result`; the keys of a dict are outputs too. Arguments are brought to the
    types of
    its annotations: text to a date, for example. A first parameter named `ctx` gets the task's Context.

    Args:
        function: the file from the project's folder, a colon and the name, such as
            `workflows/daily.py:extract`
        args: arguments by name

    Raises:
        InvalidInputError: there is no such function, or an argument does not fit
        DataError: what it returns can't be written as JSON

    Example:
        extract:
          uses: python.call
          with:
            function: workflows/daily.py:extract
            args: {day: "{{ inputs.day }}"}
    """
    return call_function(ctx, function, args)


def call_function(ctx: Context, function: str, args: Mapping[str, object]) -> dict[str, object]:
    """The outputs, JSON-able already: the short way for a worker, past the blueprint's own checks."""
    loaded = load_function(ctx.code, function)
    arguments = _arguments(ctx, loaded, args, function)
    leading = (ctx,) if loaded.takes_context else ()
    result = loaded.function(*leading, **arguments)
    if loaded.is_async:
        result = asyncio.run(result)
    value = to_json(result)
    return {**value, "result": value} if isinstance(value, dict) else {"result": value}


def _arguments(ctx: Context, loaded: Loaded, args: Mapping[str, object], function: str) -> dict[str, object]:
    known = loaded.signature.inputs
    if not args and not known:
        return {}
    given = {key: value for key, value in args.items() if key in known or not loaded.takes_any_name}
    arguments = to_arguments(
        loaded.signature, given, f"`{function}`", connect=ctx.to_connection, coerce=loaded.coerce
    )
    return arguments | {key: value for key, value in args.items() if key not in given}
