"""The locked packages of a revision."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """asked: what was asked for (one text of all lines) to the environment it became.
    environments: task path to environment. requirements: environment to its locked lines."""

    asked: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, str] = field(default_factory=dict)
    requirements: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def to_json(self) -> str:
        values = {"asked": self.asked, "environments": self.environments, "requirements": self.requirements}
        return json.dumps(values, sort_keys=True) if self.environments else "{}"

    @staticmethod
    def from_json(text: str) -> "Lock":
        return Lock(**json.loads(text))
