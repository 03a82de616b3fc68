"""Pages of exams, own training, coverage and certificates."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from network.foundation.access import Role
from network.foundation.clock import headquarters_day, now
from network.training.api import learning as coverage_api
from network.training.pages import coverage as coverage_pages
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson, text_of
from tests.training.teaching import course, examined, passed, worker

EMAIL = "li@example.com"


@pytest.fixture
async def learner(store: Store, sites: dict[str, int], person: MakePerson, browse: Browse) -> Browser:
    """Signed in: a technician of SH1."""
    account = await person(EMAIL, Role.SITE_STAFF, sites=["SH1"])
    made = await worker(store, sites["SH1"], "Li Na")
    await store.root.execute("update person set account = $2 where id = $1", made, account)
    browser = browse()
    await browser.sign_in(EMAIL)
    return browser


async def require(store: Store, key: str) -> None:
    await store.root.execute(
        "insert into course_requirement (id, course, role, from_on, added_by) "
        "select gen_random_uuid(), id, 'technician', '2026-01-01', '' from course where key = $1",
        key,
    )


async def sit(browser: Browser, store: Store, answers: Mapping[str, str] | str) -> httpx.Response:
    """Start the exam of `safety` and hand it in with this answer to every question."""
    csrf = await browser.csrf()
    started = await browser.post("/my-training/courses/safety/exam", data={"_csrf": csrf})
    paper = started.headers["location"]
    drawn = await store.value("select questions from exam_attempt where id = $1", UUID(paper.rpartition("/")[2]))
    given = {f"answer-{each['key']}": answers for each in json.loads(drawn)}
    await browser.post(paper, data={"_csrf": csrf, "version": "1", **given})
    return await browser.get(paper)


async def test_an_exam_is_sat_from_my_training_to_the_certificate(store: Store, learner: Browser) -> None:
    await examined("safety")
    await require(store, "safety")
    assert "To the exam" in text_of(await learner.get("/my-training"))
    assert "20 minutes" in text_of(await learner.get("/my-training/courses/safety/exam"))
    result = await sit(learner, store, "a")
    assert "You have passed with 100.0%" in text_of(result)
    number = await store.value("select number from training_record")
    assert number in text_of(await learner.get("/my-training"))
    pdf = await learner.get(f"/my-training/certificates/{number}")
    assert pdf.headers["content-type"] == "application/pdf"
    public = await learner.get(f"/certificates-of-training/{number.lower()}")
    assert "Course safety · L…" in text_of(public)


async def test_who_failed_is_not_told_what_is_right(store: Store, learner: Browser) -> None:
    await examined("safety")
    shown = text_of(await sit(learner, store, "b"))
    assert "You have reached 0.0%; 60.0% were needed." in shown
    assert "Sit it again" in shown
    assert "Answer a" not in shown


async def test_an_exam_opens_again_on_the_day_that_it_is_at_the_site(
    store: Store, sites: dict[str, int], learner: Browser
) -> None:
    # Whatever the time, it is another day there than in London.
    zone = "Pacific/Kiritimati" if now().hour >= 10 else "Pacific/Pago_Pago"
    await store.root.execute("update site set time_zone = $2 where id = $1", sites["SH1"], zone)
    await examined("safety", attempts=1, wait_days=3)
    opens = now().astimezone(ZoneInfo(zone)).date() + timedelta(days=3)
    shown = text_of(await sit(learner, store, "b"))
    assert f"from {opens.day} {opens:%b %Y} on" in shown


async def test_answers_are_kept_as_one_goes_and_the_stale_device_is_told(store: Store, learner: Browser) -> None:
    await examined("safety")
    csrf = await learner.csrf()
    paper = (await learner.post("/my-training/courses/safety/exam", data={"_csrf": csrf})).headers["location"]
    page = await learner.get(paper)
    assert 'data-remaining="1' in page.text
    kept = await learner.post(f"{paper}/answers", data={"_csrf": csrf, "version": "1"})
    assert 'value="2"' in kept.text
    stale = await learner.post(f"{paper}/answers", data={"_csrf": csrf, "version": "1"})
    assert "on another device" in text_of(stale)
    refused = await learner.post(paper, data={"_csrf": csrf, "version": "1"})
    assert refused.status_code == 412
    assert 'value="2"' in refused.text


async def test_an_account_on_no_staff_list_is_told_what_to_do(
    sites: dict[str, int], person: MakePerson, browse: Browse
) -> None:
    await person(EMAIL, Role.SITE_STAFF, sites=["SH1"])
    browser = browse()
    await browser.sign_in(EMAIL)
    assert "Ask whoever runs your site" in text_of(await browser.get("/my-training"))


async def test_coverage_is_shown_by_site_and_by_person_on_any_day(
    store: Store, sites: dict[str, int], person: MakePerson, browse: Browse
) -> None:
    await course("safety")
    await require(store, "safety")
    today = headquarters_day(now())
    li = await worker(store, sites["SH1"], "Li Na")
    await worker(store, sites["SH1"], "Wang Wei")
    await passed(store, li, "safety", sites["SH1"], date(2026, 2, 1), today)
    await person("hq@example.com")
    browser = browse()
    await browser.sign_in("hq@example.com")
    assert "50%" in text_of(await browser.get("/training/coverage"))
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert "50%" not in text_of(await browser.get(f"/training/coverage?on={tomorrow}"))
    listed = text_of(await browser.get("/sites/SH1/training"))
    assert "Wang Wei" in listed
    assert "No session with a free seat is planned." in listed
    assert "Course safety" in text_of(await browser.get("/training/plan"))
    assert "Nothing was handed in" in text_of(await browser.get("/training/claims"))
    assert "Wang Wei" in text_of(await browser.get("/sites/SH1/training/claim"))
    at = now() - timedelta(days=3)
    await store.order(sites["SH1"], "R1", at, ready=5, technician=" wang  WEI")
    await store.order(sites["SH1"], "R2", at, ready=5, technician="Nobody")
    flagged = text_of(await browser.get("/sites/SH1/training/repairs"))
    assert "R1" in flagged
    assert "R2" not in flagged
    assert "Course safety" in flagged
    export = await browser.get("/training/coverage?format=csv")
    assert "SH1" in export.text


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "word"),
    [(date(2020, 1, 1), None, "Valid"), (date(2020, 1, 1), date(2020, 2, 29), "Expired")],
)
async def test_the_public_page_says_what_a_certificate_is_worth(
    store: Store, sites: dict[str, int], browse: Browse, valid_from: date, valid_to: date | None, word: str
) -> None:
    await course("safety")
    li = await worker(store, sites["SH1"], "Li Na")
    record = await passed(store, li, "safety", sites["SH1"], valid_from, valid_to)
    number = await store.value("select number from training_record where id = $1", record)
    browser = browse()
    shown = text_of(await browser.get(f"/certificates-of-training/{number}"))
    assert word in shown
    assert "Li Na" not in shown
    await store.root.execute("insert into record_revocation values ($1, 'Cheated', 'Hua', now())", record)
    assert "Void" in text_of(await browser.get(f"/certificates-of-training/{number}"))
    assert "Unknown" in text_of(await browser.get("/certificates-of-training/T-2026-7K3Q9F2MC"))


async def test_who_renews_early_holds_a_certificate_that_is_not_valid_yet(
    store: Store, sites: dict[str, int], browse: Browse
) -> None:
    await course("safety")
    li, today = await worker(store, sites["SH1"], "Li Na"), headquarters_day(now())
    record = await passed(store, li, "safety", sites["SH1"], today + timedelta(days=9), None, passed_on=today)
    number = await store.value("select number from training_record where id = $1", record)
    assert "Not valid yet" in text_of(await browse().get(f"/certificates-of-training/{number}"))


async def test_headquarters_sees_what_ends_and_moves_people_with_their_records(
    store: Store, sites: dict[str, int], person: MakePerson, browse: Browse
) -> None:
    await course("safety")
    await require(store, "safety")
    today = headquarters_day(now())
    li = await worker(store, sites["SH1"], "Li Na")
    await passed(store, li, "safety", sites["SH1"], date(2026, 2, 1), today + timedelta(days=45))
    await person("hq@example.com")
    browser = browse()
    await browser.sign_in("hq@example.com")
    assert "SH1" in text_of(await browser.get("/training/ending?days=60"))
    assert "Nothing ends in this time" in text_of(await browser.get("/training/ending?days=30"))
    entry = await store.value("select id from staff_member where person = $1", li)
    assert "Move Li Na to another site" in text_of(await browser.get(f"/sites/SH1/staff/{entry}"))
    form = {"_csrf": await browser.csrf(), "role": "technician", "from_on": today.isoformat()}
    refused = await browser.post(f"/sites/SH1/staff/{entry}/move", data={**form, "site": "XX9"})
    assert (refused.status_code, 'value="XX9"' in refused.text) == (422, True)
    await browser.post(f"/sites/SH1/staff/{entry}/move", data={**form, "site": "BJ1"})
    assert "BJ1" in text_of(await browser.get("/training/ending"))
    assert "Li Na" in text_of(await browser.get("/sites/BJ1/training"))


async def test_coverage_is_that_of_the_day_at_headquarters_and_of_a_site_that_of_the_day_there(
    store: Store, sites: dict[str, int], person: MakePerson, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At five in the afternoon in Greenwich the next day has begun in Shanghai, but not in Samoa."""
    late = datetime(2026, 11, 20, 17, tzinfo=UTC)
    for module in (coverage_pages, coverage_api):
        monkeypatch.setattr(module, "now", lambda: late)
    await course("safety")
    await require(store, "safety")
    await store.root.execute("update site set time_zone = 'Pacific/Pago_Pago' where code = 'SH2'")
    for code in ("SH1", "SH2"):
        await worker(store, sites[code], f"Li of {code}", from_on=date(2026, 11, 21))
    await person("hq@example.com")
    browser = browse()
    await browser.sign_in("hq@example.com")
    covered = (await browser.get("/api/v1/training/coverage")).json()
    assert (covered["day"], covered["required"]) == ("2026-11-21", 2)
    assert "2026-11-21" in (await browser.get("/training/coverage?format=csv")).headers["content-disposition"]
    needs = {code: (await browser.get(f"/api/v1/sites/{code}/training")).json()["needs"] for code in ("SH1", "SH2")}
    assert {code: len(found) for code, found in needs.items()} == {"SH1": 1, "SH2": 0}
