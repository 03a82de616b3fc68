"""The pages and the API of monthly reports: filled in, kept, checked, submitted, read, sent back, accepted."""

import json
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.periods import Month
from network.repairs.queries.report_due import owed_reports, waiting_reports
from network.repairs.queries.reports import report
from network.repairs.rules.report_figures import FIGURES
from network.repairs.schemas.reports import ReportOut
from tests.factory import HQ, Store, operator
from tests.repairs.counter import data_folder, enter
from tests.repairs.reporting import QUIET, certified, filed, said
from tests.served import Browse, Browser, MakePerson, text_of

__all__ = ["data_folder"]

TODAY = now().date()
MONTH = Month(TODAY.year, TODAY.month).shift(-1)
PAGE = f"/sites/S1/reports/{MONTH}"
API = f"/api/v1/sites/S1/reports/{MONTH}"
# Pages for a bad line: more than this is too much to wait for.
LARGEST = 200_000


@pytest.fixture
async def site(store: Store, sites: dict[str, int]) -> int:
    """S1, with a certificate for a year before today and one after."""
    await certified(store, sites["S1"], TODAY - timedelta(days=400), TODAY + timedelta(days=400))
    return sites["S1"]


@pytest.fixture
async def owner(browse: Browse, person: MakePerson, site: int) -> Browser:
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])


@pytest.fixture
async def hq(browse: Browse, person: MakePerson, site: int) -> Browser:
    return await enter(browse, person, Role.HQ_ADMINISTRATOR)


async def shown(site: int, actor: Actor | None = None) -> ReportOut:
    return await report(actor or operator(site), "S1", MONTH, now())


def version_in(page: httpx.Response) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page.text)
    assert found, "the page has no form with a version"
    return found[1]


async def send(browser: Browser, address: str, **fields: Any) -> httpx.Response:
    """What the form sends, with the version that the page has now."""
    version = fields.pop("version", None) or version_in(await browser.get(PAGE))
    data = {"_csrf": await browser.csrf(), "version": version, **fields}
    return await browser.post(address, data=data)


def typed(**more: Any) -> dict[str, str]:
    return {key: str(value) for key, value in {**QUIET, **more}.items()}


async def test_what_the_records_know_is_filled_in(store: Store, owner: Browser, site: int) -> None:
    start = now().replace(day=1) - timedelta(days=15)
    for number in range(3):
        await store.order(site, f"A{number}", start, ready=10 + 20 * number)
    page = await owner.get(PAGE)
    assert 'name="received" value="3"' in page.text
    assert 'name="ready_24h" value="1"' in page.text
    assert 'name="parts_used" value=""' in page.text
    assert "nil report" not in text_of(page)
    assert len(page.content) < LARGEST


async def test_a_report_is_checked_looked_through_and_submitted(owner: Browser, site: int) -> None:
    checked = await send(owner, PAGE, check="yes", **typed())
    assert (checked.status_code, checked.headers["location"]) == (303, f"{PAGE}/review")
    review = await owner.get(f"{PAGE}/review")
    assert "Submit the report" in text_of(review)
    done = await send(owner, f"{PAGE}/submit", version=version_in(review))
    assert done.headers["location"] == f"{PAGE}?read=true&done=submitted"
    read = await owner.get(f"{PAGE}?read=true&done=submitted")
    assert "Its receipt is below" in text_of(read)
    found = await shown(site)
    assert (found.state, found.revisions[0].way, found.receipts[0].sha256) == (
        "submitted",
        "web",
        found.revisions[0].sha256,
    )


async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(owner: Browser) -> None:
    fields = typed(received="41", complaints="many", parts_used="") | {"words-feedback": "The boxes tear."}
    page = await send(owner, PAGE, check="yes", **fields)
    assert page.status_code == 422
    assert 'value="many"' in page.text
    assert "The boxes tear." in page.text
    assert set(re.findall(r'id="error-([a-z_0-9]+)"', page.text)) == {"complaints", "parts_used"}
    page = await send(owner, PAGE, check="yes", **typed(received=41))
    assert set(re.findall(r'id="error-([a-z_0-9]+)"', page.text)) == {"wip_closing"}


async def test_a_question_is_answered_by_a_sentence(store: Store, owner: Browser, site: int) -> None:
    await store.order(site, "A1", now().replace(day=1) - timedelta(days=15), ready=10)
    page = await send(owner, PAGE, check="yes", **typed(received=1, closed=1, ready=1, ready_48h=1, ready_24h=0))
    assert page.status_code == 422
    assert 'name="why-ready_24h"' in page.text
    fields = typed(received=1, closed=1, ready=1, ready_48h=1, ready_24h=0)
    answered = await send(owner, PAGE, check="yes", **fields, **{"why-ready_24h": "It was ready on the third day."})
    assert answered.status_code == 303


async def test_a_change_is_kept_at_once_and_what_is_asked_comes_back(store: Store, owner: Browser, site: int) -> None:
    await store.order(site, "A1", now().replace(day=1) - timedelta(days=15), ready=10)
    kept = await send(owner, f"{PAGE}/draft", received="5", complaints="x")
    assert kept.status_code == 200
    assert "<html" not in kept.text
    assert 'name="version" id="report-version" value="2"' in kept.text
    assert "The records know 1, you report 5." in kept.text
    found = await shown(site)
    assert found.draft is not None
    assert found.draft.figures == {"received": 5}


async def test_of_two_who_fill_in_one_report_the_second_is_shown_both(owner: Browser, site: int) -> None:
    await send(owner, PAGE, save="yes", complaints="1")
    page = await send(owner, PAGE, save="yes", version="1", complaints="2")
    assert page.status_code == 412
    assert "Changed while you had it open" in text_of(page)
    assert 'name="complaints" value="2"' in page.text
    told = await send(owner, f"{PAGE}/draft", version="1", complaints="3")
    assert "This was changed while you had it open" in told.text
    found = await shown(site)
    assert found.draft is not None
    assert found.draft.figures == {"complaints": 1}


async def test_zeros_are_entered_by_a_choice_of_ones_own(owner: Browser, site: int) -> None:
    await send(owner, PAGE, zeros="yes", received="", staff="3")
    found = await shown(site)
    assert found.draft is not None
    assert found.draft.figures == {**dict.fromkeys(FIGURES, 0), "staff": 3}


async def test_a_nil_report_takes_one_choice(owner: Browser, site: int) -> None:
    assert "file a nil report" in text_of(await owner.get(PAGE))
    await send(owner, PAGE, check="yes", nil="yes", received="7")
    await send(owner, f"{PAGE}/submit", version=version_in(await owner.get(f"{PAGE}/review")))
    found = await shown(site)
    assert (found.state, found.nil) == ("submitted", True)
    assert "A nil report" in text_of(await owner.get(f"{PAGE}?read=true"))


async def test_the_running_month_can_be_filled_in_and_not_submitted(owner: Browser) -> None:
    running = f"/sites/S1/reports/{MONTH.shift(1)}"
    page = await owner.get(running)
    assert "The month is not over yet" in text_of(page)
    assert 'name="check"' not in page.text
    assert (await owner.get(f"/sites/S1/reports/{MONTH.shift(2)}")).status_code == 409
    assert (await owner.get("/sites/S1/reports/2026-13")).status_code == 422


async def test_headquarters_sends_back_and_the_site_corrects(owner: Browser, hq: Browser, site: int) -> None:
    await filed(site, month=MONTH, now=now())
    form = await hq.get(f"{PAGE}/return")
    data = {"_csrf": await hq.csrf(), "version": version_in(form)}
    refused = await hq.post(f"{PAGE}/return", data=data)
    assert refused.status_code == 422
    sent = await hq.post(f"{PAGE}/return", data={**data, "reason-received": "We count 45.", "material": "yes"})
    assert sent.headers["location"] == f"{PAGE}?done=returned"
    read = text_of(await owner.get(PAGE))
    assert "We count 45." in read
    assert "The error is material" in read
    await send(owner, f"{PAGE}/correction")
    assert "We count 45." in text_of(await owner.get(PAGE))
    assert (await shown(site)).correcting


async def test_headquarters_accepts_by_hand_and_all_without_remarks(hq: Browser, site: int) -> None:
    await filed(site, month=MONTH, now=now())
    await filed(site, month=MONTH.shift(-1), now=now())
    await send(hq, f"{PAGE}/accept")
    assert (await shown(site)).state == "accepted"
    data = {"_csrf": await hq.csrf(), "month": str(MONTH.shift(-1))}
    done = await hq.post("/reports/accept", data=data)
    assert "1 report accepted." in text_of(await hq.get(done.headers["location"]))


async def test_the_list_counts_what_is_due_late_and_missing(
    store: Store, hq: Browser, site: int, sites: dict[str, int]
) -> None:
    late = Month(TODAY.year, TODAY.month).shift(-3)
    await certified(store, sites["S2"], TODAY - timedelta(days=400), TODAY + timedelta(days=400))
    await filed(site, month=late, now=now())
    page = await hq.get(f"/reports?month={late}")
    told = re.sub(r"\s+", " ", text_of(page))
    assert "Reports due 2 Submitted 1 Waiting for HQ 1 Late 1 Missing 1" in told
    assert "S2" not in text_of(await hq.get(f"/reports?month={late}&state=late"))
    assert "S1" in text_of(await hq.get(f"/reports?month={late}&q=s1"))
    file = await hq.get(f"/reports?month={late}&format=csv")
    assert [line.split(",")[0] for line in file.text.splitlines()[1:]] == ["S1", "S2"]
    found = (await hq.get(f"/api/v1/reports?month={late}&stage=missing")).json()
    assert [each["site"] for each in found["items"]] == ["S2"]


async def test_who_runs_one_site_is_taken_to_its_months(owner: Browser, site: int) -> None:
    assert (await owner.get("/reports")).headers["location"] == "/sites/S1/reports"
    assert str(MONTH) in (await owner.get("/sites/S1/reports")).text


async def test_the_homes_name_what_is_owed_and_what_waits(owner: Browser, hq: Browser, site: int) -> None:
    owed = await owed_reports(operator(site), now())
    assert owed[0].month == MONTH.first
    assert f'href="{PAGE}"' in (await owner.get("/home")).text
    await filed(site, month=MONTH, now=now())
    assert MONTH.first not in {each.month for each in await owed_reports(operator(site), now())}
    assert [each.month for each in await waiting_reports(HQ)] == [MONTH.first]
    assert f"/reports?month={MONTH}&amp;state=submitted" in (await hq.get("/home")).text


async def key_with(owner: Browser, *verbs: Permission) -> dict[str, str]:
    wanted = {"name": "till", "verbs": list(verbs), "last_day": f"{TODAY + timedelta(days=30)}"}
    made = await owner.post("/api/v1/sites/S1/keys", json=wanted, headers={"x-csrf-token": await owner.csrf()})
    return {"authorization": f"Bearer {made.json()['key']}"}


async def test_a_program_files_a_report_with_its_key(owner: Browser, browse: Browse) -> None:
    key = await key_with(owner, Permission.READ_REPORTS, Permission.FILE_REPORTS)
    program = browse()
    read = await program.get(API, headers=key)
    sent = {"figures": QUIET}
    done = await program.put(API, json=sent, headers={**key, "if-match": read.headers["etag"]})
    assert (done.status_code, done.json()["outcome"]) == (200, "submitted")
    again = await program.put(API, json=sent, headers={**key, "if-match": read.headers["etag"]})
    assert (again.status_code, again.json()["outcome"], again.headers["etag"]) == (
        200,
        "unchanged",
        done.headers["etag"],
    )
    stale = await program.put(API, json={"figures": QUIET | {"complaints": 1}}, headers={**key, "if-match": '"1"'})
    assert (stale.status_code, stale.json()["theirs"]["complaints"]) == (412, "0")
    unsaid = await program.put(API, json=sent, headers=key)
    assert unsaid.status_code == 428


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"figures": QUIET | {"received": -1}}, {"figures.received"}),
        ({"figures": QUIET | {"received": 41}}, {"figures.wip_closing"}),
        ({"figures": QUIET | {"received": 40.5}}, {"figures.received"}),
        ({"figures": QUIET | {"received": "40"}}, {"figures.received"}),
        ({"figures": QUIET | {"received": True}}, {"figures.received"}),
        ({"figures": QUIET | {"received": 10**30}}, {"figures.received"}),
        ({"figures": QUIET | {"profit": 1}}, {"figures.profit"}),
        ({"figures": {key: value for key, value in QUIET.items() if key != "staff"}}, {"figures.staff"}),
        ({"nil": True, "figures": {"complaints": 1}}, {"figures.complaints"}),
        ({"figures": QUIET, "words": {"gossip": "!"}}, {"words.gossip.[key]"}),
        ({"figures": QUIET, "words": {"feedback": "\u0000"}}, {"words.feedback"}),
    ],
)
async def test_each_field_that_is_wrong_is_named_to_a_program(
    owner: Browser, browse: Browse, sent: dict[str, Any], fields: set[str]
) -> None:
    key = await key_with(owner, Permission.READ_REPORTS, Permission.FILE_REPORTS)
    refused = await browse().put(
        API, content=json.dumps(sent), headers={**key, "if-match": "*", "content-type": "application/json"}
    )
    assert (refused.status_code, set(refused.json()["fields"])) == (422, fields)


async def test_a_key_that_only_reads_files_nothing(owner: Browser, browse: Browse) -> None:
    key = await key_with(owner, Permission.READ_REPORTS)
    refused = await browse().put(API, json={"figures": QUIET}, headers={**key, "if-match": "*"})
    assert refused.status_code == 403


async def test_headquarters_decides_by_program_too(hq: Browser, site: int) -> None:
    await filed(site, month=MONTH, now=now())
    token = {"x-csrf-token": await hq.csrf()}
    etag = (await hq.get(API)).headers["etag"]
    returned = await hq.post(
        f"{API}/return", json={"reasons": {"staff": "Only three."}}, headers={**token, "if-match": etag}
    )
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    await filed(site, report=said(staff=3), month=MONTH, now=now())
    etag = (await hq.get(API)).headers["etag"]
    accepted = await hq.post(f"{API}/accept", headers={**token, "if-match": etag})
    assert (accepted.json()["state"], accepted.json()["on_time"]) == ("accepted", (await shown(site)).on_time)
    assert [each["month"] for each in (await hq.get("/api/v1/sites/S1/reports")).json()][1] == str(MONTH)


async def test_an_operator_of_another_site_finds_nothing(browse: Browse, person: MakePerson, site: int) -> None:
    other = await enter(browse, person, Role.SITE_OPERATOR, sites=["S2"])
    for address in (PAGE, "/sites/S1/reports", f"{PAGE}/review", API):
        assert (await other.get(address)).status_code == 404
