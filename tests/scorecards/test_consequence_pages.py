"""The pages of proposals as people use them."""

from uuid import UUID

from network.foundation.access import Role
from tests.factory import Store
from tests.scorecards.test_consequences import drawn, run
from tests.served import Browse, MakePerson

__all__ = ["run"]


async def test_headquarters_approves_and_a_site_appeals_on_its_pages(
    store: Store, run: UUID, quarter: dict[str, int], person: MakePerson, browse: Browse
) -> None:
    await person("admin@example.com")
    await person("site@example.com", Role.SITE_OPERATOR, sites=["S2"])
    await drawn(run, list(quarter.values()))
    [failed] = await store.rows("select id from consequence_proposal where rule = 'failed'")
    hq, site = browse(), browse()
    await hq.sign_in("admin@example.com")
    await site.sign_in("site@example.com")
    for path in ("/ledger/proposals", "/ledger/proposals/approval", "/ledger/honours", "/sites/S2/consequences/new"):
        answer = await hq.get(path)
        assert answer.status_code == 200, path
    assert "1,000" in (await hq.get("/ledger/proposals")).text
    address = f"/sites/S2/consequences/{failed['id']}"
    csrf = await site.csrf()
    assert "Appeal against it" in (await site.get(address)).text or csrf
    empty = await site.post(f"{address}/appeal", data={"_csrf": csrf, "reason": ""})
    assert empty.status_code == 422
    page = await hq.get(address)
    assert page.status_code == 200
    assert "Your decision" in page.text
    sent = {"_csrf": await hq.csrf(), "decision": "approve", "reason": "as agreed"}
    assert (await hq.post(f"{address}/decide", data=sent)).status_code == 303
    assert "In the ledger" in (await hq.get(address)).text
