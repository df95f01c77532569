"""What the code imports is what pyproject.toml asks for."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from tests.project.tree import ROOT, files_like, name_of

# Where what is imported is not called as what is installed.
IMPORTED_AS = {
    "pydantic": {"pydantic", "pydantic_core"},
    "pyyaml": {"yaml"},
    "argon2-cffi": {"argon2"},
    "fastapi": {"fastapi", "starlette"},
    "google-cloud-bigquery": {"google"},
    "google-cloud-storage": {"google"},
    "mastercard-oauth1-signer": {"oauth1"},
    "snowflake-connector-python": {"snowflake"},
}


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [
        *project["dependencies"],
        *(one for extra in extras for one in project["optional-dependencies"][extra]),
    ]
    names = {Requirement(one).name.lower() for one in named}
    return set().union(*(IMPORTED_AS.get(name, {name.replace("-", "_")}) for name in names))


def imported(node: ast.AST) -> Iterator[str]:
    """The top-level names that an import statement asks for, except our own and the standard library's."""
    match node:
        case ast.Import(names=names):
            found = [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            found = [module]
        case _:
            return
    for name in {dotted.split(".")[0] for dotted in found}:
        if name != "seaway" and name not in sys.stdlib_module_names:
            yield name


def at_import_time(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: nothing inside functions, nor under TYPE_CHECKING."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from at_import_time(node)


def sources() -> list[Path]:
    return [path for path in files_like(".py") if name_of(path).startswith("src/")]


def test_everything_that_is_imported_is_asked_for() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    known = declared(*(name for name in extras if name != "dev"))
    missing = {
        f"{name_of(path)}: {name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        for name in imported(node)
        if name not in known
    }
    assert missing == set()


def test_extras_are_imported_late_so_that_the_core_runs_without_them() -> None:
    """What loads at once is everything but the integrations, the modules that these register, and what those
    import in turn: a module that only a function imports may use a vendor's package freely."""
    modules = {module_of(path): ast.parse(path.read_text()) for path in sources()}
    early = {
        f"{module}: {name}"
        for module in loaded_at_once(modules)
        for node in at_import_time(modules[module])
        for name in imported(node)
        if name not in declared()
    }
    assert early == set()


def loaded_at_once(modules: dict[str, ast.Module]) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    registered = {
        value.partition(":")[0] for group in project["entry-points"].values() for value in group.values()
    }
    waiting = {name for name in modules if not name.startswith("seaway.integrations.")} | registered
    found: set[str] = set()
    while waiting:
        found |= waiting
        named = {name for each in waiting for node in at_import_time(modules[each]) for name in own(node)}
        waiting = {name for name in named if name in modules} - found
    return found


def own(node: ast.AST) -> Iterator[str]:
    """Our own modules that an import statement may load."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield module
            yield from (f"{module}.{alias.name}" for alias in names)


def module_of(path: Path) -> str:
    return name_of(path).removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_package_inits_are_empty_so_that_imports_have_no_cycles() -> None:
    filled = [
        name_of(path)
        for path in sources()
        if path.name == "__init__.py" and path.parent != ROOT / "src/seaway" and path.read_text().strip()
    ]
    assert filled == []
