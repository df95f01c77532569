import pytest

from seaway.worker.last_words import MAX_CHARS, cause

PYTHON = """warming up
Traceback (most recent call last):
  File "a.py", line 3, in <module>
    load(row["amount"])
         ~~~^^^^^^^^^^
KeyError: 'amount'
"""
CHAINED = (
    PYTHON
    + """
During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 5, in <module>
    raise LoadError("row 3 is bad\\nfor more see\\n  the docs")
shop.LoadError: row 3 is bad
for more see
  the docs
"""
)
GROUP = """  + Exception Group Traceback (most recent call last):
  |   File "a.py", line 1, in <module>
  |     raise ExceptionGroup("two files", [ValueError(1), KeyError(2)])
  | ExceptionGroup: two files (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +---------------- 2 ----------------
    | KeyError: 2
    +------------------------------------
"""
SYNTAX = '  File "a.py", line 1\n    def\n       ^\nSyntaxError: invalid syntax\n'
NODE = """/tmp/a.js:3
throw new Error("no customer");
^

Error: no customer
    at Object.<anonymous> (/tmp/a.js:3:7)
    at Module._compile (node:internal/modules/cjs/loader:1554:14) {
  code: 'ENOENT'
}

Node.js v20.20.2
"""
NODE_TEXT = (
    "/tmp/a.js:1\nthrow 'abc'\n^\nabc\n(Use `node --trace-uncaught ...` to show)\n\nNode.js v20.20.2\n"
)


@pytest.mark.parametrize(
    ("stderr", "said"),
    [
        (PYTHON, "KeyError: 'amount'"),
        (CHAINED, "shop.LoadError: row 3 is bad"),
        (GROUP, "ExceptionGroup: two files (2 sub-exceptions)"),
        (SYNTAX, "SyntaxError: invalid syntax"),
        (NODE, "Error: no customer"),
        (NODE_TEXT, "abc"),
        ("Node.js v20.20.2", "Node.js v20.20.2"),
        ("careful\npsql: error: connection refused\n\n", "psql: error: connection refused"),
        ("10 %\r50 %\r\x1b[31mno space left\x1b[0m\r\n", "no space left"),
        ("Traceback (most recent call last):\n", "Traceback (most recent call last):"),
        ("\n \n", ""),
        ("", ""),
    ],
)
def test_one_line_tells_what_went_wrong(stderr: str, said: str) -> None:
    assert cause(stderr) == said


def test_a_long_line_is_cut() -> None:
    assert len(cause("x" * 5_000)) == MAX_CHARS
