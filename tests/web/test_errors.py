"""What refusals and failures look like, to programs and to people, in both languages."""

import json
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, get
from litestar.exceptions import HTTPException

from network.app import create_app
from network.foundation.access import Actor
from network.foundation.database import close_pool, execute, fetch, gate, open_pool, point_at, transaction
from network.foundation.errors import Conflict, Invalid, NotFound, ServicemarkError, Unavailable
from network.foundation.i18n import reading
from network.foundation.migrations import upgrade
from network.foundation.postgres.cluster import Cluster
from network.foundation.running import app_url
from network.foundation.settings import Settings
from network.web.errors import TITLES, problem_of
from network.web.guards import public
from tests.served import Browse, Browser, MakePerson, application, text_of

JSON = {"accept": "application/json"}


@get("/broken", guards=[public], include_in_schema=False)
async def broken() -> None:
    raise RuntimeError("the secret of the house")


@get("/broken-row", guards=[public], include_in_schema=False)
async def broken_row() -> None:
    async with transaction(Actor.system()):
        email = "@".join(["li", "example.com"])  # not written out, as the log may show this line
        await execute("insert into account (id, email, name, password_hash) values (null, $1, 'Li', '')", email)


@get("/frozen", guards=[public], include_in_schema=False)
async def frozen() -> None:
    async with gate():
        await execute("do $$ begin raise exception 'rows are never changed' using errcode = 'SM001'; end $$")


@get("/fenced", guards=[public], include_in_schema=False)
async def fenced() -> None:
    async with gate():
        await fetch("select * from trail_event")


@pytest.fixture(scope="module")
def app() -> Litestar:
    """The application with a few routes that fail."""
    app = create_app(Settings())
    for route in (broken, broken_row, frozen, fenced):
        app.register(route)
    return app


async def test_an_unknown_address_is_a_page_for_people(browse: Browse) -> None:
    page = await browse().get("/nowhere", headers={"accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing here" in text_of(page)


async def test_an_unknown_address_is_a_problem_for_programs(browse: Browse) -> None:
    for answer in (await browse().get("/nowhere", headers=JSON), await browse().get("/api/v1/nowhere")):
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert answer.json() == {
            "type": "urn:servicemark:problem:not_found",
            "title": "Not found",
            "status": 404,
            "detail": "There is nothing here, or it is not yours to see.",
            "code": "not_found",
            "retryable": False,
            "request_id": answer.headers["x-request-id"],
        }


async def test_refusals_are_told_in_the_readers_language(browse: Browse) -> None:
    chinese = {"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"}
    told = (await browse().get("/api/v1/nowhere", headers=chinese)).json()
    assert (told["title"], told["code"]) == ("未找到", "not_found")
    page = await browse().get("/nowhere", headers=chinese)
    assert '<html lang="zh-CN"' in page.text
    assert "There is nothing" not in page.text


async def test_someone_signed_in_keeps_the_frame_around_a_refusal(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    page = await browser.get("/nowhere")
    assert (page.status_code, "Sign out" in text_of(page), "Hua Zhang" in text_of(page)) == (404, True, True)


@pytest.mark.parametrize(
    ("method", "address"), [("POST", "/health/live"), ("DELETE", "/login"), ("PUT", "/api/v1/session")]
)
async def test_a_wrong_method_is_told_with_those_that_are_right(browse: Browse, method: str, address: str) -> None:
    answer = await browse().request(method, address, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


async def test_a_failure_tells_its_number_and_nothing_of_the_house(
    browse: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "servicemark.web"):
        answer = await browse().get("/broken", headers=JSON)
        page = await browse().get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert page.headers["x-request-id"] in text_of(page)
    for shown in (answer.text, page.text):
        assert "secret" not in shown
        assert "RuntimeError" not in shown
        assert "Traceback" not in shown
    assert len(caplog.records) == 2
    facts: Any = caplog.records[0]
    assert facts.facts["request_id"] == answer.headers["x-request-id"]
    assert "in broken" in facts.facts["trace"]


async def test_rows_are_quoted_neither_in_the_answer_nor_in_the_log(
    database: str, browse: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = await browse().get("/broken-row?q=li@example.com", headers=JSON)
    assert answer.status_code == 500
    logged = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("servicemark"))
    for text in (answer.text, logged):
        assert "li@example.com" not in text
        assert "not-null" not in text
    assert "23502" in logged


async def test_a_change_to_what_is_frozen_is_a_conflict(database: str, browse: Browse) -> None:
    answer = await browse().get("/frozen", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_what_the_database_forbids_is_forbidden(database: str, browse: Browse) -> None:
    answer = await browse().get("/fenced", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "trail_event" not in answer.text


def test_every_refusal_becomes_a_problem_in_both_languages() -> None:
    for code in ("en", "zh_CN"):
        with reading(code):
            told = problem_of(Invalid({"opened_on": "…"}, count=3))
            assert (told.status, told.fields) == (422, {"opened_on": "…"})
            assert problem_of(Unavailable()).retry_after == 5
            assert problem_of(Conflict()).retry_after is None
            assert problem_of(HTTPException(status_code=418)).status == 418
            assert problem_of(NotFound()).body("7")["request_id"] == "7"


def test_every_status_that_a_refusal_has_got_a_title() -> None:
    def below(kind: type[ServicemarkError]) -> Iterator[type[ServicemarkError]]:
        yield kind
        for child in kind.__subclasses__():
            yield from below(child)

    assert {kind.status for kind in below(ServicemarkError)} <= set(TITLES)


@pytest.fixture
async def own_cluster() -> AsyncIterator[Cluster]:
    """A PostgreSQL of this test's own, which it may stop."""
    with tempfile.TemporaryDirectory(prefix="servicemark-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101, S103 - no pathlib in a coroutine; `nobody` must pass through
        cluster = Cluster(Path(folder) / "postgres", durable=False)
        cluster.keep()
        root = cluster.start().url("servicemark")
        await upgrade(root, "for-tests-only")
        point_at(app_url(root, "for-tests-only"))
        await open_pool(4)
        try:
            yield cluster
        finally:
            await close_pool()
            cluster.stop()


async def _answers(browser: Browser) -> tuple[int, int, int, int]:
    """Status of: an API call with a session, the login page, ready, live."""
    addresses = ("/api/v1/session", "/login", "/health/ready", "/health/live")
    answers = [await browser.get(address) for address in addresses]
    return (answers[0].status_code, answers[1].status_code, answers[2].status_code, answers[3].status_code)


@pytest.mark.slow
async def test_a_stopped_database_is_told_and_its_return_is_noticed(own_cluster: Cluster) -> None:
    app: Any = application(Settings())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with Browser(transport=transport, base_url="http://servicemark.test") as browser:
        browser.cookies.set("servicemark_session", "whose")
        assert await _answers(browser) == (401, 200, 200, 200)
        own_cluster.stop()
        assert await _answers(browser) == (503, 503, 503, 200)
        told = await browser.get("/api/v1/session")
        assert (told.json()["code"], told.json()["retryable"], told.headers["retry-after"]) == (
            "database_down",
            True,
            "5",
        )
        page = await browser.get("/login", headers={"accept-language": "zh-CN"})
        assert (page.status_code, '<html lang="zh-CN"' in page.text) == (503, True)
        assert json.dumps(told.json()).find("127.0.0.1") == -1
        own_cluster.start()
        assert await _answers(browser) == (401, 200, 200, 200)
