"""A function that used all of its memory still gets its words out."""

from seaway.core.outcome import Ending
from tests.support.workers import Bench

CODE = """
import os

def hungry():
    text = (b"x" * 49 + b"\\n") * 60_000
    held = []
    for size in (1 << 22, 1 << 16, 1 << 10):
        try:
            while True:
                held.append(bytearray(size))
        except MemoryError:
            pass
    view = memoryview(text)
    while view:
        view = view[os.write(1, view):]
    held.clear()
    print("fed again")
"""


def test_output_is_read_while_there_is_no_memory_to_keep_it(shop: Bench) -> None:
    shop.write("workflows/a.py", CODE)
    spec = shop.call("workflows/a.py:hungry", memory_bytes=300_000_000)
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    assert shop.text(spec).splitlines()[-1] == "fed again"
