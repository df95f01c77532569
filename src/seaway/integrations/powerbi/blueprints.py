"""`powerbi.refresh` and `powerbi.export`."""

from seaway.integrations.powerbi.exporting import export
from seaway.integrations.powerbi.refreshing import refresh

__all__ = ["export", "refresh"]
