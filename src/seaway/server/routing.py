"""Which routes there are: one module a noun in `routes/`, named here, each with a `router`."""

import importlib

from fastapi import APIRouter

OF_THE_SERVER = (
    "session",
    "sessions",
    "users",
    "tokens",
    "audit",
    "projects",
    "database",
    "schemas",
    "oauth",
    "openapi",
)
"""Below /api/v1."""

# Routes are tried one after the other: those that are in a hurry, and asked for most, come first.
OF_A_PROJECT: tuple[str, ...] = (
    "orders",
    "runs",
    "members",
    "workflows",
    "tasks",
    "logs",
    "history",
    "events",
    "overview",
    "triggers",
    "schedules",
    "run_files",
    "assets",
    "uploads",
    "blueprints",
    "blueprint_runs",
    "blueprint_options",
    "connections",
    "secrets",
    "variables",
    "source",
    "edits",
    "drafts",
    "revisions",
    "templates",
    "expressions",
    "scripts",
)
"""Below /api/v1/projects/{project}."""

PLAIN = ("health", "metrics", "link", "pages")
"""As they are. `pages` is last: it answers whatever nobody else does."""

SERVER_PREFIX = "/api/v1"
PROJECT_PREFIX = "/api/v1/projects/{project}"


def routers() -> list[tuple[str, APIRouter]]:
    """Every router with where it stands."""
    groups = ((PROJECT_PREFIX, OF_A_PROJECT), (SERVER_PREFIX, OF_THE_SERVER), ("", PLAIN))
    return [(prefix, _router(noun)) for prefix, nouns in groups for noun in nouns]


def _router(noun: str) -> APIRouter:
    router: APIRouter = importlib.import_module(f"seaway.server.routes.{noun}").router
    return router
