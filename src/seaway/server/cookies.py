"""The session's cookie. Cookies know no ports, so two servers on one machine use two names."""

from datetime import timedelta

from fastapi import Request, Response

from seaway.access.doorkeeper import AT_MOST

COOKIE = "seaway_session"


def cookie_name(request: Request) -> str:
    """`__Host-`: over https browsers then take it from this very host alone, for all paths."""
    start = "__Host-" if request.url.scheme == "https" else ""
    port = f"_{request.url.port}" if request.url.port else ""
    return f"{start}{COOKIE}{port}"


def secret_of(request: Request) -> str:
    return request.cookies.get(cookie_name(request)) or request.cookies.get(COOKIE, "")


def set_cookie(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=int(AT_MOST / timedelta(seconds=1)),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def clear_cookie(request: Request, response: Response) -> None:
    is_secure = request.url.scheme == "https"
    response.delete_cookie(cookie_name(request), path="/", secure=is_secure, httponly=True, samesite="lax")
