"""Workflow files as people write them: comments everywhere, anchors, flow and block, odd indents, CRLF."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

WORDS = [
    "alpha",
    "5m",
    "no",
    "raw/{{ inputs.day }}",
    "{{ tasks.t0.outputs.rows }}",
    "it's",
    'say "hi"',
    "a: b",
    "x #y",
]
TEXTS = ["one\ntwo\n", "a {{ tasks.t1.state }}\n\n  b", "# no comment\ncode\n\n"]
NUMBERS = [0, 7, 2.5, True, False]


@dataclass(slots=True)
class Writer:
    """Writes one workflow; the same seed writes the same."""

    random: Random
    lines: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)

    def file(self) -> str:
        random = self.random
        self.lines += ["# yaml-language-server: $schema=x.json"] * random.randint(0, 1)
        self.lines += ["---"] * (random.random() < 0.1)
        self.lines.append("seaway: 1" + self._beside())
        if random.random() < 0.4:
            self._entry("x-shared", {"k": "v", "n": [1, 2]}, 0, anchor="shared")
        self._noise(0)
        self._entry("name", random.choice(WORDS), 0)
        self._tasks("tasks", random.randint(1, 5), 0)
        if random.random() < 0.4:
            self._tasks("on_failure", 1, 0, first=8)
        if random.random() < 0.5:
            self._entry("outputs", {"rows": "{{ tasks.t0.outputs.rows }}"}, 0)
        return self._finished()

    def _finished(self) -> str:
        random = self.random
        text = "\n".join(self.lines) + "\n" * (random.random() < 0.8)
        if random.random() < 0.1 and text.endswith("\n"):
            text += "...\n"
        if random.random() < 0.3:
            text = text.replace("\n", "\r\n")
        return ("\ufeff" if random.random() < 0.1 else "") + text

    def _tasks(self, section: str, count: int, indent: int, *, first: int = 0, depth: int = 0) -> None:
        random = self.random
        self._noise(indent)
        self.lines.append(" " * indent + f"{section}:" + self._beside())
        inner = indent + random.choice([1, 2, 2, 2, 3, 4])
        ids = [f"t{first + at}" for at in range(count)]
        for at, id_ in enumerate(ids):
            self._noise(inner)
            before = ids[:at]
            if random.random() < 0.15:
                task = {"run": "echo", **({"needs": before[-1]} if before else {})}
                self.lines.append(" " * inner + f"{id_}: {self._flow(task)}" + self._beside())
                continue
            self._task(id_, before, inner, depth=depth)

    def _task(self, id_: str, before: list[str], indent: int, *, depth: int) -> None:
        random = self.random
        anchor = ""
        if random.random() < 0.15:
            anchor = f" &n{len(self.lines)}"
        self.lines.append(" " * indent + f"{self._key(id_)}:{anchor}" + self._beside())
        inner = indent + random.choice([1, 2, 2, 2, 3, 5])
        if self.anchors and random.random() < 0.3:
            self.lines.append(" " * inner + f"<<: *{random.choice(self.anchors)}" + self._beside())
        keys = self._keys(before)
        for key, value in keys.items():
            self._noise(inner, calm=True)
            self._entry(key, value, inner)
        if depth == 0 and random.random() < 0.15:
            self._tasks("tasks", random.randint(1, 2), inner, first=20, depth=1)
        else:
            self._entry("run", random.choice([*TEXTS, "python x.py {{ inputs.day }}"]), inner)
        if anchor:
            self.anchors.append(anchor.strip(" &"))

    def _keys(self, before: list[str]) -> dict[str, Any]:
        random = self.random
        found: dict[str, Any] = {}
        if before and random.random() < 0.8:
            some = random.sample(before, random.randint(1, len(before)))
            found["needs"] = random.choice([some[0], some, dict.fromkeys(some, "failed")])
        if random.random() < 0.6:
            found["with"] = {"a": random.choice(WORDS), "b": [random.choice(WORDS), 2], "c": {"d": 1}}
        if random.random() < 0.3:
            found["retry"] = random.choice([3, {"attempts": 2, "delay": "5s"}])
        if random.random() < 0.3:
            found["checks"] = [{"not_null": ["a"]}, {"unique": "b", "gate": False}]
        if random.random() < 0.3:
            found["timeout"] = "5m"
        return found

    def _entry(self, key: str, value: Any, indent: int, *, anchor: str = "") -> None:
        random, pad = self.random, " " * indent
        mark = f" &{anchor}" if anchor else ""
        if anchor:
            self.anchors.append(anchor)
        head = f"{pad}{self._key(key)}:{mark}"
        if isinstance(value, str) and "\n" in value:
            inner = indent + random.choice([1, 2, 4])
            chomp = (
                ""
                if value.endswith("\n") and not value.endswith("\n\n")
                else "+"
                if value.endswith("\n")
                else "-"
            )
            self.lines.append(f"{head} |{chomp}" + self._beside())
            self.lines += [
                " " * inner + line if line else "" for line in value.removesuffix("\n").split("\n")
            ]
        elif isinstance(value, dict | list) and random.random() < 0.5:
            self.lines.append(head + self._beside())
            self._block(value, indent + self._deeper(value))
        elif isinstance(value, dict) and random.random() < 0.3:
            self._wide_flow(head, value, indent)
        else:
            self.lines.append(f"{head} {self._flow(value, is_inner=False)}" + self._beside())

    def _deeper(self, value: Any) -> int:
        return self.random.choice([0, 2, 4]) if isinstance(value, list) else self.random.choice([1, 2, 4])

    def _block(self, value: Any, indent: int) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                self._noise(indent, calm=True)
                self._entry(key, inner, indent)
            return
        for inner in value:
            if self.random.random() < 0.2:
                self.lines.append(" " * (indent + 1) + "# of an item")
            self.lines.append(
                f"{' ' * indent}- {self._flow(inner, is_inner=isinstance(inner, dict))}" + self._beside()
            )

    def _wide_flow(self, head: str, value: dict[str, Any], indent: int) -> None:
        self.lines.append(head + " {" + self._beside())
        count = len(value)
        for at, (key, inner) in enumerate(value.items()):
            comma = "," if at + 1 < count or self.random.random() < 0.3 else ""
            self.lines.append(f"{' ' * (indent + 3)}{key}: {self._flow(inner)}{comma}" + self._beside())
        self.lines.append(" " * (indent + 1) + "}")

    def _flow(self, value: Any, *, is_inner: bool = True) -> str:
        random = self.random
        match value:
            case dict():
                gap = random.choice(["", " "])
                inner = ", ".join(f"{key}: {self._flow(each)}" for key, each in value.items())
                return "{" + gap + inner + gap + "}"
            case list():
                return "[" + ", ".join(self._flow(each) for each in value) + "]"
            case bool():
                return str(value).lower()
            case str():
                return self._text(value, is_inner=is_inner)
            case _:
                return str(value)

    def _text(self, value: str, *, is_inner: bool) -> str:
        forms = ["'" + value.replace("'", "''") + "'"]
        if '"' not in value:
            forms.append(f'"{value}"')
        is_odd = value[0] == "{" or ": " in value or " #" in value or (is_inner and "{" in value)
        return self.random.choice(forms if is_odd else [value, value, *forms])

    def _key(self, key: str) -> str:
        return f'"{key}"' if self.random.random() < 0.05 else key

    def _beside(self) -> str:
        return self.random.choice(["", "", "", "", "  # beside", " #\ttab", "   "])

    def _noise(self, indent: int, *, calm: bool = False) -> None:
        """Comments and blank lines between."""
        random = self.random
        if random.random() < (0.1 if calm else 0.5):
            self.lines.append(random.choice(["", "", "   "]))
        if random.random() < 0.25:
            depth = random.choice([indent, indent, 0, indent + 3])
            self.lines.append(" " * depth + f"# about {random.randint(1, 99)}")


def workflow_file(seed: int) -> str:
    return Writer(Random(seed)).file()
