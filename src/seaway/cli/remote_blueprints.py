"""The blueprints of a server: listed, shown, run by themselves."""

from collections.abc import Mapping

from seaway.cli.blueprint_options import say_options
from seaway.cli.blueprint_run import to_value
from seaway.cli.blueprint_view import say_blueprint, say_blueprints
from seaway.cli.remote import opened, watch
from seaway.cli.shell import OK
from seaway.client.shapes import Blueprint, BlueprintLine
from seaway.sdk.options import Option, Options
from seaway.spec.catalog import BlueprintInfo


def list_blueprints(word: str | None, *, as_json: bool) -> int:
    with opened() as remote:
        found = [_to_info(each) for each in remote.client.blueprints()]
    say_blueprints(found, word, as_json=as_json)
    return OK


def show_blueprint(name: str, *, as_json: bool) -> int:
    with opened() as remote:
        say_blueprint(_to_detail(remote.client.blueprint(name)), as_json=as_json)
    return OK


def run_blueprint(name: str, given: Mapping[str, object], *, as_json: bool) -> int:
    with opened() as remote:
        info = _to_detail(remote.client.blueprint(name))
        inputs = {key: to_value(info, key, value) for key, value in given.items()}
        made = remote.client.run_blueprint(name, inputs)
        return watch(remote, remote.record(made, is_whole=False), as_json=as_json)


def list_options(name: str, field: str, given: Mapping[str, object], search: str, *, as_json: bool) -> int:
    with opened() as remote:
        info = _to_detail(remote.client.blueprint(name))
        inputs = {key: to_value(info, key, value) for key, value in given.items()}
        found = remote.client.blueprint_options(name, field, inputs, search=search)
    options = tuple(Option(each.value, each.label) for each in found.items)
    return say_options(Options(options=options, is_cut=found.is_cut), as_json=as_json)


def _to_info(each: BlueprintLine) -> BlueprintInfo:
    return BlueprintInfo(
        name=each.name,
        version=each.version,
        title=each.title,
        category=each.category,
        description=each.description,
        input_schema={"properties": {name: {} for name in each.inputs}},
        waits=each.waits,
        is_sensor=each.is_sensor,
        variant_of=each.variant_of,
    )


def _to_detail(each: Blueprint) -> BlueprintInfo:
    return BlueprintInfo(
        name=each.name,
        version=each.version,
        title=each.title,
        category=each.category,
        description=each.description,
        input_schema=each.input_schema,
        output_schema=each.output_schema,
        connection_types=each.connections,
        is_idempotent=each.is_idempotent,
        waits=each.waits,
        is_sensor=each.is_sensor,
        extra=each.extra,
        variant_of=each.variant_of,
        exits={exit_.code: exit_.meaning for exit_ in each.exits},
    )
