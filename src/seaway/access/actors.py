"""Who is asking, and whether they may. Pure: what the store knows of them is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seaway.access.actions import READING, RULES, Action, Reach
from seaway.access.roles import Role
from seaway.errors import BadRequestError

READ_ONLY = "read"
EVERYTHING = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, signed in by a browser's session or by a token."""

    user_id: str
    name: str
    email: str | None = None
    is_admin: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Project to role, from the store. An admin needs none."""
    session_id: str | None = None
    token_id: str | None = None
    csrf: str = ""
    """What each write of a session must repeat in a header."""
    scopes: tuple[str, ...] = (EVERYTHING,)
    only_project: str | None = None
    """A token may be for one project alone."""
    address: str = ""
    has_password: bool = False

    def role_in(self, project: str) -> Role | None:
        if self.only_project is not None and project != self.only_project:
            return None
        return Role.ADMIN if self.is_admin else self.roles.get(project)

    def may(self, action: Action, project: str | None = None) -> bool:
        """Whether the table of actions lets them, here."""
        rule = RULES[action]
        if rule.reach is Reach.ANYONE:
            return True
        if not is_in_scope(action, self.scopes):
            return False
        match rule.reach:
            case Reach.SIGNED_IN:
                return True
            case Reach.SERVER:
                return self.is_admin and self.only_project is None
            case _:
                role = self.role_in(project or "")
                return role is not None and role.includes(rule.least)


def is_in_scope(action: Action, scopes: tuple[str, ...]) -> bool:
    """A scope is `all`, `read`, an action (`runs.start`), or all of a noun (`runs.*`)."""
    noun = action.split(".")[0]
    return any(
        scope == EVERYTHING or (scope == READ_ONLY and action in READING) or scope in (action, f"{noun}.*")
        for scope in scopes
    )


def check_scopes(scopes: tuple[str, ...]) -> None:
    """Raises BadRequestError where a scope says nothing."""
    nouns = sorted({action.split(".")[0] for action in Action})
    for scope in scopes:
        known = scope in (EVERYTHING, READ_ONLY) or scope in set(Action)
        if not known and not (scope.endswith(".*") and scope[:-2] in nouns):
            raise BadRequestError(
                f"There is no scope {scope!r}",
                hint="A scope is `all`, `read`, an action such as `runs.start`, or a noun such as `runs.*`.",
            )
    if not scopes:
        raise BadRequestError("A token without a scope may do nothing", hint="Give it `read`, or more.")
