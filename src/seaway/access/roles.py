"""Roles in a project, each with all that the ones before it may."""

from enum import StrEnum


class Role(StrEnum):
    """A server's admin is an admin in every project."""

    VIEWER = "viewer"
    """Looks."""
    OPERATOR = "operator"
    """Starts, stops, reruns, approves, pauses."""
    EDITOR = "editor"
    """Changes workflows."""
    ADMIN = "admin"
    """Says who else may."""

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    def includes(self, other: "Role") -> bool:
        return self.rank >= other.rank
