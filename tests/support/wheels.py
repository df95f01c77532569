"""A package index in a folder, and environments that are built from it without a network."""

import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def make_wheel(folder: Path, name: str, version: str, code: str) -> Path:
    """A package of one module."""
    info, place = f"{name}-{version}.dist-info", folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as wheel:
        wheel.writestr(f"{name}.py", code)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return place


def make_index(folder: Path, name: str = "harbor", versions: Sequence[str] = ("1.0", "2.0")) -> Path:
    """A package in several versions, each of which knows its own in `VERSION`."""
    package = folder / name
    package.mkdir(parents=True)
    names = [make_wheel(package, name, version, f"VERSION = '{version}'\n").name for version in versions]
    (package / "index.html").write_text("".join(f"<a href='{name}'>{name}</a>" for name in names))
    return folder


def of_folder(folder: Path) -> dict[str, str]:
    """The variables by which uv takes packages from files in a folder and from nowhere else."""
    return {
        "UV_FIND_LINKS": str(folder),
        "UV_NO_INDEX": "1",
        "UV_OFFLINE": "1",
        "UV_CACHE_DIR": str(folder / "cache"),
    }


def from_index(index: Path, home: Path) -> Mapping[str, str]:
    """All the variables of a uv that knows no other index."""
    own = {"UV_DEFAULT_INDEX": index.as_uri(), "UV_CACHE_DIR": str(home / "cache")}
    return {"PATH": os.environ["PATH"], "HOME": str(home), **own}
