"""Where a worker finds and leaves things; all below the state folder of one installation."""

from pathlib import Path

import msgspec


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """Folders, absolute. Made by whoever starts the worker (`Paths.below(state).make()`)."""

    state: str
    artifacts: str
    bundles: str
    """Bundles laid out as folders, by hash, read-only and shared."""
    attempts: str
    """Working directories: one a worker, and those of attempts that failed."""
    logs: str
    environments: str
    spool: str
    """Results that nobody has acknowledged: `<attempt id>.msgpack`."""

    @classmethod
    def below(cls, state: Path, *, artifacts: Path | None = None) -> "Paths":
        """`artifacts`: where they are not in the state folder, but shared."""
        root = state.resolve()
        names = ("bundles", "attempts", "logs", "environments", "spool")
        kept = str((artifacts or root / "artifacts").resolve())
        return cls(state=str(root), artifacts=kept, **{name: str(root / name) for name in names})

    def make(self) -> "Paths":
        """Make the folders that are missing; nobody but their owner may look into them."""
        for name in self.__struct_fields__:
            Path(getattr(self, name)).mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def log_of(self, attempt_id: str) -> str:
        """The log of an attempt; the folder is named by the id's last two digits, so that none grows too
        large."""
        return f"{self.logs}/{attempt_id[-2:]}/{attempt_id}.log"

    def spool_of(self, attempt_id: str) -> str:
        return f"{self.spool}/{attempt_id}.msgpack"
