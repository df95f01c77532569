"""An expression can't take the machine: each bomb ends at once with an error, and without the memory."""

# ruff: noqa: E501  (a bomb stands in one line)

import resource
import time

import pytest

from seaway.spec.expressions import ExpressionError, render

BOMBS = {
    "repeated text": "{{ 'a' * 10 ** 8 }}",
    "repeated from the left": "{{ 10 ** 8 * 'a' }}",
    "repeated list": "{{ [0] * 10 ** 9 }}",
    "repeated list of texts": "{{ ['aaaaaaaaaa' * 1000] * 100000 }}",
    "range": "{{ range(10 ** 9) }}",
    "huge range": "{{ range(10 ** 300) }}",
    "power": "{{ 9 ** 9 ** 9 ** 9 ** 9 }}",
    "power of negative": "{{ (-9) ** (9 ** 9) }}",
    "product": "{% set ns = namespace(x=9 ** 999) %}{% for i in range(99999) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
    "nested loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
    "loop of text": "{% for a in range(99999) %}" + "x" * 1000 + "{% endfor %}",
    "loop into a block": "{% set t %}{% for a in range(99999) %}" + "x" * 1000 + "{% endfor %}{% endset %}{{ t | length }}",
    "doubling": "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
    "doubling by plus": "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
    "doubling by join": "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] | join %}{% endfor %}",
    "doubling by replace": "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x.replace('a', ns.x) %}{% endfor %}",
    "shared list": "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
    "shared mapping": "{% set ns = namespace(x={}) %}{% for i in range(99) %}{% set ns.x = dict(a=ns.x, b=ns.x) %}{% endfor %}{{ ns.x }}",
    "deep list": "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
    "many texts kept": "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = ns.x + ['a' * 99999] %}{% endfor %}",
    "macro calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "macro calls itself twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "center": "{{ 'x' | center(10 ** 9) }}",
    "indent": "{{ 'a\\nb' | indent(10 ** 9) }}",
    "pad": "{{ 'x' | pad(10 ** 9) }}",
    "zfill": "{{ 'x'.zfill(10 ** 9) }}",
    "format width": "{{ '%999999999d' | format(1) }}",
    "format precision": "{{ '%.999999999f' | format(1.5) }}",
    "percent": "{{ '%999999999d' % 1 }}",
    "replace": "{{ ('a' * 1000000) | replace('a', 'b' * 1000) }}",
    "replace of nothing": "{{ ('a' * 1000000) | replace('', 'b' * 1000) }}",
    "round": "{{ 1.5 | round(10 ** 9) }}",
    "regex": "{{ ('a' * 40) | regex_search('(a+)+$b') }}",
    "regex alternatives": "{{ ('a' * 40) | regex_search('(a|a)*b') }}",
    "regex options": "{{ ('a' * 30) | regex_search('" + "a?" * 30 + "a" * 30 + "') }}",
    "regex polynomial": "{{ ('a' * 10000) | regex_search('a*a*a*a*b') }}",
    "regex pattern": "{{ 'a' | regex_search('a' * 100000) }}",
    "regex replacement": "{{ ('a' * 9999) | regex_replace('a', 'b' * 99999) }}",
    "deep parentheses": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep lists": "{{ " + "[" * 5000 + "]" * 5000 + " }}",
    "long sum": "{{ " + "+".join(["1"] * 20000) + " }}",
    "long attribute": "{{ a" + ".b" * 20000 + " }}",
    "long number": "{{ " + "9" * 100000 + " }}",
    "long template": "{{ 1 }}" + "x" * 300_000,
    "deep json": "{{ ('[' * 99999) | fromjson }}",
    "slices": "{{ (range(99999) | list)[::-1] + range(99999) }}",
    "zip": "{% for i in range(9999) %}{% set x = range(99999) | zip(range(99999)) %}{% endfor %}",
    "search in text": "{% set t = 'a' * 1000000 %}{% for i in range(99999) %}{{ 'b' in t }}{% endfor %}",
    "date format": "{{ '2024-01-01' | date('%Y' * 1000) }}",
    "sum of lists": "{{ [[1], [2]] | sum(start=[]) }}",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_fails_at_once_and_small(name):
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with pytest.raises(ExpressionError) as caught:
        render(BOMBS[name], {"a": {}})
    assert time.process_time() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 200 * 1024
    assert len(caught.value.message) < 1000


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ [] | map(attribute='__class__') | list }}{{ [''] | map(attribute='__class__') | list }}",
    "{{ '' | attr('__class__') }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "{{ ''.format.__self__ }}",
    "{{ range.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ x.real }}",
    "{{ x.real.__class__ }}",
    "{{ f.__code__ }}",
    "{{ f.__globals__ }}",
    "{{ thing.attribute }}",
    "{{ thing.method() }}",
    "{{ kind() }}",
    "{{ day.__reduce__() }}",
    "{{ day.strptime('2024', '%Y') }}",
    "{{ [1].append(2) }}",
    "{{ {}.update({'a': 1}) }}",
    "{{ loop }}",
    "{% for i in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{% for i in [1] %}{{ loop._iterable }}{% endfor %}",
    "{% macro m() %}{{ caller.__class__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{{ namespace(a=1)._Namespace__attrs }}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{{ ''.encode() }}",
    "{{ (1).to_bytes(9) }}",
    "{{ 'a'.translate({}) }}",
    "{{ f | map('f') }}",
]


class Thing:
    attribute = "reached"

    def method(self):
        return "reached"


def function():
    return "called"


@pytest.mark.parametrize("template", ESCAPES)
def test_the_sandbox_has_no_way_out(template):
    from datetime import date

    context = {"x": 1, "f": function, "thing": Thing(), "kind": Thing, "day": date(2024, 1, 1)}
    with pytest.raises(ExpressionError):
        render(template + " ", context)


def test_functions_that_we_hand_over_can_be_called():
    assert render("{{ f() }}", {"f": function}) == "called"


def test_a_hundred_thousand_items_are_fine():
    assert len(render("{{ range(100000) | map('string') | list }}", {})) == 100_000


def test_a_large_value_passes_through():
    rows = [{"id": number, "name": f"n{number}"} for number in range(50_000)]
    assert render("{{ rows | map(attribute='id') | max }}", {"rows": rows}) == 49_999
