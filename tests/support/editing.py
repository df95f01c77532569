"""Editing texts in tests."""

from textwrap import dedent

import pytest

from seaway.spec.edit import EditError, Operation, apply
from seaway.spec.edit_text import apply_changes


def edit(text: str, *operations: Operation) -> str:
    text = dedent(text).lstrip("\n")
    edited = apply(text, operations)
    assert apply_changes(text, edited.edits) == edited.text
    return edited.text


def tasks(body: str) -> str:
    """A workflow with these tasks, which may be indented."""
    inner = "".join(f"  {line}\n" if line else "\n" for line in dedent(body).strip("\n").split("\n"))
    return f"seaway: 1\ntasks:\n{inner}"


def refusal(text: str, *operations: Operation) -> EditError:
    with pytest.raises(EditError) as caught:
        apply(dedent(text).lstrip("\n"), operations)
    return caught.value


CHAIN = """
a: {run: x}
b: {run: x}
c: {needs: a, run: x}  # after a
"""
