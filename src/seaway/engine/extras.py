"""What a blueprint needs besides Seaway itself: packages of an extra that this installation has not got."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

DISTRIBUTION = "seaway"


def missing_of(extra: str) -> list[str]:
    """The requirements of an extra of Seaway, where one of them is not installed; none where all are
    there."""
    declared = map(Requirement, requires(DISTRIBUTION) or [])
    wanted = [requirement for requirement in declared if _is_of(requirement, extra)]
    if all(_is_installed(requirement) for requirement in wanted):
        return []
    return [_plain(requirement) for requirement in wanted]


def not_installed(packages: Sequence[str]) -> list[str]:
    """Those of the requirements that are not installed here, as they are written."""
    return [package for package in packages if not _is_installed(Requirement(package))]


def _is_of(requirement: Requirement, extra: str) -> bool:
    if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
        return False
    return requirement.marker.evaluate({"extra": extra})


def _is_installed(requirement: Requirement) -> bool:
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False


def _plain(requirement: Requirement) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"
