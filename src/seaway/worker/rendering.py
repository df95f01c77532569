"""Templates of an attempt become values, as its first step. Jinja2 is loaded only where there is a
template."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from seaway.errors import NotFoundError
from seaway.sdk.protocols.executor import AttemptSpec, Language

if TYPE_CHECKING:
    from seaway.spec.quoting import Script


def has_template(value: object) -> bool:
    """Is there anything to render, at any depth?"""
    match value:
        case str():
            return "{{" in value or "{%" in value or "{#" in value
        case dict():
            return any(map(has_template, value.values()))
        case list() | tuple():
            return any(map(has_template, value))
    return False


def render_inputs(
    inputs: dict[str, object], spec: AttemptSpec, raw: frozenset[str] = frozenset()
) -> dict[str, object]:
    """The inputs with their templates rendered, all but those named in `raw`.

    Raises:
        ExpressionError: a template is wrong, or a name in it is missing.
    """
    if not has_template(inputs):
        return inputs
    from seaway.spec.expressions import render

    names = template_names(spec)
    return {name: value if name in raw else render(value, names) for name, value in inputs.items()}


def render_env(spec: AttemptSpec) -> dict[str, str]:
    """The task's variables as text."""
    if not has_template(spec.env):
        return spec.env
    from seaway.spec.expressions import render_text

    names = template_names(spec)
    return {name: render_text(value, names) for name, value in spec.env.items()}


def render_source(source: str, language: Language, spec: AttemptSpec) -> tuple[str, dict[str, str]]:
    """A script with each expression as one quoted word, and the variables that it reads their values from."""
    if not has_template(source):
        return source, {}
    from seaway.spec.quoting import render_script

    script: Script = render_script(source, language.value, template_names(spec))
    return script.source, dict(script.env)


def template_names(spec: AttemptSpec) -> Mapping[str, object]:
    """What templates see here: the context, and connections and secrets, as all that is printed is masked."""
    return {**spec.context, "connections": spec.connections, "secret": secret_reader(spec)}


def secret_reader(spec: AttemptSpec) -> Callable[[str], str]:
    """Looks a secret up by its name."""

    def secret(name: str) -> str:
        if name not in spec.secrets:
            raise NotFoundError(
                f"The secret `{name}` is not at hand.", hint="Write its name out, as in `secret('NAME')`."
            )
        return spec.secrets[name]

    return secret
