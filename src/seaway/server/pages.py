"""Pages: the built one, and a plain one for when there is no other."""

from html import escape

from fastapi.responses import HTMLResponse

from seaway.server.policy import new_nonce, pages

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · Seaway</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="{nonce}">
  :root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
  main {{ max-width: 36rem; margin: 20vh auto; padding: 0 1.5rem; }}
  h1 {{ font-size: 1.25rem; font-weight: 600; }}
  p {{ opacity: .8; }}
</style></head>
<body><main><h1>{title}</h1>{lines}</main></body></html>
"""


NONCE_MARK = "__SEAWAY_NONCE__"
"""Where the built page takes the nonce of each answer."""


def plain_page(title: str, *lines: str, status: int = 200) -> HTMLResponse:
    nonce = new_nonce()
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return _answer(_PAGE.format(title=escape(title), lines=shown, nonce=nonce), nonce, status)


def built_page(text: str) -> HTMLResponse:
    """The UI's page with a fresh nonce."""
    nonce = new_nonce()
    return _answer(text.replace(NONCE_MARK, nonce), nonce, 200)


def _answer(text: str, nonce: str, status: int) -> HTMLResponse:
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": pages(nonce)}
    return HTMLResponse(text, status, headers)
