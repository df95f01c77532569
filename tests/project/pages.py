"""The pages of this checkout, and the shell's code in them."""

from tests.project import markdown
from tests.project.tree import files_like, name_of, text_of

PAGES = files_like(".md")


def shown_code() -> dict[str, str]:
    """The shell's code in the pages: a line each, by its place."""
    found: dict[str, str] = {}
    for page in PAGES:
        text = text_of(page)
        for fence in markdown.fences(text):
            if fence.language in {"sh", "bash", "console"}:
                lines = enumerate(fence.text.split("\n"), fence.line)
                found |= {
                    f"{name_of(page)}:{number}": line.strip().removeprefix("$ ") for number, line in lines
                }
        found |= {f"{name_of(page)} `{code}`": code for code in markdown.inline_code(text)}
    return found
