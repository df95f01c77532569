"""Rewrites a template so that what Jinja has no hook for goes through bounded calls of the environment."""

from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer


def bounded_copy(tree: nodes.Node, *, is_located: bool) -> Any:
    """A copy in which loops, joined text, comparisons and written-out containers are bounded.

    Args:
        tree: a template or an expression; it is left as it is, since parsed templates are shared.
        is_located: each value that goes to the output is wrapped with its place.
    """
    return _Bounded(is_located).visit(_copy(tree))


def _copy(node: Any) -> Any:
    if isinstance(node, list | tuple):
        return type(node)(_copy(item) for item in node)
    if not isinstance(node, nodes.Node):
        return node
    made = object.__new__(type(node))
    for name in (*node.fields, *node.attributes):
        setattr(made, name, _copy(getattr(node, name)) if name in node.fields else getattr(node, name))
    return made


class _Bounded(NodeTransformer):
    """Puts a bounded call in the place of each construct that the sandbox has no hook for."""

    def __init__(self, is_located: bool) -> None:
        self.is_located = is_located

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        offsets = [_start_of(child) - 1 for child in node.nodes]
        self.generic_visit(node)
        if self.is_located:
            node.nodes = [
                child
                if isinstance(child, nodes.TemplateData)
                else _call("locate", child, nodes.Const(offset))
                for child, offset in zip(node.nodes, offsets, strict=True)
            ]
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:
        chars = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        node.iter = _call("each", node.iter, nodes.Const(chars))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _call("join_texts", *node.nodes, lineno=node.lineno)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        operands = [part for operand in node.ops for part in (nodes.Const(operand.op), operand.expr)]
        return _call("compare", node.expr, *operands, lineno=node.lineno)

    def visit_List(self, node: nodes.List) -> nodes.Node:
        self.generic_visit(node)
        return _call("build", node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:
        self.generic_visit(node)
        return _call("build", node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        self.generic_visit(node)
        return node if node.ctx == "store" else _call("build", node)


def _start_of(node: nodes.Node) -> int:
    return min([node.lineno, *(child.lineno for child in node.find_all(nodes.Expr) if child.lineno)])


def _call(name: str, first: Any, *rest: Any, lineno: int | None = None) -> nodes.Call:
    at = first.lineno if lineno is None else lineno
    return nodes.Call(nodes.EnvironmentAttribute(name, lineno=at), [first, *rest], [], None, None, lineno=at)
