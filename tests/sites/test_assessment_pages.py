"""The assessor's pages, the panel of headquarters, the comparison of candidates, and their JSON."""

import csv
import io
from uuid import UUID

import pytest

from network.foundation.access import Role
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson, text_of
from tests.sites.assessing import CRITERIA, VISITED, Office, full_marks, open_office


@pytest.fixture
async def office(store: Store, person: MakePerson) -> Office:
    return await open_office(store, person)


async def entered(browse: Browse, email: str) -> Browser:
    browser = browse()
    await browser.sign_in(email)
    return browser


def typed(version: int, **levels: int) -> dict[str, str]:
    """What the form sends: everything at its best but for these, a note with each."""
    marks = {f"level-{key}": str(levels.get(key, best)) for key, best in CRITERIA.items()}
    notes = {f"note-{key}": f"Seen: {key}" for key in CRITERIA}
    return {"version": str(version), **marks, **notes, "visited_on": VISITED.isoformat(), "remarks": "Tidy"}


async def test_an_assessor_goes_from_the_list_to_handing_in(browse: Browse, office: Office) -> None:
    application = await office.application()
    _hua, li = await office.assigned(application, office.hua, office.li)
    browser = await entered(browse, "li@example.com")
    csrf = {"_csrf": await browser.csrf()}
    assert "Bund" in text_of(await browser.get("/assessments"))
    form = await browser.get(f"/assessments/{li}")
    assert "A residential address" in text_of(form)
    saved = await browser.post(f"/assessments/{li}", data={**csrf, **typed(1), "review": "yes"})
    assert saved.headers["location"] == f"/assessments/{li}/review"
    review = await browser.get(saved.headers["location"])
    assert "100.00" in text_of(review)
    done = await browser.post(f"/assessments/{li}/submit", data={**csrf, "version": "2"})
    assert done.headers["location"] == f"/assessments/{li}"
    shown = text_of(await browser.get(f"/assessments/{li}"))
    assert "Submitted" in shown
    assert "Seen: staff" in shown
    assert "Hand in assessment" not in shown


async def test_nothing_that_was_typed_is_lost(browse: Browse, office: Office) -> None:
    [li] = await office.assigned(await office.application(), office.li)
    browser = await entered(browse, "li@example.com")
    csrf = {"_csrf": await browser.csrf()}
    wrong = typed(1, staff=2) | {"visited_on": "2999-01-01", "remarks": "A <b>bold</b> remark"}
    refused = await browser.post(f"/assessments/{li}", data={**csrf, **wrong})
    assert refused.status_code == 422
    assert "A visit lies in the past" in text_of(refused)
    assert all(kept in refused.text for kept in ("Seen: staff", "2999-01-01", "A &lt;b&gt;bold&lt;/b&gt; remark"))
    assert 'name="level-staff" value="2" checked' in refused.text
    assert (await browser.post(f"/assessments/{li}", data={**csrf, **typed(1)})).status_code == 303
    stale = await browser.post(f"/assessments/{li}", data={**csrf, **typed(1, staff=1)})
    assert stale.status_code == 412
    assert 'name="level-staff" value="1" checked' in stale.text
    assert "Level 4 of 4 · Seen: staff" in text_of(stale)
    assert (await browser.post(f"/assessments/{li}", data={**csrf, **typed(2, staff=1)})).status_code == 303


async def test_a_half_marked_form_says_what_is_missing(browse: Browse, office: Office) -> None:
    [li] = await office.assigned(await office.application(), office.li)
    browser = await entered(browse, "li@example.com")
    half = {"_csrf": await browser.csrf(), "version": "1", "level-premises": "1", "level-staff": "<script>"}
    assert (await browser.post(f"/assessments/{li}", data=half)).status_code == 303
    review = text_of(await browser.get(f"/assessments/{li}/review"))
    assert "Premises: This level keeps the applicant out: say in a note what you saw." in review
    assert "Staff: Choose a level." in review
    assert "Enter the day of your visit." in review
    assert "Hand in assessment" not in review


async def test_headquarters_chooses_and_sees_marks_only_in_the_end(browse: Browse, office: Office) -> None:
    application = await office.application()
    browser = await entered(browse, "zhou@example.com")
    csrf = {"_csrf": await browser.csrf()}
    address = f"/applications/{application}"
    for assessor in (office.hua, office.li):
        chosen = await browser.post(f"{address}/assessors", data={**csrf, "account": str(assessor.account)})
        assert (chosen.status_code, chosen.headers["location"]) == (303, address)
    wrong = await browser.post(f"{address}/assessors", data={**csrf, "account": "x"})
    assert wrong.status_code == 422
    hua, li = [row["id"] for row in await office.store.rows("select id from assessment order by place")]
    await office.handed_in(office.hua, hua)
    before = text_of(await browser.get(address))
    assert "Nobody sees the marks of another until all have handed in." in before
    assert "Level 4 of 4" not in before
    await office.handed_in(office.li, li, staff=3)
    after = text_of(await browser.get(address))
    assert "98.50 of 100 points" in after
    assert "Level 3 of 4" in after
    released = await browser.post(f"{address}/assessors/{li}/release", data=csrf)
    assert released.status_code == 409


async def test_candidates_of_a_city_are_compared(browse: Browse, office: Office) -> None:
    await office.assessed("A-1", {}, {"staff": 3}, site_name="Bund", site_name_zh="外滩")
    await office.assessed("A-2", {"premises": 1}, {"premises": 1}, site_name="Pudong", site_name_zh="浦东")
    hidden = await office.application("A-3", site_name="Jing'an")
    [hua] = await office.assigned(hidden, office.hua)
    await office.handed_in(office.hua, hua)
    browser = await entered(browse, "zhou@example.com")
    assert "Choose a city" in text_of(await browser.get("/applications/compare"))
    page = text_of(await browser.get("/applications/compare?city=Shanghai"))
    assert page.index("Bund") < page.index("Pudong")
    assert "Jing" not in page
    assert "Knock-out: Premises, found by 2 of 2." in page
    chinese = text_of(await browser.get("/applications/compare?city=Shanghai&lang=zh_CN"))
    assert "一票否决：营业场所，2 人中有 2 人认定。" in chinese
    exported = await browser.get("/applications/compare?city=Shanghai&format=csv&lang=en")
    rows = list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert rows[0] == ["What is judged", "Weight", "Bund A-1", "Pudong A-2"]
    assert ["Staff", "10", "8.5", "10"] in [[cell.removesuffix(".0") for cell in row] for row in rows]
    assert ["Total", "", "98.50", "90.00"] in rows
    assert (await browser.get("/applications/compare?city=Shanghai&format=xlsx")).content.startswith(b"PK")
    nowhere = await browser.get("/applications/compare?city=%00Nowhere")
    assert "Choose a city" in text_of(nowhere)


async def test_an_assessor_works_by_json_as_well(browse: Browse, office: Office) -> None:
    application = await office.application()
    zhou = await entered(browse, "zhou@example.com")
    headers = {"x-csrf-token": await zhou.csrf()}
    seats = f"/api/v1/applications/{application}/assessors"
    made = await zhou.post(seats, headers=headers, json={"account": str(office.hua.account)})
    assert made.status_code == 201
    released = await zhou.delete(f"{seats}/{made.json()['assessment_id']}", headers=headers)
    assert released.status_code == 204
    made = await zhou.post(seats, headers=headers, json={"account": str(office.li.account)})
    li = UUID(made.json()["assessment_id"])
    browser = await entered(browse, "li@example.com")
    headers = {"x-csrf-token": await browser.csrf()}
    [mine] = (await browser.get("/api/v1/assessments")).json()["assessments"]
    assert (mine["id"], mine["marked"], mine["criteria"]) == (str(li), 0, 14)
    assert (await browser.get(f"/api/v1/assessments/{li}")).headers["etag"] == '"1"'
    given = full_marks(staff=3).model_dump(mode="json")
    address = f"/api/v1/assessments/{li}"
    early = await browser.post(f"{address}/submit", headers={**headers, "if-match": '"1"'})
    assert (early.status_code, len(early.json()["fields"])) == (422, 15)
    kept = await browser.put(f"{address}/marks", headers={**headers, "if-match": '"1"'}, json=given)
    assert (kept.status_code, kept.headers["etag"], kept.json()["marked"]) == (200, '"2"', 14)
    stale = await browser.put(f"{address}/marks", headers={**headers, "if-match": '"1"'}, json=given)
    assert stale.status_code == 412
    done = await browser.post(f"{address}/submit", headers={**headers, "if-match": '"2"'})
    assert done.json() == {"total": "97.00", "knocked_out": False, "settled": "waiting"}


async def test_pages_of_assessors_are_closed_to_others(browse: Browse, office: Office) -> None:
    [li] = await office.assigned(await office.application(), office.li)
    await office.person("chief@example.com", Role.EXECUTIVE)
    for email, status in (("applicant@example.com", 403), ("chief@example.com", 403), ("hua@example.com", 404)):
        browser = await entered(browse, email)
        assert (await browser.get(f"/assessments/{li}")).status_code == status
        assert (await browser.get(f"/api/v1/assessments/{li}")).status_code == status
