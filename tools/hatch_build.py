"""What `pip install .` does beyond copying: it builds the pages, with a Node that it brings along."""

import importlib.util
import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Built where they are missing or older than their sources; not for an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        script = Path(self.root) / "tools" / "ui.py"
        sources = Path(self.root) / "ui" / "package.json"
        if version == "editable" or not script.is_file() or not sources.is_file():
            return
        spec = importlib.util.spec_from_file_location("seaway_ui_build", script)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{script} can't be loaded")
        pages = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(pages)
        if not os.environ.get(pages.SKIP):
            pages.build()
            pages.drop_old(pages.BUILT)
