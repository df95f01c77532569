"""`looker.export`."""

from seaway.integrations.looker.exporting import export

__all__ = ["export"]
