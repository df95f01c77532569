"""The process that `choosing` starts: asks one blueprint what can be chosen for one of its inputs."""

import tempfile
from pathlib import Path

import msgspec

from seaway.sdk.connection import known_types
from seaway.sdk.context import Context
from seaway.sdk.options import Options
from seaway.sdk.registry import Registry
from seaway.worker.asking import answer, said_of
from seaway.worker.choosing import Choice, Choices, Question
from seaway.worker.masking import Masker


class _Masking:
    """A reporter that keeps secrets out of what is answered, and forgets the rest."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker

    def progress(self, done: float, total: float, message: str) -> None: ...

    def asset(self, report: object) -> None: ...

    def step(self, step: object) -> None: ...

    def mask(self, secrets: list[str]) -> None:
        self._masker.add(secrets)


def main() -> None:
    answer(lambda question: choose(msgspec.json.decode(question, type=Question)))


def choose(question: Question) -> Choices:
    """What the blueprint says, without the connection's secrets."""
    masker = Masker()
    try:
        found = _ask(question, masker)
    except Exception as error:  # noqa: BLE001 - whatever a blueprint raises is the answer
        said = said_of(error)
        mask = masker.mask_text
        return Choices(message=mask(said.message), hint=mask(said.hint), code=said.code or "error")
    options = [Choice(value=each.value, label=each.label) for each in found.options]
    return Choices(options=options, is_cut=found.is_cut)


def _ask(question: Question, masker: Masker) -> Options:
    project = Path(question.project_dir)
    registry = Registry(project_code=project)
    definition = registry.find(question.blueprint)
    if not all(str(values.get("type")) in known_types() for values in question.connections.values()):
        registry.all()  # a type that is not installed may be the project's own
    with tempfile.TemporaryDirectory(prefix="seaway-") as folder:
        ctx = Context(
            folder=Path(folder),
            code=project,
            project_dir=project,
            temp=Path(folder),
            reporter=_Masking(masker),
            connections=lambda name: question.connections[name],
        )
        return definition.options(ctx, question.field, question.inputs, question.search)


if __name__ == "__main__":
    main()
