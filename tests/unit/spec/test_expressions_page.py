"""The reference page says what expressions really have."""

import re
from pathlib import Path

from seaway.spec import bounds
from seaway.spec.filters import FILTERS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "expressions.md"


def test_every_filter_is_on_the_page_and_none_that_is_not_there():
    table = PAGE.read_text().split("## Filters")[1].split("Tests are Jinja2's")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)", cell)}
    assert named == set(FILTERS)


def test_the_limits_on_the_page_hold():
    limits = PAGE.read_text().split("## Limits")[1]
    for limit in (
        bounds.MAX_TEMPLATE_CHARS,
        bounds.MAX_TEXT_CHARS,
        bounds.MAX_ITEMS,
        bounds.MAX_INTEGER_BITS,
    ):
        assert f"{limit:,}" in limits
