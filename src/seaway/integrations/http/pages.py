"""Which list is asked for, and how its pages follow each other."""

from dataclasses import dataclass, field
from typing import Any, Literal

Paging = Literal["auto", "link_header", "next_link", "cursor", "offset", "page", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How the pages of a list follow each other; what `http.extract` says of the inputs of these names."""

    paging: Paging = "auto"
    rows: str = ""
    next_path: str = ""
    page_param: str = ""
    page_in: Literal["query", "body"] = "query"
    page_size: int = 0
    size_param: str = ""
    first_page: int = 1
    total_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is asked for."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = field(default_factory=dict)
    json: dict[str, Any] | None = None
