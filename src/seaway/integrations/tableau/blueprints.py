"""`tableau.refresh` and `tableau.export`."""

from seaway.integrations.tableau.exporting import export
from seaway.integrations.tableau.refreshing import refresh

__all__ = ["export", "refresh"]
