"""What rivals, impatient people and curious operators try with certification and proposals, over HTTP."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from network.foundation.access import Role
from network.foundation.clock import now
from network.foundation.settings import Settings
from tests.foundation.evidence import corpus
from tests.served import Browse, Browser, MakePerson, application
from tests.sites.abusing import API, at_once, code_of, enter
from tests.sites.certifying import TYPE

CERTIFICATIONS = f"{API}/sites/SH1/certifications"
DOCUMENTS = f"{API}/sites/SH1/documents"
HTML = {"accept": "text/html"}
TODAY, SOON = ((now().date() + timedelta(days=days)).isoformat() for days in (0, 20))


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder))


async def headquarters(browse: Browse, person: MakePerson, *names: str) -> list[Browser]:
    for name in names:
        await person(f"{name}@example.com", Role.HQ_ADMINISTRATOR, name=f"{name.title()} of HQ")
    return [await enter(browse, f"{name}@example.com") for name in names]


async def operator_of(browse: Browse, person: MakePerson, site: str, name: str = "op") -> Browser:
    await person(f"{name}@example.com", Role.SITE_OPERATOR, sites=[site], name="Ou Yang")
    return await enter(browse, f"{name}@example.com")


async def changed(browser: Browser, change: str, **more: Any) -> httpx.Response:
    body = {"type": TYPE, "change": change, "reason": "Looked at on site.", **more}
    return await browser.post(f"{CERTIFICATIONS}/changes", json=body)


async def proposed(operator: Browser, phone: str = "021 5555") -> str:
    """The id of a change of the file that the operator of `SH1` asks for."""
    wanted = {"changes": {"phone": phone}, "reason": "We moved."}
    made: str = (await operator.post(f"{API}/sites/SH1/proposals", json=wanted)).json()["id"]
    return made


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"valid_from": SOON, "valid_to": TODAY}, "valid_to"),
        ({"valid_to": "0001-01-01"}, "valid_to"),
        ({"valid_to": "9999-12-31"}, "valid_to"),
        ({"valid_from": "9999-12-31"}, "valid_from"),
        ({"valid_from": "9999-01-01", "valid_to": "9999-12-31"}, "valid_from"),
        ({"valid_from": "0001-01-01"}, "valid_from"),
        ({"valid_from": "2090-01-01"}, "valid_from"),
        ({"effective_on": "9999-12-31"}, "effective_on"),
        ({"effective_on": "2026-02-30"}, "effective_on"),
    ],
)
async def test_days_that_cannot_be_give_no_certificate(
    browse: Browse, person: MakePerson, network: dict[str, int], days: dict[str, str], field: str
) -> None:
    [admin] = await headquarters(browse, person, "first")
    refused = await changed(admin, "granted", **days)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, [field])
    form = {"type": TYPE, "change": "granted", "reason": "x", **days}
    page = await admin.post("/sites/SH1/certification/changes", data=form, files={"evidence": ("", b"")})
    assert page.status_code == 422
    assert (await admin.get(CERTIFICATIONS)).json()["certifications"] == []


async def test_two_certificates_never_hold_at_once(browse: Browse, person: MakePerson, network: dict[str, int]) -> None:
    [admin] = await headquarters(browse, person, "first")
    clicks = [changed(admin, "granted", valid_to=SOON) for _click in range(3)]
    assert [status for status, _code in await at_once(*clicks)] == [201, 409, 409]
    overlapping = await changed(admin, "renewed", valid_from=SOON)
    assert (overlapping.status_code, code_of(overlapping)) == (409, "certificate_overlaps")
    renewals = [changed(admin, "renewed") for _click in range(2)]
    assert [status for status, _code in await at_once(*renewals)] == [201, 409]
    [found] = (await admin.get(CERTIFICATIONS)).json()["certifications"]
    assert len(found["certificates"]) == 2


async def test_a_suspension_is_confirmed_refused_or_taken_back_and_no_two_of_these(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    first, second = await headquarters(browse, person, "first", "second")
    await changed(first, "granted")
    proposals = f"{API}/certification-proposals"
    for _round in range(3):
        made = (await changed(first, "suspended")).json()["id"]
        told = await at_once(
            second.post(f"{proposals}/{made}/confirm", json={"reason": "Agreed."}),
            second.post(f"{proposals}/{made}/refuse", json={"reason": "Not at all."}),
            first.post(f"{proposals}/{made}/retract", json={"reason": "A mistake."}),
        )
        assert told == [(200, ""), *[(409, "certification_proposal_is_decided")] * 2]
        [found] = (await first.get(CERTIFICATIONS)).json()["certifications"]
        if found["standing"] == "suspended":
            assert (await changed(first, "reinstated")).status_code == 201


async def test_an_operator_reads_what_was_decided_and_nowhere_who_at_headquarters_did(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    first, second = await headquarters(browse, person, "first", "second")
    operator = await operator_of(browse, person, "SH1")
    await changed(first, "granted")
    made = (await changed(first, "suspended", reason="Untidy benches.")).json()["id"]
    for step, phone in (("accept", "021 5555"), ("refuse", "021 6666")):
        answer = await first.post(f"{API}/proposals/{await proposed(operator, phone)}/{step}", json={"reason": "So."})
        assert answer.status_code == 200
    for browser, kind in ((first, "contract"), (operator, "licence")):
        form = {"kind": kind, "title": kind}
        handed_in = await browser.post(DOCUMENTS, files={"file": ("a.pdf", corpus.PDF)}, data=form)
        assert handed_in.status_code == 201
    added_by = [each["added_by"] for each in (await operator.get(DOCUMENTS)).json()]
    assert added_by == ["Headquarters", "Ou Yang"]
    own = ("certification", "proposals", "trail", "trail/chain.json", "history", "documents")
    pages = [f"/sites/SH1/{page}" for page in own]
    pages += [
        DOCUMENTS,
        CERTIFICATIONS,
        f"{API}/sites/SH1/proposals",
        f"{API}/sites/SH1/history",
        f"{API}/certifications",
    ]
    assert "Untidy benches." not in "".join([(await operator.get(page, headers=HTML)).text for page in pages])
    assert (await operator.get(f"/certification/proposals/{made}", headers=HTML)).status_code == 404
    await second.post(f"{API}/certification-proposals/{made}/confirm", json={"reason": "Seen it too."})
    for page in pages:
        told = await operator.get(page, headers=HTML)
        assert (told.status_code, "of HQ" in told.text) == (200, False), page
    assert "Seen it too." in (await operator.get(CERTIFICATIONS)).text
    assert "Second of HQ" in (await first.get(CERTIFICATIONS)).text


async def test_a_type_says_nothing_that_no_certificate_could_be_printed_with(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    [admin] = await headquarters(browse, person, "first")
    kept = (await admin.get(f"{API}/certificate-types/{TYPE}")).json()
    line = kept.pop("product_line")["code"]
    wanted = {name: value for name, value in kept.items() if name != "version"} | {"product_line": line}
    for field in ("title", "title_zh", "product_line_name", "product_line_name_zh"):
        refused = await admin.put(f"{API}/certificate-types/{TYPE}", json=wanted | {field: "Level 2 \u202e🙂"})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, [field])
    await changed(admin, "granted")
    number = (await admin.get(CERTIFICATIONS)).json()["certifications"][0]["certificates"][0]["number"]
    printed = await admin.get(f"/sites/SH1/certification/certificates/{number}/certificate.pdf")
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize("step", ["accept", "refuse"])
async def test_a_reason_that_cannot_be_kept_is_told_in_its_form(
    browse: Browse, person: MakePerson, network: dict[str, int], step: str
) -> None:
    [admin] = await headquarters(browse, person, "first")
    made = await proposed(await operator_of(browse, person, "SH1"))
    typed = {"note": "a\x00b", "reason": "a\x00b"}
    refused = await admin.post(f"/proposals/{made}/{step}", data=typed, headers=HTML)
    assert refused.status_code == 422
    assert (await admin.get(f"{API}/proposals/{made}")).json()["proposal"]["state"] == "open"


async def test_a_proposal_is_accepted_or_taken_back_and_never_both(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    [admin] = await headquarters(browse, person, "first")
    operator = await operator_of(browse, person, "SH1")
    for number in range(3):
        made = await proposed(operator, f"021 555{number}")
        accepting = (admin.post(f"{API}/proposals/{made}/accept", json={}) for _click in range(2))
        told = await at_once(*accepting, operator.post(f"{API}/sites/SH1/proposals/{made}/retract"))
        assert [status for status, _code in told] == [200, 409, 409]
        state = (await admin.get(f"{API}/proposals/{made}")).json()["proposal"]["state"]
        phone = (await admin.get(f"{API}/sites/SH1/file")).json()["phone"]
        assert (state == "accepted") == (phone == f"021 555{number}")


async def test_somebody_who_is_added_by_two_clicks_is_added_once(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    operator = await operator_of(browse, person, "SH1")
    hired = {"name": "Li Wei", "role": "technician", "from_on": TODAY}
    clicks = [operator.post(f"{API}/sites/SH1/staff", json=hired) for _click in range(4)]
    assert [status for status, _code in await at_once(*clicks)] == [201, 409, 409, 409]
    assert len((await operator.get(f"{API}/sites/SH1/staff")).json()) == 1


async def test_guessing_tells_nothing_of_what_belongs_to_others(
    browse: Browse, person: MakePerson, network: dict[str, int]
) -> None:
    """An address of somebody else's is answered like one of nobody's."""
    [admin] = await headquarters(browse, person, "first")
    operator, rival = await operator_of(browse, person, "SH1"), await operator_of(browse, person, "BJ1", "rival")
    await changed(admin, "granted")
    number = (await admin.get(CERTIFICATIONS)).json()["certifications"][0]["certificates"][0]["number"]
    hired = {"name": "Li Wei", "role": "technician", "from_on": TODAY}
    [staff] = (await operator.post(f"{API}/sites/SH1/staff", json=hired)).json()
    pages = ("certifications", "file", "staff", "documents", "proposals", "history", "access", "keys")
    pairs = [(f"{API}/sites/SH1/{page}", f"{API}/sites/ZZ9/{page}") for page in pages]
    proposals, people, printed = (f"/sites/BJ1/{page}" for page in ("proposals", "staff", "certification/certificates"))
    pairs += [
        (f"{API}{proposals}/{await proposed(operator)}/retract", f"{API}{proposals}/{uuid4()}/retract"),
        (f"{API}{people}/{staff['id']}/left", f"{API}{people}/{uuid4()}/left"),
        (f"{printed}/{number}/certificate.pdf", f"{printed}/SM-0000-0000-0000/certificate.pdf"),
    ]
    for there, nowhere in pairs:
        assert await told_of(rival, there) == await told_of(rival, nowhere)


async def told_of(browser: Browser, address: str) -> dict[str, Any]:
    """What a refusal says, but for the number of the request."""
    changing = address.endswith(("/retract", "/left"))
    body = {"to_on": "2026-01-02"} if address.endswith("/left") else {}
    answer = await (browser.post(address, json=body) if changing else browser.get(address))
    assert answer.status_code == 404
    return {name: value for name, value in answer.json().items() if name != "request_id"}
