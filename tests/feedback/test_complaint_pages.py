"""Complaints and overcharging on their pages and by the API, as headquarters and a site go through them."""

from uuid import UUID

from network.foundation.access import Role
from tests.factory import Store
from tests.feedback.complaining import GIVEN
from tests.served import Browse, Browser, MakePerson, text_of

FORM = {**GIVEN, "received_at": "2026-11-02T10:00", "order_no": "", "product": ""}
MANAGERS = ("agent@example.com", "judge@example.com")


async def signed_in(browse: Browse, email: str) -> Browser:
    browser = browse()
    await browser.sign_in(email)
    return browser


async def post(browser: Browser, path: str, **form: str) -> str:
    """Where it leads; what the page says otherwise."""
    answer = await browser.post(path, data={**form, "_csrf": await browser.csrf()})
    return str(answer.headers.get("location", f"{answer.status_code} {text_of(answer)}"))


async def test_a_complaint_goes_over_the_pages_in_both_languages(
    browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    for email in MANAGERS:
        await person(email, Role.HQ_MANAGER)
    await person("site@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    agent, judge, site = [await signed_in(browse, email) for email in (*MANAGERS, "site@example.com")]
    assert "Nobody has complained" in text_of(await agent.get("/complaints"))
    wrong = await post(agent, "/complaints/new", **{**FORM, "site": "NOWHERE", "received_at": "soon"})
    assert wrong.startswith("422")
    assert "Two weeks, and nobody calls." in wrong
    path = (await post(agent, "/complaints/new", **FORM)).partition("?")[0]
    shown = text_of(await site.get(path))
    assert "…1234" in shown
    assert "Zhang San" not in shown
    assert (await site.get("/complaints/new")).status_code == 403
    assert "done=acknowledged" in await post(site, f"{path}/acknowledge")
    assert "done=stated" in await post(site, f"{path}/statement", statement="The part came late.")
    assert "done=waits" in await post(site, f"{path}/wait", wait_note="Nobody answers.")
    assert "done=went_on" in await post(site, f"{path}/go-on")
    early = await post(site, f"{path}/answer", answer="Sorry.", answered_at="2026-11-01T10:00")
    assert "before the complaint came in" in early
    assert "done=answered" in await post(site, f"{path}/answer", answer="Sorry.", answered_at="")
    decided = {"substantiated": "true", "responsible": "shared", "reason": "Both were late.", "finding": ""}
    assert "done=decided" in await post(judge, f"{path}/decide", **decided)
    again = await judge.post(f"{path}/decide", data={**decided, "_csrf": await judge.csrf()})
    assert again.status_code == 409
    assert "done=cared" in await post(agent, f"{path}/care", satisfied="true", care_note="All is well.")
    chinese = await site.get(path, headers={"accept-language": "zh-CN"})
    assert chinese.status_code == 200
    assert "Both were late." in text_of(chinese)
    listed = await agent.get("/complaints?branch=service&format=csv")
    assert "service.too_late" in listed.content.decode("utf-8-sig")
    assert "about 26" in text_of(await agent.get("/complaints/problems"))
    assert (await agent.get("/home")).status_code == (await site.get("/home")).status_code == 200


async def test_a_file_of_complaints_is_refused_on_its_page_and_taken_once_it_is_right(
    browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    await person("agent@example.com", Role.HQ_MANAGER)
    agent = await signed_in(browse, "agent@example.com")
    head = "complaint_no,channel,received_at,site,problem,severity,words\n"
    for row, status in (("X1,phone,2026-11-01 10:00,NO,service.refused,minor,No\n", 422), ("", 0)):
        sent = head + (row or "X1,phone,2026-11-01 10:00,SH1,service.refused,minor,No\n")
        answer = await agent.post(
            "/complaints/import", data={"_csrf": await agent.csrf()}, files={"file": ("c.csv", sent.encode())}
        )
        assert answer.status_code == (status or 303)
    assert "1 complaint is taken in" in text_of(await agent.get(answer.headers["location"]))


async def test_overcharging_goes_over_the_pages_and_the_api(
    browse: Browse, person: MakePerson, sites: dict[str, int], store: Store
) -> None:
    for email in MANAGERS:
        await person(email, Role.HQ_MANAGER)
    await person("site@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    judge, site = [await signed_in(browse, email) for email in ("judge@example.com", "site@example.com")]
    headers = {"x-csrf-token": await judge.csrf()}
    made = await judge.post(
        "/api/v1/complaints", json={**GIVEN, "received_at": "2026-11-02T10:00:00Z", "problem": "price.too_high"},
        headers=headers,
    )  # fmt: skip
    complaint = UUID(made.json()["id"])
    [case] = (await judge.get("/api/v1/overcharges")).json()["items"]
    shown = (await site.get(f"/api/v1/complaints/{complaint}")).json()
    assert shown["overcharge"] == case["id"]
    path = f"/overcharges/{case['id']}"
    assert "done=stated" in await post(site, f"{path}/statement", statement="It was agreed.")
    assert "422" in await post(judge, f"{path}/decide", substantiated="", reason="x")
    assert "done=decided" in await post(judge, f"{path}/decide", substantiated="true", reason="Above the list.")
    assert "Above the list." in text_of(await site.get(path))
    assert "done=looked" in await post(judge, "/overcharges/find")
    assert "Overcharged" in text_of(await site.get("/overcharges?state=substantiated"))
    assert (await site.get("/overcharges?format=xlsx")).status_code == 200
