"""How much `pip install seaway` brings: `python -m benchmarks.install`.

Builds the wheel of this checkout, installs it without extras into a fresh environment, once to fill the cache
and once more with the clock running, and prints one JSON object. Exits with 1 where a budget is passed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_PACKAGES = 45
MOST_MB = 120
MOST_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """What one install brought; `mb` counts allocated blocks, so that small files weigh what they take."""

    packages: int
    mb: float
    seconds: float

    def is_within_budget(self) -> bool:
        return self.packages <= MOST_PACKAGES and self.mb <= MOST_MB and self.seconds <= MOST_SECONDS


def measure() -> Install:
    with tempfile.TemporaryDirectory(prefix="seaway-install-") as folder:
        wheel = build_wheel(Path(folder) / "dist")
        install(wheel, Path(folder) / "cold")
        started = time.perf_counter()
        environment = install(wheel, Path(folder) / "warm")
        seconds = time.perf_counter() - started
        site = next(environment.glob("lib/python*/site-packages"))
        return Install(
            packages=sum(1 for _ in site.glob("*.dist-info")),
            mb=round(allocated_bytes(environment) / 1e6, 1),
            seconds=round(seconds, 2),
        )


def build_wheel(into: Path) -> Path:
    uv("build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", into, ROOT)
    return next(into.glob("*.whl"))


def install(wheel: Path, environment: Path) -> Path:
    uv("venv", "--quiet", "--python", sys.executable, environment)
    # Copied, as where the cache lies on another disk: links would cost nothing and weigh nothing.
    uv("pip", "install", "--quiet", "--link-mode=copy", "--python", environment / "bin/python", wheel)
    return environment


def uv(*arguments: str | Path) -> None:
    from uv import find_uv_bin

    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run([find_uv_bin(), *arguments], check=True, env=environment)


def allocated_bytes(folder: Path) -> int:
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))


def main() -> int:
    result = measure()
    budget = {"packages": MOST_PACKAGES, "mb": MOST_MB, "seconds": MOST_SECONDS}
    print(json.dumps({"install": asdict(result), "at_most": budget}))
    return 0 if result.is_within_budget() else 1


if __name__ == "__main__":
    sys.exit(main())
