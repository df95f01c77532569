"""The table of actions: whatever can be asked of the server, and who may. Each route names one of these."""

from dataclasses import dataclass
from enum import StrEnum

from seaway.access.roles import Role


class Action(StrEnum):
    """`noun.verb`. Scopes of tokens and rows of the audit use the same names."""

    HEALTH_READ = "health.read"
    PAGES_READ = "pages.read"
    SESSION_OPEN = "session.open"

    ACCOUNT_READ = "account.read"
    ACCOUNT_EDIT = "account.edit"
    SCHEMA_READ = "schema.read"

    OVERVIEW_READ = "overview.read"
    WORKFLOWS_READ = "workflows.read"
    WORKFLOWS_PAUSE = "workflows.pause"
    WORKFLOWS_EDIT = "workflows.edit"
    DRAFTS_EDIT = "drafts.edit"
    TRIGGERS_PAUSE = "triggers.pause"
    RUNS_READ = "runs.read"
    RUNS_START = "runs.start"
    RUNS_STOP = "runs.stop"
    RUNS_ANSWER = "runs.answer"
    ASSETS_READ = "assets.read"
    BLUEPRINTS_READ = "blueprints.read"
    CONNECTIONS_READ = "connections.read"
    CONNECTIONS_EDIT = "connections.edit"
    CONNECTIONS_CHECK = "connections.check"
    SECRETS_READ = "secrets.read"
    SECRETS_EDIT = "secrets.edit"
    VARIABLES_READ = "variables.read"
    VARIABLES_EDIT = "variables.edit"
    EVENTS_READ = "events.read"
    MEMBERS_READ = "members.read"
    MEMBERS_MANAGE = "members.manage"

    METRICS_READ = "metrics.read"
    AUDIT_READ = "audit.read"
    USERS_READ = "users.read"
    USERS_MANAGE = "users.manage"
    PROJECTS_MANAGE = "projects.manage"
    DATABASE_READ = "database.read"


class Reach(StrEnum):
    """What an action is about, and so whom the server asks for a role."""

    ANYONE = "anyone"
    """No sign-in needed."""
    SIGNED_IN = "signed_in"
    """Whoever is signed in: it is about themselves, or about nothing secret."""
    PROJECT = "project"
    """A role in the project that the address names."""
    SERVER = "server"
    """An admin of the server."""


@dataclass(frozen=True, slots=True)
class Rule:
    reach: Reach
    least: Role = Role.VIEWER
    """In a project: the least role that may."""


_PROJECT = Reach.PROJECT

RULES: dict[Action, Rule] = {
    Action.HEALTH_READ: Rule(Reach.ANYONE),
    Action.PAGES_READ: Rule(Reach.ANYONE),
    Action.SESSION_OPEN: Rule(Reach.ANYONE),
    Action.ACCOUNT_READ: Rule(Reach.SIGNED_IN),
    Action.ACCOUNT_EDIT: Rule(Reach.SIGNED_IN),
    Action.SCHEMA_READ: Rule(Reach.SIGNED_IN),
    Action.OVERVIEW_READ: Rule(_PROJECT, Role.VIEWER),
    Action.WORKFLOWS_READ: Rule(_PROJECT, Role.VIEWER),
    Action.WORKFLOWS_PAUSE: Rule(_PROJECT, Role.OPERATOR),
    Action.WORKFLOWS_EDIT: Rule(_PROJECT, Role.EDITOR),
    Action.DRAFTS_EDIT: Rule(_PROJECT, Role.EDITOR),
    Action.TRIGGERS_PAUSE: Rule(_PROJECT, Role.OPERATOR),
    Action.RUNS_READ: Rule(_PROJECT, Role.VIEWER),
    Action.RUNS_START: Rule(_PROJECT, Role.OPERATOR),
    Action.RUNS_STOP: Rule(_PROJECT, Role.OPERATOR),
    Action.RUNS_ANSWER: Rule(_PROJECT, Role.OPERATOR),
    Action.ASSETS_READ: Rule(_PROJECT, Role.VIEWER),
    Action.BLUEPRINTS_READ: Rule(_PROJECT, Role.VIEWER),
    Action.CONNECTIONS_READ: Rule(_PROJECT, Role.VIEWER),
    Action.CONNECTIONS_EDIT: Rule(_PROJECT, Role.EDITOR),
    Action.CONNECTIONS_CHECK: Rule(_PROJECT, Role.OPERATOR),
    Action.SECRETS_READ: Rule(_PROJECT, Role.EDITOR),
    Action.SECRETS_EDIT: Rule(_PROJECT, Role.EDITOR),
    Action.VARIABLES_READ: Rule(_PROJECT, Role.VIEWER),
    Action.VARIABLES_EDIT: Rule(_PROJECT, Role.EDITOR),
    Action.EVENTS_READ: Rule(_PROJECT, Role.VIEWER),
    Action.MEMBERS_READ: Rule(_PROJECT, Role.VIEWER),
    Action.MEMBERS_MANAGE: Rule(_PROJECT, Role.ADMIN),
    Action.METRICS_READ: Rule(Reach.SERVER),
    Action.AUDIT_READ: Rule(Reach.SIGNED_IN),
    Action.USERS_READ: Rule(Reach.SIGNED_IN),
    Action.USERS_MANAGE: Rule(Reach.SERVER),
    Action.PROJECTS_MANAGE: Rule(Reach.SERVER),
    Action.DATABASE_READ: Rule(Reach.SERVER),
}
"""A test checks that each action has its rule, and each route its action."""

READING = frozenset(action for action in Action if action.endswith(".read"))
"""What changes nothing."""
