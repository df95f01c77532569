import jsonschema
import pytest

from seaway.errors import InvalidInputError, UnknownError
from seaway.sdk.context import Context
from seaway.sdk.reference import to_page
from seaway.sdk.registry import Registry
from seaway.spec.schema import workflow_json_schema


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry()


def test_a_verb_stands_under_the_name_of_each_system(registry: Registry) -> None:
    variant, written = Registry().find("s3.download"), registry.find("storage.download")
    assert (variant.variant_of, variant.title) == ("storage.download", "Amazon S3: Download files")
    assert variant.function is written.function
    assert variant.extra == "s3"
    assert written.extra is None
    assert "uses: s3.download\n" in variant.signature.doc.example


def test_a_variant_takes_connections_of_its_system_only(registry: Registry) -> None:
    found = registry.find("s3.copy").signature.inputs
    assert found["connection"].connection_types == ("s3",)
    assert "local" in found["to_connection"].connection_types
    assert "local" in registry.find("storage.copy").signature.inputs["connection"].connection_types


def test_a_connection_of_another_system_is_refused(tmp_path: object, registry: Registry) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    values = {"lake": {"type": "local", "path": str(folder)}}
    ctx = Context(folder=folder, connections=values.__getitem__)
    with pytest.raises(InvalidInputError, match=r"s3\.list: .*type `s3`, but this one is of type `local`"):
        registry.find("s3.list").call(ctx, {"connection": "lake"})
    assert registry.find("local.list").call(ctx, {"connection": "lake"})["count"] == 0  # type: ignore[index]


def test_what_a_system_lacks_and_what_no_family_has_is_unknown(registry: Registry) -> None:
    with pytest.raises(UnknownError, match=r"no blueprint `http_files\.upload`"):
        registry.find("http_files.upload")
    with pytest.raises(UnknownError) as caught:
        registry.find("s3.downlaod")
    assert caught.value.hint == "Did you mean `s3.download`?"
    with pytest.raises(UnknownError):
        registry.find("console.send")


def test_the_list_of_what_was_written_stays_short(registry: Registry) -> None:
    written = {one.name for one in registry.all()}
    variants = {one.name: one.variant_of for one in registry.variants()}
    assert not written & variants.keys()
    assert set(variants.values()) <= written
    assert {"local.list", "s3.list", "gcs.list", "azure_blob.list", "sftp.list"} <= variants.keys()


def test_the_catalog_and_the_schema_of_the_file_know_the_variants(registry: Registry) -> None:
    catalog = registry.catalog()
    info = catalog.find("s3.download")
    assert info is not None
    assert (info.variant_of, info.connection_types["connection"]) == ("storage.download", "s3")
    schema = workflow_json_schema(catalog)
    assert "with:s3.download" not in schema["$defs"], "a variant's form is that of the verb"
    task = {"uses": "s3.download", "with": {"connection": "lake", "paths": ["x"], "wrong": 1}}
    workflow = {"seaway": 1, "tasks": {"fetch": task}}
    assert not jsonschema.Draft202012Validator(schema).is_valid(workflow)
    del task["with"]["wrong"]  # type: ignore[attr-defined]
    jsonschema.Draft202012Validator(schema).validate(workflow)


def test_the_page_of_a_verb_names_its_variants(registry: Registry) -> None:
    page = to_page(registry.find("storage.upload"))
    assert "`s3.upload`" in page
    assert "http_files.upload" not in page
