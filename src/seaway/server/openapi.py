"""The API's description: `python -m seaway.server.openapi` prints it. Needs no project and no database."""

import json
import sys
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from seaway.access.actions import RULES, Action, Reach
from seaway.server.actions import CSRF_HEADER, Guard
from seaway.server.cookies import COOKIE
from seaway.server.problems import ProblemDocument
from seaway.server.routing import routers

SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token: `seaway tokens create`."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"A browser's session; each write repeats `csrf` of it as {CSRF_HEADER}.",
    },
}


def describe(app: FastAPI) -> dict[str, object]:
    """The OpenAPI document: what FastAPI finds, with actions, security and the shape of problems."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        routes=app.routes,
        description="Everything that Seaway's pages and commands do. "
        "Errors are problem documents (RFC 9457); lists are paged by key with `after`.",
    )
    components = document.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    schemas = components.setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    shape = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(shape.pop("$defs", {}))
    schemas["ProblemDocument"] = shape
    for path, route in each_route():
        if route.include_in_schema:
            _finish(document["paths"][path], route)
    return document


def _finish(operations: dict[str, dict[str, object]], route: APIRoute) -> None:
    action = action_of(route)
    for method in route.methods or ():
        operation = operations.get(method.lower())
        if operation is None:
            continue
        responses = operation.setdefault("responses", {})
        assert isinstance(responses, dict)
        responses.pop("422", None)
        if action is None:
            continue
        operation["x-action"] = action.value
        is_open = RULES[action].reach is Reach.ANYONE
        operation["security"] = [] if is_open else [{"token": []}, {"session": []}]


def each_route() -> Iterator[tuple[str, APIRoute]]:
    """Every route of the server with its whole path."""
    for prefix, router in routers():
        for route in router.routes:
            assert isinstance(route, APIRoute), f"{route} has no guard"
            yield prefix + route.path_format, route


def action_of(route: APIRoute) -> Action | None:
    """The action that a route names; None where it names none, which a test does not let pass."""
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Guard):
            return dependency.call.action
    return None


def main() -> None:
    from seaway.server.app import bare_app

    json.dump(describe(bare_app()), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
