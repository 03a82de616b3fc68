"""What keeps other sites out: headers, origins, the session's value, kinds of content."""

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from network.foundation.settings import Settings
from network.web.assets import asset
from network.web.visit import csrf_value
from tests.served import HOST, PASSWORD, Browse, MakePerson, application

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ADDRESSES = ("/login", "/", "/nowhere", "/api/v1/session", "/api/v1/nowhere", "/api/openapi.json", "/health/live")
SESSION = "/api/v1/session"


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_carries_the_policy_and_is_kept_by_nobody(browse: Browse, address: str) -> None:
    headers = (await browse().get(address)).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "Cookie, Accept-Language"
    assert "server" not in headers
    assert "strict-transport-security" not in headers


async def test_an_asset_named_by_its_content_is_kept_for_ever(browse: Browse) -> None:
    answer = await browse().get(asset("styles.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert "max-age=31536000" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name", ["manifest.json", "nothing-12345678.js", "../assets.py", "%2e%2e/assets.py", "", "%00"]
)
async def test_no_other_file_is_served(browse: Browse, name: str) -> None:
    answer = await browse().get(f"/static/dist/{name}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


async def test_a_head_request_is_answered_like_a_get_without_the_page(browse: Browse, person: MakePerson) -> None:
    for address in ("/login", "/health/ready", asset("styles.css"), "/nowhere", "/"):
        head, got = await browse().head(address), await browse().get(address)
        assert (head.status_code, head.headers["content-type"]) == (got.status_code, got.headers["content-type"])


async def test_behind_https_the_cookie_is_secure_and_bound_to_this_host(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    app = application(Settings(public_url="https://quality.example.com"))
    answer = await browse(served=app).sign_in("a@example.com")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-servicemark_session=")
    assert "Secure" in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


SENT_FROM = [
    ({}, 200),
    ({"origin": HOST}, 200),
    ({"origin": HOST, "sec-fetch-site": "same-origin"}, 200),
    ({"sec-fetch-site": "none"}, 200),
    ({"origin": "http://evil.example"}, 403),
    ({"origin": "http://servicemark.test.evil.example"}, 403),
    ({"origin": "http://servicemark.test:8080"}, 403),
    ({"origin": "null"}, 403),
    ({"origin": ""}, 403),
    ({"sec-fetch-site": "cross-site"}, 403),
    ({"sec-fetch-site": "same-site"}, 403),
    ({"origin": HOST, "sec-fetch-site": "cross-site"}, 403),
    ({"origin": "http://evil.example", "host": "evil.example.org"}, 403),
]


async def test_a_change_is_taken_from_our_own_pages_only(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    for headers, status in SENT_FROM:
        browser = browse()
        await browser.sign_in("a@example.com")
        answer = await browser.delete(SESSION, headers={"x-csrf-token": await browser.csrf(), **headers})
        assert answer.status_code == status, headers
        assert (await browser.get(SESSION)).status_code == (401 if status == 200 else 200)


async def test_nobody_is_signed_in_from_another_site(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    for headers, status in SENT_FROM:
        browser = browse()
        answer = await browser.post("/login", data={"email": "a@example.com", "password": PASSWORD}, headers=headers)
        assert answer.status_code == (303 if status == 200 else 403), headers
        assert (browser.session is not None) == (status == 200)


async def test_the_address_that_people_use_counts_as_ours_behind_a_proxy(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    app = application(Settings(public_url="http://quality.example.com/"))
    form = {"email": "a@example.com", "password": PASSWORD}
    for origin, status in (("http://quality.example.com", 303), ("https://quality.example.com", 403)):
        headers = {"origin": origin, "host": "10.1.1.1:8000"}
        assert (await browse(served=app).post("/login", data=form, headers=headers)).status_code == status


@pytest.mark.parametrize("way", ["header", "form", "nothing", "wrong", "empty", "foreign", "json"])
async def test_a_change_carries_the_value_of_its_session(browse: Browse, person: MakePerson, way: str) -> None:
    await person("a@example.com")
    browser, other = browse(), browse()
    await browser.sign_in("a@example.com")
    await other.sign_in("a@example.com")
    own = await browser.csrf()
    match way:
        case "header":
            answer = await browser.post("/logout", headers={"x-csrf-token": own})
        case "form":
            answer = await browser.post("/logout", data={"_csrf": own})
        case "nothing":
            answer = await browser.post("/logout")
        case "wrong":
            answer = await browser.post("/logout", data={"_csrf": own[:-1] + "x"})
        case "empty":
            answer = await browser.post("/logout", headers={"x-csrf-token": ""})
        case "foreign":
            answer = await browser.post("/logout", data={"_csrf": await other.csrf()})
        case _:
            answer = await browser.post("/logout", json={"_csrf": own})
    assert answer.status_code == (303 if way in ("header", "form") else 403)
    assert (browser.session is None) == (way in ("header", "form"))


async def test_a_form_with_a_file_carries_the_value_too(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    own = await browser.csrf()
    files = {"file": ("orders.csv", b"a,b\n", "text/csv")}
    assert (await browser.post("/logout", files=files, data={"_csrf": "x"})).status_code == 403
    assert (await browser.post("/logout", files=files, data={"_csrf": own})).status_code == 303


def test_the_value_tells_nothing_about_the_token() -> None:
    value = csrf_value("some token")
    assert len(value) == 64
    assert value != csrf_value("some token.")
    assert "some" not in value


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/plain;charset=utf-8", "application/x-www-form-urlencoded", "application/xml", ""]
)
async def test_json_that_says_it_is_something_else_is_not_read(browse: Browse, person: MakePerson, kind: str) -> None:
    await person("a@example.com")
    body = f'{{"email": "a@example.com", "password": "{PASSWORD}"}}'
    browser = browse()
    answer = await browser.post(SESSION, content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_content")
    assert browser.session is None


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
async def test_json_that_says_so_is_read(browse: Browse, person: MakePerson, kind: str) -> None:
    await person("a@example.com")
    body = f'{{"email": "a@example.com", "password": "{PASSWORD}"}}'
    assert (await browse().post(SESSION, content=body, headers={"content-type": kind})).status_code == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"nonsense", 400),
        (b"[" * 100_000, 400),
        (b'{"email":' + b"[" * 60_000 + b"]" * 60_000 + b"}", 400),
        (b'{"email": "\xff\xfe"}', 400),
        (b'{"\xc3\x28": 1}', 400),
        (b'{"email": "\\ud800@b", "password": "x"}', 400),
        (b"[]", 422),
        (b"null", 422),
        (b"1e400", 400),
        (b'{"email": "a\\u0000@b", "password": "x"}', 422),
    ],
)
async def test_a_broken_body_is_the_senders_error(browse: Browse, body: bytes, status: int) -> None:
    answer = await browse().post(SESSION, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_password_may_hold_anything(browse: Browse, database: str) -> None:
    answer = await browse().post(SESSION, json={"email": "a@b", "password": "\x00\uffff"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body", [b"email=%ff%fe&password=x", b"email=\xff&password=x", b"%%%=%", b"&&&", b"email=a&email=b&password[]=x"]
)
async def test_a_broken_form_is_never_our_failure(browse: Browse, database: str, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await browse().post("/login", content=body, headers=headers)).status_code in (400, 401)


@pytest.mark.parametrize(
    "query", ["next=%ff", "next=%00", "lang=%ff", "lang=&lang=", "q=" + "x" * 5000, "%=%&&=", "next[]=1"]
)
async def test_a_broken_address_is_never_our_failure(browse: Browse, query: str) -> None:
    assert (await browse().get(f"/login?{query}")).status_code == 200


async def test_a_body_that_is_too_large_is_refused_announced_or_not(browse: Browse) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _chunk in range(20):
            yield b" " * 20_000

    headers = {"content-type": "application/json"}
    for content in (b" " * 400_000, chunks()):
        answer = await browse().post(SESSION, content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_no_address_is_made_of_what_the_host_header_says(browse: Browse, app: Litestar) -> None:
    for address in ("/", "/login", "/api/docs", "/api/openapi.json"):
        answer = await browse().get(address, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)
