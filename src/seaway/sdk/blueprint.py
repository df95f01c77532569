"""`@blueprint`: one function whose signature is its form."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast, get_args

from seaway.errors import UnknownError
from seaway.sdk.context import Context
from seaway.sdk.inputs import some_arguments, to_arguments
from seaway.sdk.options import Option, Options, matching
from seaway.sdk.outputs import to_json, to_outputs
from seaway.sdk.signature import (
    AuthoringError,
    Exit,
    Signature,
    check_companion,
    check_function,
    check_inputs,
    read_signature,
)
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from pydantic import BaseModel

P = ParamSpec("P")
R = TypeVar("R")
Function = Callable[..., Any]
Outputs = dict[str, object]

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def blueprint(
    name: str,
    *,
    title: str,
    category: str,
    version: int = 1,
    idempotent: bool = True,
    extra: str | None = None,
    packages: tuple[str, ...] = (),
) -> Callable[[Callable[Concatenate[Context, P], R]], "BlueprintDefinition[P, R]"]:
    """Make a blueprint of a function `(ctx: Context, …)`; it stays callable as it was.

    name: what `uses:` says, such as `storage.list`.
    version: raise it when inputs or outputs change in a way that breaks a workflow.
    idempotent: False for verbs that send, pay or post: after a crash or a restart of the engine they are not
        started again once they may have begun, as nobody knows what they did. A failure they report
        themselves is tried again where the workflow asks for it with `retry`.
    extra: the extra of Seaway that it needs; packages: what else it needs, as pip writes it.

    Raises:
        AuthoringError: no docstring, an input without a type, or another thing that gives no form.
    """

    def decorate(function: Callable[Concatenate[Context, P], R]) -> BlueprintDefinition[P, R]:
        return BlueprintDefinition(
            function,
            name=name,
            title=title,
            category=category,
            version=version,
            is_idempotent=idempotent,
            extra=extra,
            packages=packages,
        )

    return decorate


@dataclass(frozen=True, slots=True)
class _Companion:
    """A function beside the main one, which names those inputs that it wants."""

    function: Function
    names: frozenset[str]
    takes_search: bool

    def call(self, arguments: Mapping[str, object], *leading: object) -> object:
        return self.function(*leading, **{name: arguments[name] for name in self.names})


class BlueprintDefinition(Generic[P, R]):
    """A blueprint as the worker calls it: `begin` (or `call`), then `poll` as long as it answers `Deferred`.

    A function that returns `Deferred` and has no `on_poll` is called again with the same inputs: a sensor.
    """

    def __init__(
        self,
        function: Callable[Concatenate[Context, P], R],
        *,
        name: str,
        title: str,
        category: str,
        version: int,
        is_idempotent: bool,
        extra: str | None,
        packages: tuple[str, ...],
    ) -> None:
        if not _NAME.fullmatch(name):
            raise AuthoringError(f"`{name}` is no name for a blueprint: write it like `storage.list`.")
        check_function(function, f"Blueprint `{name}`")
        self.function = function
        self.name = name
        self.title = title
        self.category = category
        self.version = version
        self.is_idempotent = is_idempotent
        self.extra = extra
        self.packages = packages
        self.variant_of = ""
        """The verb of a family that this one is, for one system only."""
        self._on_poll: _Companion | None = None
        self._on_find: _Companion | None = None
        self._on_cancel: _Companion | None = None
        self._on_options: dict[str, _Companion] = {}
        update_wrapper(self, function)

    def __call__(self, ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(ctx, *args, **kwargs)

    # --- the companions of something that waits -------------------------------------------------------------

    def on_poll(self, function: Function) -> Function:
        """`(ctx, state, …)`: look again; returns `Deferred` or the result. It may name any of the
        blueprint's inputs."""
        self._on_poll = self._companion(function, "on_poll", leading=("ctx", "state"))
        return function

    def on_find(self, function: Function) -> Function:
        """`(ctx, …)`: the outside job that `ctx.run.job_key` began before a crash, as `Deferred`, or None."""
        self._on_find = self._companion(function, "on_find", leading=("ctx",))
        return function

    def on_cancel(self, function: Function) -> Function:
        """`(ctx, state, …)`: cancel the outside job."""
        self._on_cancel = self._companion(function, "on_cancel", leading=("ctx", "state"))
        return function

    def on_options(self, *names: str) -> Callable[[Function], Function]:
        """`(ctx, …)` or `(ctx, search, …)`: what can be chosen for the inputs `names`, as text or `Option`s.
        It is asked again when one of the inputs that it names changes; `search` is what somebody typed, for a
        system that has too much to list."""

        def decorate(function: Function) -> Function:
            role = f"on_options({', '.join(names)})"
            takes_search = list(inspect.signature(function).parameters)[1:2] == ["search"]
            leading = ("ctx", "search") if takes_search else ("ctx",)
            companion = self._companion(function, role, leading=leading)
            check_inputs(names, self.function, f"Blueprint `{self.name}`, {role}")
            self._on_options |= dict.fromkeys(names, companion)
            return function

        return decorate

    def _companion(self, function: Function, role: str, *, leading: tuple[str, ...]) -> "_Companion":
        names = check_companion(function, self.function, leading, f"Blueprint `{self.name}`, {role}")
        return _Companion(function, names, takes_search="search" in leading)

    @property
    def can_find(self) -> bool:
        return self._on_find is not None

    @property
    def can_cancel(self) -> bool:
        """Does it begin something outside that has to be called off?"""
        return self._on_cancel is not None

    # --- what the worker calls ------------------------------------------------------------------------------

    def begin(self, ctx: Context, inputs: Mapping[str, object]) -> Deferred | Outputs:
        """Check `inputs`, run the function, give its outputs as JSON-able values.

        Raises:
            InvalidInputError: an input is missing, unknown or does not fit.
            TaskError: what the blueprint itself says; anything else it raises passes too.
        """
        return _outcome(self.function(ctx, **self._arguments(ctx, inputs)))  # type: ignore[call-arg]

    call = begin

    def poll(self, ctx: Context, inputs: Mapping[str, object], state: object) -> Deferred | Outputs:
        """Look at what the blueprint waits for; `state` is that of the last `Deferred`."""
        if self._on_poll is None:
            return self.begin(ctx, inputs)
        return _outcome(self._on_poll.call(self._arguments(ctx, inputs), ctx, state))

    def find(self, ctx: Context, inputs: Mapping[str, object]) -> Deferred | Outputs | None:
        """What an earlier attempt of the same try began outside; None where there is nothing, or no way to
        know."""
        if self._on_find is None:
            return None
        found = self._on_find.call(self._arguments(ctx, inputs), ctx)
        return None if found is None else _outcome(found)

    def cancel(self, ctx: Context, inputs: Mapping[str, object], state: object) -> None:
        """Cancel what was begun outside; nothing to do for a sensor."""
        if self._on_cancel is not None:
            self._on_cancel.call(self._arguments(ctx, inputs), ctx, state)

    def options(self, ctx: Context, field: str, inputs: Mapping[str, object], search: str = "") -> Options:
        """What can be chosen for the input `field`; of `inputs` only those count that it depends on.

        Raises:
            UnknownError: nothing is known of what can be chosen for it.
            InvalidInputError: an input that it depends on is missing, or is an expression.
            TaskError: what the system says.
        """
        companion = self._on_options.get(field)
        if companion is None:
            known = ", ".join(f"`{name}`" for name in self._on_options) or "none"
            raise UnknownError(
                f"Blueprint `{self.name}` offers no choices for `{field}`.", hint=f"It does so for {known}."
            )
        arguments = some_arguments(self.signature, inputs, companion.names, connect=ctx.connection)
        found = companion.call(arguments, *((ctx, search) if companion.takes_search else (ctx,)))
        return matching(cast("Iterable[str | Option] | Options", found), search)

    def _arguments(self, ctx: Context, inputs: Mapping[str, object]) -> dict[str, Any]:
        return to_arguments(self.signature, inputs, self.name, connect=ctx.connection, coerce=self._coerce)

    def _coerce(self, given: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
        from seaway.sdk.schema import validate_inputs

        return validate_inputs(self._model, given)

    def as_variant(
        self, name: str, *, title: str, extra: str | None, signature: Signature
    ) -> "BlueprintDefinition[P, R]":
        """The same function under another name, which takes less."""
        one = copy(self)
        for made in ("raw_inputs", "input_schema", "output_schema", "_model"):
            vars(one).pop(made, None)
        one.name, one.title, one.extra, one.variant_of = name, title, extra, self.name
        vars(one)["signature"] = signature
        return one

    # --- what is known of it --------------------------------------------------------------------------------

    def check(self) -> None:
        """Resolve the signature now.

        Raises:
            AuthoringError: a type can't be resolved, or something waits that can't be polled.
        """
        if self._on_cancel is not None and self._on_poll is None:
            raise AuthoringError(f"Blueprint `{self.name}` has on_cancel but no on_poll.")
        _ = self.signature

    @cached_property
    def signature(self) -> Signature:
        return read_signature(self.function, f"Blueprint `{self.name}`")

    @cached_property
    def raw_inputs(self) -> frozenset[str]:
        """Inputs whose templates the worker must not render."""
        return frozenset(entry.name for entry in self.signature.inputs.values() if entry.is_raw)

    @property
    def exits(self) -> tuple[Exit, ...]:
        return self.signature.exits

    @property
    def waits(self) -> bool:
        """May it return `Deferred`?"""
        return Deferred in (self.signature.returns, *get_args(self.signature.returns))

    @property
    def is_sensor(self) -> bool:
        """Does it only look, with nothing begun outside?"""
        return self.waits and self._on_poll is None

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        from seaway.sdk.schema import input_schema

        depends = {name: sorted(companion.names) for name, companion in self._on_options.items()}
        return input_schema(self._model, depends)

    @cached_property
    def output_schema(self) -> dict[str, Any] | None:
        from seaway.sdk.schema import output_schema

        return output_schema(self.signature.returns)

    @cached_property
    def _model(self) -> "type[BaseModel]":
        from seaway.sdk.schema import input_model

        return input_model(self.signature)


def _outcome(result: object) -> Deferred | Outputs:
    if not isinstance(result, Deferred):
        return to_outputs(result)
    state = to_json(result.state, "the state of a Deferred")
    return Deferred(state=state, poll_after_s=max(result.poll_after_s, 0.0), reason=result.reason)
