import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from seaway.errors import InvalidInputError
from seaway.worker.environment import PackageError, ensure, environment_hash, lock
from tests.support.wheels import from_index, make_index


@pytest.fixture
def wheels(tmp_path):
    return make_index(tmp_path / "index")


@pytest.fixture
def environ(wheels, tmp_path):
    return from_index(wheels, tmp_path)


def test_packages_are_locked_to_versions_with_hashes_and_no_addresses(environ, wheels):
    (line,) = lock(["harbor<2"], environ=environ)
    assert line.startswith("harbor==1.0 --hash=sha256:")
    assert str(wheels) not in line


def test_an_environment_is_built_once_and_has_the_package_and_seaway(environ, tmp_path):
    locked = lock(["harbor"], environ=environ)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: ensure(locked, tmp_path / "envs", environ=environ), range(2))
    assert first == second
    assert first.hash == environment_hash(locked)
    assert "harbor==2.0" in first.log.read_text()
    assert first.log.read_text().count("uv venv") == 1
    code = "import harbor, seaway.worker.main, sys; print(harbor.VERSION, sys.prefix)"
    done = subprocess.run([first.python, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2.0", str(first.folder)]


def test_half_an_environment_is_built_again(environ, tmp_path):
    folder = tmp_path / "envs" / environment_hash([])
    folder.mkdir(parents=True)
    (folder / "rest").touch()
    assert ensure([], tmp_path / "envs", environ=environ).python.exists()
    assert not (folder / "rest").exists()


@pytest.mark.parametrize("wanted", ["harbour", "harbor>5"])
def test_a_package_that_does_not_exist_is_named(environ, tmp_path, wanted):
    with pytest.raises(PackageError, match=r"harbou?r"):
        lock([wanted], environ=environ)
    with pytest.raises(PackageError, match=r"harbou?r"):
        ensure([wanted], tmp_path / "envs", environ=environ)
    assert not (tmp_path / "envs" / environment_hash([wanted])).exists()


@pytest.mark.parametrize("line", ["--index-url http://x", "-r other.txt", "a\n-r b"])
def test_an_option_is_no_package(environ, tmp_path, line):
    with pytest.raises(InvalidInputError, match="is no package"):
        lock([line], environ=environ)
    with pytest.raises(InvalidInputError, match="is no package"):
        ensure([line], tmp_path / "envs", environ=environ)


def test_a_worker_of_an_environment_runs_functions_with_its_packages(environ, tmp_path):
    from tests.support.workers import Bench, WorkerProcess

    built = ensure(lock(["harbor"], environ=environ), tmp_path / "envs", environ=environ)
    shop = Bench(tmp_path)
    shop.worker.close()
    shop.worker = WorkerProcess(shop.paths, python=str(built.python))
    try:
        shop.write("workflows/a.py", "import harbor\ndef version(): return harbor.VERSION\n")
        spec = shop.call("workflows/a.py:version", environment=built.hash)
        assert json.loads(shop.worker.run(spec).outputs)["result"] == "2.0"
        assert "harbor==2.0" in shop.text(spec)
        script = shop.script(
            "python -c 'import harbor; print(harbor.VERSION)'; echo $VIRTUAL_ENV", environment=built.hash
        )
        shop.worker.run(script)
        assert shop.text(script).splitlines()[-2:] == ["2.0", str(built.folder)]
    finally:
        shop.worker.close()
    assert sys.prefix != str(built.folder)
