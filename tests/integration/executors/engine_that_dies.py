"""An engine for `test_recovery.py`: starts attempts on the state folder given, says which, waits to be
killed."""

import asyncio
import sys
from pathlib import Path

from seaway.executors.dispatcher import Limits
from tests.support.yards import Yard


async def main(folder: Path) -> None:
    here = Yard(folder, Limits(slots=4))
    await here.open()
    ended = await here.start(here.execute("result = 'kept'"))
    await here.outcome(ended)
    source = f"(setsid sleep 60 &) ; sleep 60 & echo x > {folder}/script; sleep 60"
    script = await here.start(here.script(source))
    code = f"import os, time; open({str(folder / 'function')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    function = await here.start(here.execute(code))
    await here.appears("script")
    await here.appears("function")
    ending = await here.start(here.execute("import time; time.sleep(0.25); result = 'late'"))
    ids = [ended, script, function, ending, str(here.executor._spawner.pid)]
    sys.stdout.write(" ".join(ids) + "\n")
    sys.stdout.flush()
    await asyncio.sleep(60)


asyncio.run(main(Path(sys.argv[1])))
