"""Each secret field of each connection that there is: masked in logs, errors, repr and the API."""

import base64
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest
import pytest_asyncio
from pydantic import SecretStr

from seaway.access.masks import DOTS
from seaway.blobs.logs import Stream, read_log
from seaway.engine.surroundings import _secrets_of as known_to_the_engine
from seaway.errors import InvalidInputError, UnavailableError
from seaway.sdk.connection import Connection, build_connection, load_all_types, loaded_types
from seaway.sdk.connection_form import is_public, secret_fields
from seaway.worker.check import ask
from seaway.worker.checking import Asked
from seaway.worker.logs import AttemptLog
from tests.support.served import Served, open_served

load_all_types()
CLASSES = {
    name: cls
    for name, cls in sorted(loaded_types().items())
    if cls.__module__.startswith("seaway.integrations.")
}
SOUNDS_SECRET = re.compile(
    r"pass(word|phrase|wd)|secret|token|credential|private|sas_|_key$|^key_|dsn|webhook"
)
NO_SECRETS = {
    "host_key": "the server's public key",
    "key_file": "a path",
    "secret_arn": "the name of a secret",
    "token_name": "the name of a token",
    "token_url": "an address",
}
"""Fields that sound secret and are not, and what they are."""
WORDS = "not-a-secret-{field}-but \"unmistakable\" & 'odd' \\ ü"
PLAIN: dict[str, dict[str, object]] = {
    "mysql": {"database": "shop", "username": "u"},
    "postgres": {"host": "127.0.0.1", "database": "shop", "username": "u"},
    "redshift": {"host": "127.0.0.1", "username": "u", "access_key_id": "AKIDNOTASECRET"},
    "s3": {"access_key_id": "AKIDNOTASECRET"},
    "snowflake": {"username": "u"},
    "tableau": {"token_name": "seaway", "username": "u"},
}
"""What a type wants beside its required fields, so that its secrets can be given."""
MAPS = {"headers": "X-Api-Key"}
"""Fields that are maps of secrets, with a key."""
ONE_AT_A_TIME = {"azure_blob": {"account": "acme", "tenant_id": "t", "client_id": "c"}}
"""Types that take one way to sign in, with what these ways want."""


def is_secret(cls: type[Connection], field: str) -> bool:
    annotation = cls.model_fields[field].annotation
    return annotation is SecretStr or SecretStr in get_args(annotation) or field in MAPS


def secrets_of(cls: type[Connection]) -> dict[str, str]:
    found = {name: WORDS.format(field=name) for name in cls.model_fields if is_secret(cls, name)}
    if "key_json" in found:  # of a service account
        found["key_json"] = json.dumps({"client_email": "a@b.example", "private_key": found["key_json"]})
    return found


@dataclass(frozen=True, slots=True)
class Case:
    """A connection of the type `name`, with its secrets; of some types only with one of them."""

    name: str
    values: Mapping[str, object]
    secrets: Mapping[str, str]

    def build(self, **more: object) -> Connection:
        return build_connection({"name": "mine", **self.values, **more})

    def shown_in(self, text: str) -> list[str]:
        """The secret fields that can be read in a text."""
        found = self.secrets.items()
        return [field for field, secret in found if any(form in text for form in forms_of(secret))]


def cases() -> Iterator[Case]:
    for name, cls in CLASSES.items():
        required = {
            field: "https://127.0.0.1:9" if "url" in field else 7 if about.annotation is int else "acme"
            for field, about in cls.model_fields.items()
            if about.is_required()
        }
        secrets = secrets_of(cls)
        plain: dict[str, object] = {"type": name, **required, **PLAIN.get(name, {})}
        if name in ONE_AT_A_TIME:
            for field, secret in secrets.items():
                yield Case(name, {**plain, **ONE_AT_A_TIME[name], field: secret}, {field: secret})
        elif secrets:
            given = {field: {MAPS[field]: it} if field in MAPS else it for field, it in secrets.items()}
            yield Case(name, {**plain, **given}, secrets)


CASES = list(cases())
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{len(case.secrets)}")


def forms_of(secret: str) -> Iterator[str]:
    """As programs print it."""
    yield from (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1])
    yield base64.b64encode(secret.encode()).decode()


def test_there_is_something_to_hide() -> None:
    """The rest of this file can't pass for want of cases."""
    assert len(CASES) > 25
    assert {field for case in CASES for field in case.secrets} > {"token", "private_key", "sas_token"}
    s3 = next(case for case in CASES if case.name == "s3")
    assert s3.shown_in(json.dumps(dict(s3.values))) == ["secret_access_key", "session_token"]


@pytest.mark.parametrize("name", CLASSES)
def test_a_field_that_sounds_secret_is_one(name: str) -> None:
    cls = CLASSES[name]
    sound = {field for field in cls.model_fields if SOUNDS_SECRET.search(field)}
    open_ones = {field for field in sound if not is_secret(cls, field)}
    assert open_ones <= NO_SECRETS.keys(), f"make them SecretStr, or say what they are: {open_ones}"
    assert secret_fields(name) == secrets_of(cls).keys()


@each_case
def test_no_secret_is_in_its_repr_or_copy(case: Case) -> None:
    connection = case.build()
    copies = [connection, connection.model_copy(), [connection], {"c": connection}]
    said = [f"{each!r} {each}" for each in copies]
    plain = connection.model_copy(update={field: {} for field in MAPS if field in case.secrets})
    said += [str(plain.model_dump()), plain.model_dump_json(), f"{plain.__dict__}"]
    assert case.shown_in("\n".join(said)) == []


@each_case
def test_no_error_about_its_fields_shows_a_secret(case: Case) -> None:
    wrong: list[dict[str, object]] = [{"no_such_field": 1}, {"name": ["no", "name"]}]
    wrong += [{field: [secret]} for field, secret in case.secrets.items()]
    for more in wrong:
        with pytest.raises(InvalidInputError) as caught:
            case.build(**more)
        error = caught.value
        assert case.shown_in(f"{error.message} {error.hint} {error!r} {error.__cause__!r}") == [], more


@each_case
def test_what_the_client_says_when_it_is_tried_is_masked(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a client puts into its error."""

    def check(_self: Connection) -> str:
        said = " ".join(form for secret in case.secrets.values() for form in forms_of(secret))
        raise UnavailableError(f"Can't connect with {said}", hint=said)

    monkeypatch.setattr(CLASSES[case.name], "check", check)
    found = ask(Asked(values={"name": "mine", **case.values}, project_dir=str(tmp_path), is_form=False))
    assert found.message.startswith("Can't connect with ***"), found
    assert case.shown_in(f"{found.message} {found.hint}") == []


@each_case
def test_no_log_shows_a_secret(case: Case, tmp_path: Path) -> None:
    """By what the engine knows before the attempt begins, and by what the connection itself says of it."""
    for number, known in enumerate(
        (known_to_the_engine({"mine": case.values}), case.build().secret_values())
    ):
        assert set(case.secrets.values()) <= set(known)
        place = tmp_path / f"{number}.log"
        log = AttemptLog(str(place), known)
        for form in (form for secret in case.secrets.values() for form in forms_of(secret)):
            log.feed(Stream.STDOUT, f"printed {form}\n".encode())
            log.line(Stream.SYSTEM, "E", f"failed: {form}")
        log.close()
        text = "\n".join(line.text for line in read_log(place))
        assert text.count("***") >= 8 * len(case.secrets)
        assert case.shown_in(text) == []


# --- over HTTP ----------------------------------------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with open_served(tmp_path_factory.mktemp("served")) as opened:
        yield opened


@pytest.mark.asyncio(loop_scope="module")
@each_case
async def test_no_answer_of_the_api_shows_a_secret(served: Served, case: Case) -> None:
    assert is_public(CLASSES[case.name])
    fields = {field: value for field, value in case.values.items() if field != "type"}
    place = served.at(f"/connections/c{uuid4().hex[:8]}")
    body: dict[str, Any] = {"type": case.name, "fields": fields}
    made = await served.client.put(place, json=body, headers={"If-None-Match": "*"})
    assert made.status_code == 200, made.text
    assert all(DOTS in str(made.json()["fields"][field]) for field in case.secrets)
    wrong = {**body, "fields": {**fields, "no_such_field": 1}}
    refused = await served.client.put(place, json=wrong, headers={"If-Match": made.headers["etag"]})
    assert refused.status_code == 400, refused.text
    places = [place, served.at("/connections"), "/api/v1/audit"]
    read = [await served.client.get(where) for where in places]
    assert [each.status_code for each in read] == [200, 200, 200]
    for each in (made, refused, *read):
        assert case.shown_in(f"{each.text} {each.headers}") == [], each.url
