"""The pages and the API of a site's file: forms that lose nothing, versions, what each person may see and do."""

import re
from typing import Any

import httpx
import pytest

from network.foundation.access import Role
from network.sites.commands.proposals import propose_changes
from network.sites.commands.site_files import change_site_file
from network.sites.queries.proposals import proposals_of
from network.sites.queries.site_files import site_file
from network.sites.queries.staff import list_staff
from network.sites.rules.site_files import Section
from network.sites.schemas.proposals import ProposalIn
from tests.factory import HQ, Store
from tests.foundation.evidence import corpus
from tests.repairs.counter import data_folder, enter
from tests.served import Browse, Browser, MakePerson, text_of
from tests.sites.files import NOW, District, days_ago, settle, wanted

__all__ = ["data_folder"]


@pytest.fixture
async def district(store: Store) -> District:
    return await settle(store)


@pytest.fixture
async def manager(browse: Browse, person: MakePerson, district: District) -> Browser:
    return await enter(browse, person, Role.HQ_MANAGER, regions=["East"])


@pytest.fixture
async def operator(browse: Browse, person: MakePerson, district: District) -> Browser:
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])


async def form_of(browser: Browser, address: str) -> dict[str, str]:
    """What a form holds when it is opened, as a browser would send it."""
    page = (await browser.get(address)).text
    typed = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and 'type="checkbox"' not in tag and 'type="search"' not in tag:
            typed[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        typed[name] = chosen[1] if chosen else ""
    return typed | dict(re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))


async def sent(browser: Browser, address: str, form: dict[str, Any], **more: Any) -> httpx.Response:
    return await browser.post(address, data={**form, "_csrf": await browser.csrf()}, **more)


async def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(manager: Browser, district: District) -> None:
    full = {
        "latitude": "31.2405",
        "longitude": "121.4901",
        "holidays": ["2026-10-01", "2026-10-02"],
        "opening_hours": "Mo-Fr 09:00-18:00",
        "city_tier": 1,
        "contacts": [{"name": "Li Wei", "phone": "1"}],
        "equipment": [{"name": "Scope", "next_check_on": "2027-01-31"}],
    }
    await change_site_file(HQ, "SH1", 1, wanted(**full), NOW)
    for section in Section:
        form = await form_of(manager, f"/sites/SH1/file/{section}")
        answer = await sent(manager, f"/sites/SH1/file/{section}", form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sites/SH1/file?done=changed")
    assert (await site_file(HQ, "SH1")).version == 2


async def test_a_site_that_was_moved_while_its_form_was_open_is_shown_in_both_versions(
    manager: Browser, district: District
) -> None:
    form = await form_of(manager, "/sites/SH1/file/identity") | {"city": "Shang <hai>"}
    await change_site_file(HQ, "SH1", 1, wanted(region="East"), NOW)
    refused = await sent(manager, "/sites/SH1/file/identity", form)
    text = text_of(refused)
    assert refused.status_code == 412
    assert "you have version 1, it is now version 2" in text
    assert "Region East / Shanghai East" in text
    assert 'value="Shang &lt;hai&gt;"' in refused.text
    assert 'name="version" value="2"' in refused.text
    assert (await site_file(HQ, "SH1")).city == ""
    again = await sent(manager, "/sites/SH1/file/identity", form | {"version": "2"})
    assert again.status_code == 303
    assert (await site_file(HQ, "SH1")).region == "East/Shanghai"


async def test_a_manager_whose_region_lost_the_site_finds_nothing_any_more(
    manager: Browser, district: District
) -> None:
    form = await form_of(manager, "/sites/SH1/file/identity")
    await change_site_file(HQ, "SH1", 1, wanted(region="North"), NOW)
    assert (await sent(manager, "/sites/SH1/file/identity", form)).status_code == 404
    for page in ("file", "file/place", "staff", "documents", "history", "proposals"):
        assert (await manager.get(f"/sites/SH1/{page}")).status_code == 404


async def test_what_was_typed_wrongly_is_told_at_its_field_and_kept(manager: Browser, district: District) -> None:
    form = await form_of(manager, "/sites/SH1/file/hours") | {"opening_hours": "daily", "holidays": "2026-10-01 soon"}
    refused = await sent(manager, "/sites/SH1/file/hours", form)
    assert refused.status_code == 422
    assert 'id="error-holidays"' in refused.text
    assert 'value="daily"' in refused.text
    assert "2026-10-01 soon" in refused.text
    refused = await sent(manager, "/sites/SH1/file/hours", form | {"holidays": ""})
    assert "Opening hours: These are not opening hours." in text_of(refused)


async def test_rows_are_added_altered_and_removed(manager: Browser, district: District) -> None:
    address = "/sites/SH1/file/contacts"
    form = await form_of(manager, address)
    more = await sent(manager, address, form | {"contacts-0-name": "Li Wei", "contacts-1-email": "x", "more": "yes"})
    assert 'value="Li Wei"' in more.text
    assert 'name="contacts-3-name"' in more.text
    refused = await sent(manager, address, form | {"contacts-0-name": "Li Wei", "contacts-1-email": "x"})
    assert 'id="error-contacts-1-name"' in refused.text
    assert 'id="error-contacts-1-email"' in refused.text
    await sent(manager, address, form | {"contacts-0-name": "Li Wei", "contacts-1-name": "Wang Fang"})
    assert [each.name for each in (await site_file(HQ, "SH1")).contacts] == ["Li Wei", "Wang Fang"]
    form = await form_of(manager, address)
    await sent(manager, address, form | {"contacts-0-remove": "yes", "contacts-1-phone": "1"})
    assert [each.phone for each in (await site_file(HQ, "SH1")).contacts] == ["1"]


async def test_an_operator_proposes_and_the_manager_decides(
    manager: Browser, operator: Browser, district: District
) -> None:
    assert (await sent(operator, "/sites/SH1/file/place", {"phone": "1", "version": "1"})).status_code == 403
    shown = await operator.get("/sites/SH1/file/identity")
    assert 'name="name"' in shown.text
    assert 'name="region"' not in shown.text
    form = await form_of(operator, "/sites/SH1/file/place") | {"phone": "021 5555"}
    unreasoned = await sent(operator, "/sites/SH1/proposals", form)
    assert (unreasoned.status_code, 'value="021 5555"' in unreasoned.text) == (422, True)
    made = await sent(operator, "/sites/SH1/proposals", form | {"reason": "New line", "region": "North"})
    assert made.headers["location"] == "/sites/SH1/file?done=proposed"
    [proposal] = await proposals_of(HQ, "SH1")
    assert [change.field for change in proposal.changes] == ["phone"]
    assert "1 waits" in text_of(await manager.get("/proposals"))
    unreasoned = await sent(manager, f"/proposals/{proposal.id}/refuse", {"reason": " "})
    assert (unreasoned.status_code, "Write down the reason" in text_of(unreasoned)) == (422, True)
    accepted = await sent(manager, f"/proposals/{proposal.id}/accept", {"note": "Thank you"})
    assert accepted.headers["location"] == f"/proposals/{proposal.id}?done=accepted"
    assert (await sent(manager, f"/proposals/{proposal.id}/refuse", {"reason": "No"})).status_code == 409
    told = text_of(await operator.get("/sites/SH1/proposals"))
    assert "Phone empty 021 5555" in told
    assert "Thank you" in told
    csv = await manager.get("/proposals?state=accepted&format=csv")
    assert "Bund (SH1),Phone" in csv.text


async def test_a_proposal_that_was_overtaken_says_by_what(manager: Browser, district: District) -> None:
    proposal = await propose_changes(
        district.operator, "SH1", 1, ProposalIn(changes=wanted(phone="1"), reason="New"), NOW
    )
    await change_site_file(HQ, "SH1", 1, wanted(phone="2"), NOW)
    refused = await sent(manager, f"/proposals/{proposal}/accept", {})
    assert refused.status_code == 409
    assert "The file has changed since this was proposed: Phone." in text_of(refused)
    assert "changed meanwhile" in text_of(refused)


async def test_an_operator_takes_its_proposal_back(operator: Browser, district: District) -> None:
    form = await form_of(operator, "/sites/SH1/file/place") | {"phone": "1", "reason": "New line"}
    await sent(operator, "/sites/SH1/proposals", form)
    [proposal] = await proposals_of(HQ, "SH1")
    answer = await sent(operator, f"/sites/SH1/proposals/{proposal.id}/retract", {})
    assert answer.headers["location"] == "/sites/SH1/proposals?done=retracted"
    assert (await operator.get("/proposals")).status_code == 403


async def test_staff_come_and_go_on_the_page(operator: Browser, district: District) -> None:
    form = {"name": "Li Wei", "role": "technician", "from_on": days_ago(8), "phone": "1"}
    wrong = await sent(operator, "/sites/SH1/staff", form | {"to_on": days_ago(9), "role": ""})
    assert wrong.status_code == 422
    assert 'id="error-role"' in wrong.text
    assert (await sent(operator, "/sites/SH1/staff", form)).status_code == 303
    asked = await sent(operator, "/sites/SH1/staff", form)
    assert (asked.status_code, 'name="same_name"' in asked.text, 'value="Li Wei"' in asked.text) == (409, True, True)
    [member] = await list_staff(HQ, "SH1")
    here = f"/sites/SH1/staff/{member.id}"
    assert (await sent(operator, here, {"name": "Li Wei", "email": "no"})).status_code == 422
    assert (await sent(operator, here, {"name": "Li Wei", "email": "li@example.com"})).status_code == 303
    assert (await sent(operator, f"{here}/left", {"to_on": days_ago(9)})).status_code == 422
    assert (await sent(operator, f"{here}/left", {"to_on": days_ago(5)})).status_code == 303
    assert "Li Wei" in text_of(await operator.get(f"/sites/SH1/staff?on={days_ago(5)}"))
    assert "Nobody is known for that day" in text_of(await operator.get(f"/sites/SH1/staff?on={days_ago(4)}"))
    assert "This is not a date" in text_of(await operator.get("/sites/SH1/staff?on=March"))


async def test_documents_are_handed_in_and_refused_at_the_field(
    operator: Browser, manager: Browser, district: District
) -> None:
    form = {"kind": "licence", "title": "Licence & more", "valid_to": "2026-01-01"}
    script = {"file": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")}
    refused = await sent(operator, "/sites/SH1/documents", form, files=script)
    assert refused.status_code == 422
    assert 'id="error-file"' in refused.text
    assert 'value="Licence &amp; more"' in refused.text
    missing = await sent(operator, "/sites/SH1/documents", form, files={"file": ("", b"")})
    assert "File: Choose a file." in text_of(missing)
    binding = await sent(
        operator, "/sites/SH1/documents", form | {"kind": "contract"}, files={"file": ("a.pdf", corpus.PDF)}
    )
    assert (binding.status_code, 'id="error-kind"' in binding.text) == (403, True)
    for content in (corpus.PDF, corpus.talkative("PNG")):
        added = await sent(operator, "/sites/SH1/documents", form, files={"file": ("scan.pdf", content)})
        assert added.headers["location"] == "/sites/SH1/documents?done=added"
    page = await operator.get("/sites/SH1/documents")
    assert "Expired" in text_of(page)
    assert "Earlier" in text_of(page)
    assert "Take out" not in text_of(page)
    links = list(dict.fromkeys(re.findall(r'href="(/sites/SH1/documents/[^"]*/file)"', page.text)))
    shown = [(await operator.get(link)).headers["content-disposition"].partition(";")[0] for link in links]
    assert shown == ["inline", "attachment"]
    assert (await operator.get(links[0].replace("/file", "/thumbnail"))).headers["content-type"] == "image/jpeg"
    assert (await operator.get(links[1].replace("/file", "/thumbnail"))).status_code == 404
    remove = links[1].replace("/file", "/remove")
    assert (await sent(operator, remove, {})).status_code == 403
    assert (await sent(manager, remove, {})).headers["location"] == "/sites/SH1/documents?done=removed"
    assert (await operator.get(links[1])).status_code == 404


async def test_a_file_that_is_too_large_is_told_in_the_form(operator: Browser, district: District) -> None:
    form = {"kind": "licence", "title": "Licence"}
    content = b"%PDF-1.7" + b"x" * (27 << 20)
    refused = await sent(operator, "/sites/SH1/documents", form, files={"file": ("large.pdf", content)}, timeout=30)
    assert refused.status_code == 413
    assert "larger than 25 MB" in text_of(refused)


async def test_the_history_answers_for_a_day(operator: Browser, district: District) -> None:
    await change_site_file(HQ, "SH1", 1, wanted(operator="Hai Ltd", kind="self_operated"), NOW)
    page = text_of(await operator.get("/sites/SH1/history?on=2025-06-01"))
    assert "What was true on 1 Jun 2025 " in page
    assert "another operator" in page
    assert "Bund Ltd" not in page
    assert "its history begins later" in text_of(await operator.get("/sites/SH1/history?on=2020-01-01"))


async def test_the_pages_speak_chinese(operator: Browser, district: District) -> None:
    titles = {
        "file": "网点档案：外滩",
        "file/place": "申请变更：地址与位置",
        "staff": "人员：外滩",
        "staff/new": "添加人员",
        "documents": "证照与文件：外滩",
        "documents/new": "添加文件",
        "history": "网点沿革：外滩",
        "proposals": "变更申请：外滩",
    }
    for page, title in titles.items():
        answer = await operator.get(f"/sites/SH1/{page}?lang=zh_CN")
        assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (200, True), page


async def test_an_address_of_a_section_that_does_not_exist_is_no_page(manager: Browser, district: District) -> None:
    assert (await manager.get("/sites/SH1/file/finance")).status_code == 404
    assert (await sent(manager, "/sites/SH1/file/finance", {"version": "1"})).status_code == 404


async def test_programs_change_a_file_from_the_version_that_they_read(manager: Browser, district: District) -> None:
    address = "/api/v1/sites/SH1/file"
    read = await manager.get(address)
    headers = {"if-match": read.headers["etag"], "x-csrf-token": await manager.csrf()}
    changed = await manager.patch(address, json={"phone": "1", "holidays": ["2026-10-01"]}, headers=headers)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json()["holidays"] == ["2026-10-01"]
    stale = await manager.patch(address, json={"phone": "2"}, headers=headers)
    assert (stale.status_code, stale.json()["theirs"]["phone"]) == (412, "1")
    assert (await manager.patch(address, json={}, headers={**headers, "if-match": ""})).status_code == 428
    for wrong in ({"name": None}, {"latitude": 91}, {"code": "X"}, {"opening_hours": "daily"}):
        refused = await manager.patch(address, json=wrong, headers={**headers, "if-match": "*"})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, list(wrong)), wrong


async def test_programs_propose_decide_and_keep_staff(manager: Browser, operator: Browser, district: District) -> None:
    mine, theirs = {"x-csrf-token": await operator.csrf()}, {"x-csrf-token": await manager.csrf()}
    asked = {"changes": {"phone": "1"}, "reason": "New line"}
    made = await operator.post("/api/v1/sites/SH1/proposals", json=asked, headers={**mine, "if-match": '"1"'})
    assert (made.status_code, made.json()["state"]) == (201, "open")
    here = f"/api/v1/proposals/{made.json()['id']}"
    assert (await manager.get("/api/v1/proposals?stage=open")).json()["open"] == 1
    accepted = await manager.post(f"{here}/accept", json={}, headers=theirs)
    assert (accepted.status_code, accepted.json()["now"]) == (200, {"phone": "1"})
    assert (await manager.post(f"{here}/refuse", json={"reason": "No"}, headers=theirs)).status_code == 409
    retract = f"/api/v1/sites/SH1/proposals/{made.json()['id']}/retract"
    assert (await operator.post(retract, headers=mine)).status_code == 409
    person = {"name": "Li Wei", "role": "technician", "from_on": days_ago(8)}
    [member] = (await operator.post("/api/v1/sites/SH1/staff", json=person, headers=mine)).json()
    assert (await operator.post("/api/v1/sites/SH1/staff", json=person, headers=mine)).status_code == 409
    address = f"/api/v1/sites/SH1/staff/{member['id']}"
    assert (await operator.patch(address, json={"name": "Li Wei", "phone": "1"}, headers=mine)).status_code == 200
    [left] = (await operator.post(f"{address}/left", json={"to_on": days_ago(5)}, headers=mine)).json()
    assert (left["to_on"], left["phone"]) == (days_ago(5), "1")
    assert (await operator.get(f"/api/v1/sites/SH1/staff?on={days_ago(4)}")).json() == []
    told = (await operator.get(f"/api/v1/sites/SH1/history?on={days_ago(5)}")).json()
    assert [each["name"] for each in told["on_day"]["staff"]] == ["Li Wei"]
    assert told["periods"][0]["region"] == "East/Shanghai"
    assert (await operator.get("/api/v1/sites/SH1/history")).json()["on_day"] is None


async def test_programs_hand_in_documents(manager: Browser, district: District) -> None:
    headers, address = {"x-csrf-token": await manager.csrf()}, "/api/v1/sites/SH1/documents"
    form = {"kind": "contract", "title": "Contract", "valid_from": "2025-05-01"}
    [made] = (await manager.post(address, data=form, files={"file": ("c.pdf", corpus.PDF)}, headers=headers)).json()
    assert (made["kind"], made["valid_from"]) == ("contract", "2025-05-01")
    untitled = await manager.post(
        address, data={**form, "title": " "}, files={"file": ("c.pdf", corpus.PDF)}, headers=headers
    )
    assert (untitled.status_code, list(untitled.json()["fields"])) == (422, ["title"])
    assert (await manager.get(f"{address}/{made['id']}")).content == corpus.PDF
    assert (await manager.delete(f"{address}/{made['id']}", headers=headers)).json() == []
