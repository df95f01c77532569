import subprocess
import sys
import threading

from seaway.ids import new_id

FORK = """
import os
from seaway.ids import new_id
new_id()  # what is asked of the system ahead is there now
child = os.fork()
if child:
    os.waitpid(child, 0)
print(*(new_id()[-12:] for _ in range(300)), flush=True)
"""


def test_ids_sort_by_the_moment_and_none_comes_twice() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(2_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == len(made) == 8_000
    assert {each[14] for each in made} == {"7"}


def test_a_fork_makes_other_ids_than_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=True)
    made = done.stdout.split()
    assert len(made) == len(set(made)) == 600
