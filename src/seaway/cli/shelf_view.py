"""What connections, secrets and variables show alike: where each stands, and who changed it when."""

from datetime import UTC, datetime

import msgspec

from seaway.cli import looks, times
from seaway.client.shapes import Stands


def to_shape(item: Stands) -> dict[str, object]:
    shape: dict[str, object] = msgspec.to_builtins(item)
    return shape


def stands(item: Stands) -> str:
    """Where it stands, and which later places are not asked."""
    if not item.shadows:
        return item.place
    return f"{item.place} {looks.dim('(also in ' + ', '.join(item.shadows) + ', not asked)')}"


def changed(item: Stands) -> str:
    """Empty where the place does not say."""
    if item.updated_at is None:
        return ""
    return f"{times.ago(item.updated_at, datetime.now(UTC))} by {item.updated_by}"
