import sys

import pytest

from seaway.errors import InvalidInputError, NotFoundError
from seaway.worker.code import Code


@pytest.fixture
def code(tmp_path):
    made = Code()
    made.use(tmp_path)
    yield made
    made.use(None)


def write(tmp_path, name, text):
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def test_a_function_is_loaded_once_and_shares_its_module_with_imports(code, tmp_path):
    write(tmp_path, "flows_a/one.py", "COUNT = []\ndef add(): COUNT.append(1); return len(COUNT)\n")
    write(tmp_path, "flows_a/two.py", "from flows_a.one import add\ndef both(): return add()\n")
    assert code.prepared("flows_a/one.py:add").call() == 1
    assert code.prepared("flows_a/two.py:both").call() == 2
    assert code.prepared("flows_a/one.py:add").call() == 3


def test_a_file_named_like_an_installed_package_is_still_the_users(code, tmp_path):
    write(tmp_path, "json.py", "def mine(): return 'mine'\n")
    assert code.prepared("json.py:mine").call() == "mine"
    assert not hasattr(sys.modules["json"], "mine")


def test_a_file_whose_name_is_no_identifier_can_be_used(code, tmp_path):
    write(tmp_path, "my-flows/load-it.py", "def f(): return 1\n")
    assert code.prepared("my-flows/load-it.py:f").call() == 1


@pytest.mark.parametrize(
    "reference", ["", "a.py", "a.py:", ":f", "a.py:f.g", "../a.py:f", "/etc/passwd:f", "missing.py:f"]
)
def test_a_wrong_reference_says_what_is_wrong(code, tmp_path, reference):
    write(tmp_path, "a.py", "def f(): pass\nX = 1\n")
    with pytest.raises((InvalidInputError, NotFoundError)) as caught:
        code.prepared(reference)
    assert caught.value.hint


def test_what_is_no_function_is_named(code, tmp_path):
    write(tmp_path, "b.py", "X = 1\n")
    with pytest.raises(InvalidInputError, match="is a int, not a function"):
        code.prepared("b.py:X")


def test_a_module_that_fails_is_not_left_half_loaded(code, tmp_path):
    write(tmp_path, "broken-one.py", "import sys\nX = 1\nraise RuntimeError('no')\n")
    for _ in range(2):
        with pytest.raises(RuntimeError):
            code.prepared("broken-one.py:X")
    assert "seaway_project.broken-one" not in sys.modules


def test_a_decorated_task_is_called_as_the_plain_function(code, tmp_path):
    write(
        tmp_path,
        "flows_c/c.py",
        "from seaway.spec.python import task\n@task(retry=3)\ndef f(n: int) -> int: return n + 1\n",
    )
    prepared = code.prepared("flows_c/c.py:f")
    assert prepared.call(**prepared.arguments({"n": 1})) == 2


def test_a_decorator_of_the_users_own_stays(code, tmp_path):
    write(
        tmp_path,
        "flows_d/d.py",
        "import functools\n"
        "def twice(f):\n    @functools.wraps(f)\n    def g(*a, **k): return f(*a, **k) * 2\n    return g\n"
        "@twice\ndef f(n: int): return n\n",
    )
    prepared = code.prepared("flows_d/d.py:f")
    assert prepared.call(**prepared.arguments({"n": 2})) == 4


def test_a_function_that_takes_anything_gets_anything(code, tmp_path):
    write(tmp_path, "flows_e/e.py", "def f(**rest): return rest\n")
    assert code.prepared("flows_e/e.py:f").arguments({"x": 1}) == {"x": 1}


def test_another_bundle_forgets_the_modules_of_the_one_before(tmp_path):
    for name, value in (("one", 1), ("two", 2)):
        write(tmp_path, f"{name}/flows_f/f.py", f"def f(): return {value}\n")
    code = Code()
    results = []
    for name in ("one", "two", "one"):
        code.use(tmp_path / name)
        results.append(code.prepared("flows_f/f.py:f").call())
    assert results == [1, 2, 1]
    code.use(None)
    assert str(tmp_path / "one") not in sys.path
