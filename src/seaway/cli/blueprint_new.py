"""`seaway blueprints new`: makes a package of blueprints to go on from."""

import re
from pathlib import Path

from seaway.cli import looks, printing
from seaway.cli.scaffold import package_files
from seaway.cli.schemas import write_file
from seaway.cli.shell import OK
from seaway.errors import BadRequestError

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def new_package(name: str, folder: Path | None, *, as_json: bool) -> int:
    """Raises BadRequestError: the name can't be a prefix, or the folder holds something."""
    if not _NAME.fullmatch(name):
        raise BadRequestError(
            f"`{name}` can't be the prefix of blueprints",
            hint="Use small letters, digits and `_`, with a letter first: acme, acme_books.",
        )
    root = folder or Path(f"seaway-{name}")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise BadRequestError(
            f"{root} is there already", hint="Name a folder that is to be made, or an empty one."
        )
    files = package_files(name)
    for path, text in files.items():
        write_file(root / path, text)
    if as_json:
        printing.document({"package": str(root.resolve()), "made": list(files)})
        return OK
    for path in files:
        printing.line(f"{looks.sign('success')} {root / path}")
    printing.line()
    printing.line("Its tests pass as it stands. Now make it yours, and look again:")
    printing.line(f"  seaway blueprints test {root}")
    return OK
