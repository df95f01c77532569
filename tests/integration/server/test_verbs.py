"""Every verb of the command line has a route, or a reason for having none."""

from collections.abc import Iterator

import click
import pytest

from seaway.cli.main import COMMANDS, seaway
from seaway.server.openapi import each_route

P = "/api/v1/projects/{project}"
RUN = f"{P}/runs/{{run_id}}"
WORKFLOW = f"{P}/workflows/{{workflow}}"
CONNECTION = f"{P}/connections/{{name}}"
USER = "/api/v1/users/{user_id}"
ROUTES: dict[str, tuple[str, ...]] = {
    "run": (f"POST {WORKFLOW}/runs", f"POST {P}/uploads"),
    "validate": (f"POST {P}/check", f"GET {P}/problems"),
    "schema": ("GET /api/v1/schema/workflow",),
    "workflows list": (f"GET {P}/workflows",),
    "workflows show": (f"GET {WORKFLOW}",),
    "runs list": (f"GET {P}/runs",),
    "runs show": (f"GET {RUN}", f"GET {RUN}/tasks", f"GET {RUN}/outputs", f"GET {RUN}/attempts"),
    "runs why": (f"GET {RUN}/why",),
    "runs cancel": (f"POST {RUN}/cancel",),
    "runs pause": (f"POST {RUN}/pause",),
    "runs resume": (f"POST {RUN}/resume",),
    "runs rerun": (f"POST {RUN}/rerun", f"GET {RUN}/rerun-preview"),
    "runs approve": (f"POST {RUN}/approve", f"GET {RUN}/approval"),
    "logs": (f"GET {RUN}/log", f"GET {P}/events"),
    "files list": (f"GET {RUN}/files",),
    "files get": (f"GET {RUN}/files/content",),
    "blueprints list": (f"GET {P}/blueprints",),
    "blueprints show": (f"GET {P}/blueprints/{{name}}",),
    "blueprints options": (f"POST {P}/blueprints/{{name}}/options",),
    "blueprints run": (f"POST {P}/blueprints/{{name}}/runs",),
    "connections list": (f"GET {P}/connections",),
    "connections types": (f"GET {P}/connection-types",),
    "connections show": (f"GET {CONNECTION}",),
    "connections set": (f"PUT {CONNECTION}",),
    "connections rotate": (f"PUT {CONNECTION}",),
    "connections test": (f"POST {CONNECTION}/check",),
    "connections sign-in": (f"POST {CONNECTION}/authorize",),
    "connections delete": (f"DELETE {CONNECTION}",),
    "secrets list": (f"GET {P}/secrets",),
    "secrets show": (f"GET {P}/secrets",),
    "secrets set": (f"PUT {P}/secrets/{{name}}",),
    "secrets delete": (f"DELETE {P}/secrets/{{name}}",),
    "vars list": (f"GET {P}/variables",),
    "vars show": (f"GET {P}/variables",),
    "vars set": (f"PUT {P}/variables/{{name}}",),
    "vars delete": (f"DELETE {P}/variables/{{name}}",),
    "triggers list": (f"GET {WORKFLOW}/triggers", f"GET {P}/calendar"),
    "triggers pause": (f"PATCH {WORKFLOW}/triggers/{{name}}", f"PATCH {WORKFLOW}"),
    "triggers resume": (f"PATCH {WORKFLOW}/triggers/{{name}}", f"PATCH {WORKFLOW}"),
    "users list": ("GET /api/v1/users",),
    "users add": ("POST /api/v1/users",),
    "users link": (f"POST {USER}/link",),
    "users role": (f"PUT {P}/members/{{user_id}}", f"DELETE {P}/members/{{user_id}}"),
    "users set-password": (f"PATCH {USER}", "PUT /api/v1/session/password"),
    "users disable": (f"PATCH {USER}",),
    "users enable": (f"PATCH {USER}",),
    "users remove": (f"DELETE {USER}",),
    "tokens list": ("GET /api/v1/tokens",),
    "tokens create": ("POST /api/v1/tokens",),
    "tokens revoke": ("DELETE /api/v1/tokens/{token_id}",),
    "projects list": ("GET /api/v1/projects",),
    "db check": ("GET /api/v1/database",),
}
NONE = {
    "init": "makes a folder on the machine where it is typed",
    "demo": "makes a folder on the machine where it is typed, and plays in it",
    "up": "is the server",
    "version": "tells of the program that is typed",
    "db upgrade": "is done while no server works on the database",
    "blueprints new": "makes a folder on the machine where it is typed",
    "blueprints test": "runs the tests of a folder on the machine where it is typed",
    "blueprints docs": "writes pages into a folder on the machine where it is typed",
    "secrets test": "tries the key of the machine on all that the store holds, of all projects",
    "secrets rotate-key": "needs the key file of the machine, which no request may touch",
}


def verbs() -> Iterator[str]:
    context = click.Context(seaway)
    for name in COMMANDS:
        command = seaway.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from (f"{name} {verb}" for verb in command.list_commands(context))
        else:
            yield name


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_a_verb_has_its_route_or_a_reason(verb: str) -> None:
    assert (verb in ROUTES) != (verb in NONE), f"name the route of `seaway {verb}`, or why it has none"


def test_each_route_that_is_named_is_there() -> None:
    there = {f"{method} {path}" for path, route in each_route() for method in route.methods or ()}
    assert {route for routes in ROUTES.values() for route in routes} - there == set()


def test_nothing_is_named_that_is_no_verb() -> None:
    assert {*ROUTES, *NONE} - {*verbs()} == set()
