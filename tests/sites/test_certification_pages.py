"""Certification over HTTP: the pages of headquarters and operators, the JSON twins, and what the public is told."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from network.foundation.access import Role
from network.foundation.clock import now
from tests.repairs.counter import enter
from tests.served import Browse, Browser, MakePerson, text_of

HERE = "/sites/SH1/certification"
API = "/api/v1/sites/SH1/certifications"


@pytest.fixture(autouse=True)
def data_folder(shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SERVICEMARK_DATA_DIR", str(shared_folder))
    return shared_folder


async def administrator(browse: Browse, person: MakePerson, email: str) -> Browser:
    await person(email, Role.HQ_ADMINISTRATOR)
    browser = browse(headers={"accept-language": "en"})
    assert (await browser.sign_in(email)).status_code == 303
    return browser


async def send(browser: Browser, change: str, **form: Any) -> httpx.Response:
    files = form.pop("files", None)
    data = {"_csrf": await browser.csrf(), "change": change, "type": "handheld-1", "reason": "Looked at.", **form}
    return await browser.post(f"{HERE}/changes", data=data, files=files or {"evidence": ("", b"")})


async def post_json(browser: Browser, path: str, **body: Any) -> httpx.Response:
    return await browser.post(path, json=body, headers={"x-csrf-token": await browser.csrf()})


async def number_of(browser: Browser) -> str:
    [found] = (await browser.get(API)).json()["certifications"]
    number: str = found["certificates"][0]["number"]
    return number


async def test_a_site_is_certified_suspended_by_two_people_and_the_public_hears_of_it(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    first = await administrator(browse, person, "first@example.com")
    second = await administrator(browse, person, "second@example.com")
    public = browse()
    assert (await send(first, "granted")).status_code == 303
    number = await number_of(first)
    assert "Valid" in text_of(await public.get(f"/verify/{number}"))
    assert (await send(first, "suspended")).headers["location"] == f"{HERE}#handheld-1"
    assert "Valid" in text_of(await public.get(f"/verify/{number}"))
    [found] = re.findall(rf"{HERE}/proposals/[0-9a-f-]+", (await first.get(HERE)).text)[:1]
    own = await first.get(found)
    assert "You proposed this." in text_of(own)
    refused = await first.post(f"{found}/confirm", data={"_csrf": await first.csrf(), "reason": "Yes."})
    assert (refused.status_code, "takes two people" in text_of(refused)) == (409, True)
    shown = text_of(await second.get(found))
    assert "The site may not repair under this certificate any more" in shown
    assert "Looked at." in shown
    unreasoned = await second.post(f"{found}/confirm", data={"_csrf": await second.csrf(), "reason": " "})
    assert unreasoned.status_code == 422
    agreed = await second.post(f"{found}/confirm", data={"_csrf": await second.csrf(), "reason": "Yes."})
    assert agreed.status_code == 303
    assert "Suspended" in text_of(await public.get(f"/verify/{number}"))
    assert "confirmed by" in text_of(await first.get(HERE))


async def test_the_public_gets_the_same_bytes_for_whatever_is_unknown(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    first = await administrator(browse, person, "first@example.com")
    second = await administrator(browse, person, "second@example.com")
    await send(first, "granted")
    number = await number_of(first)
    made = (await post_json(first, f"{API}/changes", type="handheld-1", change="withdrawn", reason="x")).json()
    await post_json(second, f"/api/v1/certification-proposals/{made['id']}/confirm", reason="y")
    public = browse()
    asked = (number, number.lower(), "SM-2222-2222-2222-2", "nonsense", "%00", "x" * 300)
    answers = [await public.get(f"/verify/{each}") for each in asked]
    answers.append(await public.get("/verify", params={"number": "what"}))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    told = text_of(answers[0])
    assert "Unknown" in told
    assert "未知" in told
    assert "SH1" not in told
    assert number not in told
    spoken = [(await public.get(f"/api/v1/verify/{each}")).content for each in asked]
    assert set(spoken) == {b'{"standing":"unknown"}'}


async def test_the_form_shows_the_dates_before_anything_is_saved_and_loses_nothing(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    shown = await send(browser, "granted", step="preview", reason="Kept while I look", effective_on="2026-11-22")
    assert shown.status_code == 200
    assert "21 Nov 2027" in text_of(shown)
    assert "Kept while I look" in shown.text
    assert (await browser.get(API)).json()["certifications"] == []
    refused = await send(browser, "granted", valid_from="2026-12-02", valid_to="2026-12-01", reason="Kept too")
    assert (refused.status_code, "Kept too" in refused.text) == (422, True)
    assert "The last day lies before the first." in text_of(refused)
    missing = await send(browser, "granted", reason="")
    assert missing.status_code == 422
    assert 'href="#field-reason"' in missing.text


async def test_conditions_and_evidence_are_kept_with_the_change(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    await send(browser, "granted")
    due = (now().date() + timedelta(days=10)).isoformat()
    note = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    sent = await send(
        browser, "conditioned", condition_1="Earth the benches", due_1=due, files={"evidence": ("visit.pdf", note)}
    )
    assert sent.status_code == 303, text_of(sent)
    page = await browser.get(HERE)
    assert "Earth the benches" in text_of(page)
    [address] = re.findall(rf"{HERE}/evidence/[0-9a-f-]+", page.text)
    answer = await browser.get(address)
    assert (answer.status_code, answer.content) == (200, note)
    assert "attachment" in answer.headers["content-disposition"]
    stranger = browse()
    await person("op@example.com", Role.SITE_OPERATOR, sites=["BJ1"])
    await stranger.sign_in("op@example.com")
    assert (await stranger.get(address)).status_code == 404
    refused = await send(browser, "relieved", files={"evidence": ("x.svg", b"<svg onload='alert(1)'/>")})
    assert refused.status_code == 422


async def test_a_certificate_is_printed_only_while_it_is_valid(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    first = await administrator(browse, person, "first@example.com")
    second = await administrator(browse, person, "second@example.com")
    await send(first, "granted")
    address = f"{HERE}/certificates/{await number_of(first)}/certificate.pdf"
    owner = await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])
    answer = await owner.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert len(PdfReader(BytesIO(answer.content)).pages) == 1
    assert address in (await owner.get(HERE)).text
    assert (await owner.get(address.replace("SH1", "SH2"))).status_code == 404
    made = (await post_json(first, f"{API}/changes", type="handheld-1", change="suspended", reason="x")).json()
    assert "proposal" not in text_of(await owner.get(HERE)).lower()
    await post_json(second, f"/api/v1/certification-proposals/{made['id']}/confirm", reason="y")
    assert (await owner.get(address)).status_code == 404
    assert address not in (await owner.get(HERE)).text


async def test_operators_look_and_change_nothing(browse: Browse, person: MakePerson, network: dict[str, int]) -> None:
    owner = await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])
    assert "This site has no certificate yet" in text_of(await owner.get(HERE))
    assert (await send(owner, "granted")).status_code == 403
    assert (await owner.get(f"{HERE}/changes/new?change=granted&type=handheld-1")).status_code == 403
    assert (await owner.get("/certification")).status_code == 200
    assert (await owner.get("/certification/types/new")).status_code == 403
    assert (await owner.get("/sites/BJ1/certification")).status_code == 404


async def test_a_type_shows_its_dates_before_it_is_saved(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    typed = {
        "code": "watch-1",
        "title": "Watch",
        "title_zh": "手表",
        "product_line": "watch",
        "product_line_name": "Watches",
        "product_line_name_zh": "手表",
        "repair_level": "1",
        "validity_rule": "fixed_date",
        "validity_months": "12",
        "fixed_month": "12",
        "fixed_day": "31",
        "window_days": "60",
        "active": "yes",
        "_csrf": await browser.csrf(),
    }
    shown = await browser.post("/certification/types/new", data={**typed, "step": "preview"})
    assert "31 Dec" in text_of(shown)
    assert "Renewed halfway through its window" in text_of(shown)
    assert "watch-1" not in (await browser.get("/certification/types")).text
    wrong = await browser.post("/certification/types/new", data={**typed, "fixed_day": ""})
    assert wrong.status_code == 422
    assert (await browser.post("/certification/types/new", data=typed)).status_code == 303
    edit = await browser.get("/certification/types/watch-1")
    assert 'name="version" value="1"' in edit.text
    changed = {**typed, "window_days": "30", "version": "1"}
    assert (await browser.post("/certification/types/watch-1", data=changed)).status_code == 303
    late = await browser.post("/certification/types/watch-1", data={**changed, "window_days": "45"})
    assert (late.status_code, "Renewal window in days" in text_of(late)) == (412, True)
    assert 'value="45"' in late.text


async def test_the_list_is_shown_filtered_and_exported(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert "No site is certified yet" in text_of(await browser.get("/certification"))
    await send(browser, "granted")
    number = await number_of(browser)
    page = await browser.get("/certification?standing=provisional")
    assert "1 certification" in text_of(page)
    assert number in page.text
    assert "Nothing matches" in text_of(await browser.get("/certification?standing=suspended"))
    rows = (await browser.get("/certification?format=csv")).content.decode("utf-8-sig")
    assert "SH1" in rows
    assert number in rows
    chinese = text_of(await browser.get("/certification?lang=zh_CN"))
    assert "1 项认证" in chinese
    assert "试运行" in chinese


async def test_programs_do_the_same(browse: Browse, person: MakePerson, network: dict[str, int]) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    made = await post_json(browser, f"{API}/changes", type="handheld-1", change="granted", reason="x")
    assert made.status_code == 201
    again = await post_json(browser, f"{API}/changes", type="handheld-1", change="granted", reason="x")
    assert (again.status_code, again.json()["code"]) == (409, "certification_change_not_possible")
    wrong = await post_json(
        browser, f"{API}/changes", type="handheld-1", change="granted", reason="x", status="effective"
    )
    assert wrong.status_code == 422
    [found] = (await browser.get(API)).json()["certifications"]
    assert (found["standing"], found["type"]["code"]) == ("provisional", "handheld-1")
    before = (await browser.get(f"{API}?on=2020-01-01")).json()["certifications"]
    assert before[0]["standing"] == "none"
    assert (await browser.get("/api/v1/certifications?within=30")).json()["total"] == 0
    assert (await browser.get("/api/v1/certifications/due")).json()["expiring_total"] == 0
    kind = await browser.get("/api/v1/certificate-types/handheld-1")
    assert kind.headers["etag"] == '"1"'
    assert len((await browser.get("/api/v1/certificate-types")).json()["types"]) == 9
