import json

import pytest
from jsonschema import Draft202012Validator

from seaway.spec.parse import parse_workflow
from seaway.spec.schema import workflow_json_schema
from seaway.spec.validate import validate
from seaway.spec.yaml import load
from tests.support.spec import catalog
from tests.unit.spec.test_parse import FINANCE

RIGHT = [
    "tasks: {a: {run: x}}",
    "x-note: y\ntasks: {a: {run: x, x-y: 1}}",
    "inputs: {d: date, s: {type: select, options: [a, {value: b, label: B}]}}\ntasks: {a: {run: x}}",
    "tasks: {a: {run: x, needs: {b: [2, 100-120]}, retry: 3, timeout: 1h30m, join: 1}, b: {run: x}}",
    "tasks: {a: {run: x, foreach: [1, 2]}, b: {run: x, foreach: {matrix: {a: [1], b: [2]}, tolerate: 5%}}}",
    'inputs: {n: list}\ntasks: {a: {run: x, foreach: "{{ inputs.n }}"}}',
    "tasks: {a: {approval: ok}, b: {approval: {fields: {why: text}, expires: 1d}}}",
    "tasks: {s: {switch: {cases: {a: 'true'}, default: b}}}",
    "tasks: {g: {foreach: [1], tasks: {a: {run: x, outputs: {n: integer}}}}}",
    "tasks: {a: {uses: http.request, with: {url: a, options: {depth: 1}}}}",
    "inputs: {o: json}\ntasks: {a: {uses: http.request@1, with: {url: a, options: '{{ inputs.o }}'}}}",
    "tasks: {a: {uses: http.request, with: &w {url: a}}, b: {uses: http.request, with: {<<: *w}}}",
    "triggers: {t: {type: schedule, every: 1h}, u: {type: asset, assets: [a/b]}}\ntasks: {a: {run: x}}",
    "notifications: [{events: late, channel: a, longer_than: 1h}]\ntasks: {a: {run: x}}",
    "defaults: {retry: 3, blueprints: {http.request: {timeout: 1m}}}\ntasks: {a: {run: x}}",
    "tasks: {a: {run: x, resources: {cpu: 2, memory: 2GiB}, files: {keep: '*.csv', from: []}, env: {A: 1}}}",
]
WRONG = [
    "nmae: x\ntasks: {a: {run: x}}",
    "tasks: {}",
    "tasks: {Bad: {run: x}}",
    "tasks: {a: {}}",
    "tasks: {a: {run: x, uses: http.request}}",
    "tasks: {a: {run: 3}}",
    "tasks: {a: {run: x, timeout: 30}}",
    "tasks: {a: {run: x, timeout: soon}}",
    "tasks: {a: {run: x, retires: 3}}",
    "tasks: {a: {run: x, image: y}}",
    "tasks: {a: {run: x, foreach: abc}}",
    "tasks: {a: {run: x, join: some}}",
    "tasks: {a: {run: x, retry: {attempts: 0}}}",
    "tasks: {a: {run: x, language: ruby}}",
    "tasks: {a: {uses: http.requst, with: {url: a}}}",
    "tasks: {a: {uses: http.request}}",
    "tasks: {a: {uses: http.request, with: {ur: a}}}",
    "tasks: {a: {uses: http.request, with: {url: a, method: PUT}}}",
    "tasks: {a: {uses: http.request, with: {url: a, options: {dept: 1}}}}",
    "inputs: {d: dat}\ntasks: {a: {run: x}}",
    "triggers: {t: {type: shedule}}\ntasks: {a: {run: x}}",
    "triggers: {t: {type: schedule, every: 3}}\ntasks: {a: {run: x}}",
    "notifications: [{events: [faild], channel: a}]\ntasks: {a: {run: x}}",
    "outputs: 3\ntasks: {a: {run: x}}",
]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = workflow_json_schema(catalog())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(json.loads(json.dumps(schema)))


def data_of(text: str) -> object:
    return load(f"seaway: 1\n{text}", file="w.yaml").data


def is_right(text: str) -> bool:
    parsed = parse_workflow(f"seaway: 1\n{text}", file="w.yaml")
    return not any(problem.is_error for problem in validate(parsed, catalog=catalog()))


@pytest.mark.parametrize("text", RIGHT)
def test_the_schema_takes_what_the_parser_takes(validator: Draft202012Validator, text: str):
    assert is_right(text)
    assert not list(validator.iter_errors(data_of(text)))


@pytest.mark.parametrize("text", WRONG)
def test_the_schema_refuses_what_the_parser_refuses(validator: Draft202012Validator, text: str):
    assert not is_right(text)
    assert list(validator.iter_errors(data_of(text)))


def test_the_schema_wants_the_version(validator: Draft202012Validator):
    assert list(validator.iter_errors({"tasks": {"a": {"run": "x"}}}))


def test_the_example_of_the_reference_fits_apart_from_blueprints_that_are_not_installed(
    validator: Draft202012Validator,
):
    places = {error.json_path for error in validator.iter_errors(load(FINANCE, file="w.yaml").data)}
    assert places == {"$.tasks.consolidate.uses", "$.on_failure.tell_the_team.uses"}


def test_every_key_of_the_format_is_described(validator: Draft202012Validator):
    blocks = {name: block for name, block in validator.schema["$defs"].items() if ":" not in name}
    blocks["Workflow"] = validator.schema
    undescribed = [
        f"{name}.{key}"
        for name, block in blocks.items()
        for key, value in block.get("properties", {}).items()
        if not value.get("description") and "const" not in value
    ]
    assert undescribed == []


def test_blueprints_are_offered_with_their_title_and_description(validator: Draft202012Validator):
    offered = validator.schema["$defs"]["Task"]["properties"]["uses"]["anyOf"]
    assert {
        "const": "http.request",
        "title": "Call an address",
        "description": "Call an address and keep the answer.",
    } in offered
