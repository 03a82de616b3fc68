"""Courses and sessions in the browser: written, published, required, planned, enrolled in."""

from typing import Any
from uuid import UUID

import pytest

from network.foundation.access import Role
from network.foundation.clock import now
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson, text_of
from tests.training.teaching import course, examined, worker

COURSE = {"key": "static", "topic": "safety", "title": "Static electricity", "title_zh": "静电防护"}
SETTINGS = {
    "summary_en": "Protect devices.",
    "summary_zh": "保护设备。",
    "objectives": "Wear the strap | 佩戴静电手环",
    "hours": "2",
    "validity_months": "12",
    "validity_rule": "from_decision",
    "window_days": "60",
    "prerequisites": "",
    "standards": "static-free-bench",
    "clauses": "operating-manual static",
    "examined": "yes",
    "draw": "1",
    "pass_percent": "80",
    "minutes": "10",
    "attempts": "3",
    "wait_days": "7",
}
QUESTION = {"key": "strap", "question_en": "When?", "question_zh": "何时？", "en_a": "Always", "zh_a": "始终"}
QUESTION |= {"en_b": "Never", "zh_b": "从不", "right_a": "yes", "former": ""}


async def signed_in(browse: Browse, email: str) -> Browser:
    browser = browse()
    await browser.sign_in(email)
    return browser


async def posted(browser: Browser, path: str, data: dict[str, Any]) -> str:
    """Where a form that was taken leads."""
    answer = await browser.post(path, data={**data, "_csrf": await browser.csrf()})
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"])


@pytest.fixture
async def hq(browse: Browse, person: MakePerson) -> Browser:
    await person("hq@example.com")
    return await signed_in(browse, "hq@example.com")


async def test_a_course_is_written_published_and_required(hq: Browser) -> None:
    edit = await posted(hq, "/courses/new", COURSE)
    assert edit == "/courses/static/versions/1/edit"
    wrong = await hq.post(edit, data={**SETTINGS, "hours": "two", "version": 1, "_csrf": await hq.csrf()})
    assert wrong.status_code == 422
    assert "Protect devices." in wrong.text, "what was typed is still there"
    await posted(hq, edit, {**SETTINGS, "version": 1})
    assert "This is missing." in text_of(await hq.get("/courses/static")), "an exam without questions is no exam"
    await posted(hq, "/courses/static/versions/1/questions", {**QUESTION, "version": 2})
    assert "Always" in text_of(await hq.get("/courses/static/versions/1/exam"))
    stale = await hq.post(edit, data={**SETTINGS, "hours": "3", "version": 2, "_csrf": await hq.csrf()})
    assert stale.status_code == 412
    await posted(hq, "/courses/static/versions/1/publish", {"version": 3})
    shown = text_of(await hq.get("/courses/static"))
    assert all(word in shown for word in ("In force", "12 months", "Wear the strap", "80 %"))
    required = {"course": "static", "role": "technician", "least_level": "", "from_on": "2026-01-01", "to_on": ""}
    await posted(hq, "/courses/requirements", required)
    again = await hq.post("/courses/requirements", data={**required, "_csrf": await hq.csrf()})
    assert again.status_code == 409
    assert "Technician" in text_of(await hq.get("/courses?scope=required"))


async def test_a_session_is_planned_and_an_operator_enrols_people_in_it(
    hq: Browser, store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await course("static", at=now())
    one = await worker(store, sites["SH1"], "Bao Hong")
    await worker(store, sites["SH2"], "Somebody of another site")
    planned = {"course": "static", "place": "Hall 2", "time_zone": "Asia/Shanghai", "trainer": "Wu Gang"}
    planned |= {"seats": "1", "cost": "150", "currency": "CNY", "region": ""}
    year = now().year + 1
    times = {"starts": f"{year}-03-01T09:00", "ends": f"{year}-03-01T12:00"}
    wrong = await hq.post("/sessions/new", data={**planned, **times, "ends": times["starts"], "_csrf": await hq.csrf()})
    assert wrong.status_code == 422
    assert "Hall 2" in wrong.text
    address = (await posted(hq, "/sessions/new", {**planned, **times})).partition("?")[0]
    await person("sh@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    runs = await signed_in(browse, "sh@example.com")
    form = text_of(await runs.get(f"{address}/enrol"))
    assert "Bao Hong" in form
    assert "another site" not in form
    nobody = await runs.post(f"{address}/enrol", data={"site": "SH1", "_csrf": await runs.csrf()})
    assert nobody.status_code == 422
    await posted(runs, f"{address}/enrol", {"site": "SH1", "person": str(one)})
    assert "Has a seat" in text_of(await runs.get(address))
    assert "1 session" in text_of(await runs.get("/sessions?mine=yes"))
    calendar = await runs.get("/sessions/calendar.ics")
    assert f"DTSTART:{year}0301T010000Z" in calendar.text
    assert (await runs.get(f"{address}/door")).status_code == 403
    assert "<svg" in (await hq.get(f"{address}/door")).text
    refused = await hq.post(f"{address}/cancel", data={"reason": "No", "version": 1, "_csrf": await hq.csrf()})
    assert refused.status_code == 422
    await posted(hq, f"{address}/cancel", {"reason": "The trainer is ill.", "version": 1})
    assert "The trainer is ill." in text_of(await runs.get(address))
    told = (await store.rows("select link from notice where kind = 'session_cancelled'"))[0]
    assert told["link"] == address


async def test_json_shows_no_answers_to_those_who_sit_the_exam(
    store: Store, sites: dict[str, int], hq: Browser, browse: Browse, person: MakePerson
) -> None:
    await examined("filtering")
    await person("sh@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    runs = await signed_in(browse, "sh@example.com")
    for browser, shown in ((hq, True), (runs, False)):
        answer = await browser.get("/api/v1/courses/filtering/versions/1")
        assert answer.status_code == 200
        assert ("questions" in answer.json()["document"]["exam"]) is shown
        assert ("Question q1" in (await browser.get("/courses/filtering")).text) is False
    assert (await runs.get("/courses/filtering/versions/1/exam")).status_code == 403


async def test_material_is_added_to_a_draft_and_taken_away_by_who_learns(
    hq: Browser, store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await course("static")
    await posted(hq, "/courses/static/versions", {})
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    path = "/courses/static/versions/2/files"
    answer = await hq.post(path, data={"_csrf": await hq.csrf()}, files={"file": ("slides.pdf", pdf)})
    assert answer.status_code == 303, text_of(answer)
    file_id = UUID(str(await store.value("select id from course_file")))
    await person("sh@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    runs = await signed_in(browse, "sh@example.com")
    assert (await runs.get(f"{path}/{file_id}")).status_code == 404, "a draft is nobody's but its writers'"
    await posted(hq, "/courses/static/versions/2/publish", {"version": 1})
    assert (await runs.get(f"{path}/{file_id}")).content == pdf
    missing = await hq.post(path, data={"_csrf": await hq.csrf()})
    assert missing.status_code in (409, 422)
