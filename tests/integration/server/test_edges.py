"""What comes before and beside the routes: headers, sizes, faults, and the pages."""

import httpx
import pytest

from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_answer_carries_the_security_headers(served: Served) -> None:
    for path in ("/healthz", "/api/v1/session", "/api/v1/nothing", "/"):
        headers = (await served.client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy or "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-request-id"]


async def test_a_body_beyond_the_bound_is_refused(served: Served) -> None:
    async def endless() -> object:
        for _ in range(25):
            yield b"x" * 2**20

    answer = await served.client.post("/api/v1/tokens", content=endless())  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_what_is_no_json_or_does_not_fit_says_where(served: Served) -> None:
    broken = await served.client.post(
        "/api/v1/users", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert (broken.status_code, broken.json()["code"]) == (422, "invalid_request")
    wrong = await served.client.post("/api/v1/users", json={"name": 3})
    assert wrong.json()["problems"][0]["path"] == ["body", "name"]
    assert "name" in wrong.json()["detail"]


async def test_unknown_addresses_and_methods_are_problems_below_api(served: Served) -> None:
    unknown = await served.client.get("/api/v1/nothing")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")
    method = await served.client.put("/api/v1/users")
    assert method.status_code in (404, 405)
    assert method.headers["content-type"] == "application/problem+json"


async def test_a_mistake_of_ours_is_a_number_and_no_traceback(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(type(served.parts.database), "read", broken)
    answer = await served.client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret inside" not in answer.text
    assert answer.json()["request_id"] in caplog.text


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::1", "a b"]
)
async def test_a_name_that_was_made_to_point_here_is_refused(served: Served, host: str) -> None:
    answer = await served.client.get("/healthz", headers={"Host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8400", "127.0.0.1", "[::1]:8400", "192.0.2.7:8400"])
async def test_names_of_this_machine_and_plain_addresses_are_taken(served: Served, host: str) -> None:
    assert (await served.client.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.fixture
def pages(served: Served, tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("static")
    (folder / "assets").mkdir()
    (folder / "assets/app-1a2b.js").write_text("console.log(1);" * 1_000)
    (folder / "index.html").write_text(
        '<!doctype html><title>Seaway</title><meta property="csp-nonce" nonce="__SEAWAY_NONCE__">'
    )
    (folder / "favicon.svg").write_text("<svg/>")
    (folder.parent / "secret.txt").write_text("a secret")
    before = served.parts.pages
    object.__setattr__(served.parts, "pages", folder)
    yield folder
    object.__setattr__(served.parts, "pages", before)


async def test_files_with_a_hash_are_kept_forever_and_pages_are_asked_for(
    served: Served, pages: object
) -> None:
    client = await served.client_of()
    script = await client.get("/assets/app-1a2b.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["content-encoding"] == "gzip"
    for path in ("/", "/p/finance/runs/0192", "/login"):
        page = await client.get(path)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
        assert "<title>Seaway</title>" in page.text
        nonce = page.text.split('nonce="')[1].split('"')[0]
        assert f"'nonce-{nonce}'" in page.headers["content-security-policy"]
        assert len(nonce) > 20
    assert (await client.get("/favicon.svg")).headers["content-type"] == "image/svg+xml"
    assert (await client.get("/assets/gone-9z.js")).status_code == 404
    assert (await client.head("/")).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "/%2e%2e/secret.txt", "/%00"],
)
async def test_no_path_leads_out_of_the_pages(served: Served, pages: object, path: str) -> None:
    client = await served.client_of()
    answer = await client.send(
        httpx.Request("GET", httpx.URL("http://127.0.0.1").copy_with(raw_path=path.encode()))
    )
    assert "a secret" not in answer.text


async def test_without_built_pages_a_plain_one_says_what_to_do(
    served: Served, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = served.parts.pages
    object.__setattr__(served.parts, "pages", tmp_path_factory.mktemp("nothing"))
    try:
        answer = await (await served.client_of()).get("/")
    finally:
        object.__setattr__(served.parts, "pages", before)
    assert "The pages were not built" in answer.text


async def test_the_api_describes_itself(served: Served) -> None:
    document = (await (await served.client_of()).get("/api/v1/openapi.json")).json()
    assert document["openapi"].startswith("3.")
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert all(each.get("x-action") and each.get("summary") for each in operations)
    assert all("default" in each["responses"] for each in operations)
