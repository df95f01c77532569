"""The Content-Security-Policy: no script but our own files, no inline one, no page around ours."""

import secrets

API = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For data. What a run left is shown by our pages, never as a page of its own."""

_REST = (
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def pages(nonce: str = "") -> str:
    """For pages and their files. `nonce` lets one answer's own style elements in."""
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return f"default-src 'self'; script-src 'self'; style-src {styles}; {_REST}"


def new_nonce() -> str:
    return secrets.token_urlsafe(16)
