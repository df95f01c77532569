"""The names that a template refers to, each with its exact place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jinja2 import nodes

from seaway.spec.plain_names import PlainName, plain
from seaway.spec.templates import parse

ROOTS = frozenset({"inputs", "tasks", "run", "vars", "trigger", "previous", "item", "connections", "secret"})
_BUILT_IN = frozenset(
    {"range", "dict", "namespace", "loop", "true", "false", "none", "True", "False", "None"}
)
MOST_REMEMBERED = 1_000
"""Characters; longer templates are rare, and would be kept long after their workflow changed."""
_NAME = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A name such as `tasks.report.outputs.rows` in a template.

    Attributes:
        root: its first word.
        path: the words after it, as far as they are written out: `a[b]` ends it. For `secret('X')` it is `X`.
        offsets: where the root and each word of the path begin in the template.
        line: from 1, within the template.
        column: from 0, within that line.
        has_default: `default()` or `is defined` guards it.
        is_unquoted: `| unquoted` is applied to it or to what it is part of.
    """

    root: str
    path: tuple[str, ...]
    offsets: tuple[int, ...]
    line: int
    column: int
    has_default: bool = False
    is_unquoted: bool = False

    @property
    def offset(self) -> int:
        return self.offsets[0]

    def __str__(self) -> str:
        if self.root == "secret":
            return f"secret('{self.path[0]}')" if self.path else "secret(…)"
        return ".".join((self.root, *self.path))

    def place(self, source: str, part: int) -> tuple[int, int]:
        """Line (from 1) and column (from 0) of the root (0) or of the n-th word of the path."""
        return position(source, self.offsets[min(part, len(self.offsets) - 1)])


def position(source: str, offset: int) -> tuple[int, int]:
    """Line, from 1, and column, from 0, of an offset in a template."""
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1)


def references(template: str, *, is_expression: bool = False) -> list[Reference]:
    """All references of a template, in the order of the text.

    Args:
        template: text with `{{ … }}`, or a bare expression.
        is_expression: the text is a bare expression.

    Raises:
        SyntaxProblem: it can't be read.
    """
    if not is_expression and "{" not in template:
        return []
    found = _remembered if len(template) <= MOST_REMEMBERED else _found
    return list(found(template, is_expression=is_expression))


def _found(template: str, *, is_expression: bool) -> tuple[Reference, ...]:
    short = None if is_expression else plain(template)
    if short is not None:
        return tuple(_from_plain(name, template) for name in dict.fromkeys(short.names))
    walk = _Walk(template)
    walk.statements(parse(template, is_expression=is_expression).body, set())
    found = dict.fromkeys(walk.found)
    return tuple(sorted(found, key=lambda reference: reference.offset))


_remembered = lru_cache(maxsize=20_000)(_found)
"""A workflow of thousands of tasks is read again with each change, and hardly any of its templates is new."""


def _from_plain(name: PlainName, template: str) -> Reference:
    line, column = position(template, name.offset)
    root, *path = name.words
    return Reference(root=root, path=tuple(path), offsets=name.offsets(), line=line, column=column)


@dataclass(frozen=True, slots=True)
class _Guard:
    has_default: bool = False
    is_unquoted: bool = False
    tested: frozenset[tuple[str, ...]] = frozenset()
    """Names for which `is defined` holds here."""


class _Walk:
    """Follows the scopes of a template: `set`, `for` and macros make local names, which are no references."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Reference] = []

    def statements(self, body: Sequence[nodes.Node], local: set[str], guard: _Guard = _Guard()) -> None:
        for node in body:
            self._statement(node, local, guard)

    def _statement(self, node: nodes.Node, local: set[str], guard: _Guard) -> None:
        match node:
            case nodes.Assign():
                self._visit(node.node, local, guard)
                local |= _stored(node.target)
            case nodes.AssignBlock():
                self.statements(node.body, set(local), guard)
                local |= _stored(node.target)
            case nodes.For():
                self._for(node, local, guard)
            case nodes.If():
                self._if(node, local, guard)
            case nodes.Macro():
                local.add(node.name)
                inner = local | {arg.name for arg in node.args} | {"caller", "varargs", "kwargs"}
                self._all(node.defaults, local, guard)
                self.statements(node.body, inner, guard)
            case nodes.CallBlock():
                self._visit(node.call, local, guard)
                self.statements(node.body, local | {arg.name for arg in node.args}, guard)
            case nodes.With():
                self._all(node.values, local, guard)
                inner = local | {name for target in node.targets for name in _stored(target)}
                self.statements(node.body, inner, guard)
            case nodes.FilterBlock():
                unquoted = guard.is_unquoted or _applies(node.filter, "unquoted")
                self._visit(node.filter, local, guard)
                self.statements(node.body, set(local), replace(guard, is_unquoted=unquoted))
            case _:
                self._visit(node, local, guard)

    def _for(self, node: nodes.For, local: set[str], guard: _Guard) -> None:
        self._visit(node.iter, local, guard)
        inner = local | _stored(node.target) | {"loop"}
        if node.test is not None:
            self._visit(node.test, inner, guard)
        self.statements(node.body, inner, guard)
        self.statements(node.else_, set(local), guard)

    def _if(self, node: nodes.If, local: set[str], guard: _Guard) -> None:
        self._visit(node.test, local, guard)
        self.statements(node.body, local, _tested(node.test, guard))
        for branch in node.elif_:
            self._statement(branch, local, guard)
        self.statements(node.else_, local, guard)

    def _all(self, items: Sequence[nodes.Node], local: set[str], guard: _Guard) -> None:
        for item in items:
            self._visit(item, local, guard)

    def _visit(self, node: nodes.Node, local: set[str], guard: _Guard) -> None:
        match node:
            case nodes.Filter(name="default" | "d") if node.node is not None:
                self._visit(node.node, local, replace(guard, has_default=True))
                self._all([*node.args, *node.kwargs], local, guard)
            case nodes.Filter(name="unquoted") if node.node is not None:
                self._visit(node.node, local, replace(guard, is_unquoted=True))
            case nodes.Test(name="defined" | "undefined"):
                self._visit(node.node, local, replace(guard, has_default=True))
            case nodes.CondExpr():
                self._visit(node.test, local, guard)
                self._visit(node.expr1, local, _tested(node.test, guard))
                if node.expr2 is not None:
                    self._visit(node.expr2, local, guard)
            case nodes.And():
                self._visit(node.left, local, guard)
                self._visit(node.right, local, _tested(node.left, guard))
            case nodes.Call(node=nodes.Name(name="secret")) if "secret" not in local:
                self._secret(node, local, guard)
            case nodes.Getattr() | nodes.Getitem() | nodes.Name():
                self._chain(node, local, guard)
            case _:
                self._all(list(node.iter_child_nodes()), local, replace(guard, has_default=False))

    def _secret(self, node: nodes.Call, local: set[str], guard: _Guard) -> None:
        offset = node.node.lineno - 1
        match node.args:
            case [nodes.Const(value=str(name)) as const]:
                self._add("secret", (name,), (offset, const.lineno), guard)
            case _:
                self._add("secret", (), (offset,), guard)
                self._all(node.args, local, guard)

    def _chain(self, node: nodes.Node, local: set[str], guard: _Guard) -> None:
        links: list[tuple[str, int]] = []
        current = node
        while isinstance(current, nodes.Getattr | nodes.Getitem):
            links = self._link(current, links, local, guard)
            current = current.node
        if not isinstance(current, nodes.Name):
            self._visit(current, local, guard)
        elif current.ctx == "load" and current.name not in local and current.name not in _BUILT_IN:
            offsets = (current.lineno - 1, *(offset for _, offset in links))
            self._add(current.name, tuple(name for name, _ in links), offsets, guard)

    def _link(
        self,
        node: nodes.Getattr | nodes.Getitem,
        links: list[tuple[str, int]],
        local: set[str],
        guard: _Guard,
    ) -> list[tuple[str, int]]:
        """Put one more step in front; a step that is not written out ends the path there."""
        if isinstance(node, nodes.Getattr):
            found = _NAME.search(self.source, node.lineno)
            return [(node.attr, found.start() if found else node.lineno), *links]
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str | int):
            quote = 1 if isinstance(node.arg.value, str) else 0
            return [(str(node.arg.value), node.arg.lineno - 1 + quote), *links]
        self._visit(node.arg, local, guard)
        return []

    def _add(self, root: str, path: tuple[str, ...], offsets: tuple[int, ...], guard: _Guard) -> None:
        line, column = position(self.source, offsets[0])
        is_tested = any((root, *path)[: len(name)] == name for name in guard.tested)
        self.found.append(
            Reference(
                root=root,
                path=path,
                offsets=offsets,
                line=line,
                column=column,
                has_default=guard.has_default or is_tested,
                is_unquoted=guard.is_unquoted,
            )
        )


def _tested(test: nodes.Node, guard: _Guard) -> _Guard:
    return replace(guard, tested=guard.tested | set(_names_tested(test)))


def _names_tested(test: nodes.Node) -> Iterator[tuple[str, ...]]:
    match test:
        case nodes.And():
            yield from _names_tested(test.left)
            yield from _names_tested(test.right)
        case nodes.Test(name="defined"):
            name = _plain_chain(test.node)
            if name:
                yield name


def _plain_chain(node: nodes.Node) -> tuple[str, ...]:
    match node:
        case nodes.Name():
            return (node.name,)
        case nodes.Getattr():
            inner = _plain_chain(node.node)
            return (*inner, node.attr) if inner else ()
        case _:
            return ()


def _stored(target: nodes.Node) -> set[str]:
    return {name.name for name in [target, *target.find_all(nodes.Name)] if isinstance(name, nodes.Name)}


def _applies(node: nodes.Node | None, name: str) -> bool:
    while isinstance(node, nodes.Filter):
        if node.name == name:
            return True
        node = node.node
    return False
