"""Editing a text by operation: nothing outside of the edit changes, not by a byte."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.server.actions import needs
from seaway.server.routes.source import said_of
from seaway.server.shapes import definitions as shapes
from seaway.server.shapes.definitions import AskEdit, EditedText, TextEdit
from seaway.server.workbench import TheBench
from seaway.spec import edit
from seaway.spec.edit_text import Change

router = APIRouter(tags=["definitions"])
Editor = Annotated[Actor, needs(Action.DRAFTS_EDIT)]

_OPERATIONS: dict[str, Callable[..., edit.Operation]] = {
    "add_task": edit.AddTask,
    "remove_task": edit.RemoveTask,
    "rename_task": edit.RenameTask,
    "duplicate_task": edit.DuplicateTask,
    "set": edit.Set,
    "unset": edit.Unset,
    "insert": edit.InsertItem,
    "remove_item": edit.RemoveItem,
    "move": edit.Move,
    "connect": edit.Connect,
    "disconnect": edit.Disconnect,
    "set_condition": edit.SetCondition,
    "set_join": edit.SetJoin,
}


@router.post("/edit", summary="Apply operations to a text, and check what they give; nothing is kept")
async def apply(bench: TheBench, _: Editor, asked: AskEdit) -> EditedText:
    """422 with the reason where one of them can't be applied; then none is."""
    operations = [to_operation(each) for each in asked.operations]
    edited, checked = await bench.edit(asked.workflow, asked.text, operations)

    def answer() -> EditedText:
        edits = in_utf16(asked.text, edited.edits)
        return EditedText(text=edited.text, edits=edits, **dict(said_of(checked)))

    return await bench.in_thread(answer)


def to_operation(asked: shapes.Op) -> edit.Operation:
    said = {name: getattr(asked, name) for name in type(asked).model_fields if name != "op"}
    if isinstance(said.get("path"), list):
        said["path"] = tuple(said["path"])
    return _OPERATIONS[asked.op](**said)


def in_utf16(text: str, edits: tuple[Change, ...]) -> list[TextEdit]:
    """Offsets as a browser counts them: what is outside of the basic plane counts twice."""
    is_plain = text.isascii() or max(text, default="") < "\U00010000"
    found, at, units = [], 0, 0
    for change in edits:
        start, end = change.start, change.end
        if not is_plain:
            units += _units(text[at:start])
            start, at = units, change.start
            units += _units(text[at : change.end])
            end, at = units, change.end
        found.append(TextEdit(start=start, end=end, text=change.new))
    return found


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)
