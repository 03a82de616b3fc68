"""What planners and auditors are told: planners of visits that come back, auditors of cases and of what was decided."""

from datetime import timedelta
from uuid import UUID

import pytest
from asyncpg import InsufficientPrivilegeError

from network.audits.commands.answers import accept_visit, decline_visit, hand_back_visit
from network.audits.commands.calibrations import begin_round, open_round
from network.audits.commands.quarantine import reject_filing, release_filing
from network.audits.schemas.assignments import AnswerIn
from network.audits.schemas.calibrations import RoundIn
from network.audits.schemas.quarantine import DecisionIn
from network.foundation.access import Role
from network.foundation.database import fetch_value, transaction
from network.foundation.i18n import language
from network.identity.rules.notices import NoticeKind, notice_text
from tests.audits.visiting import Visitor, assigned, auditor, checklist, shown
from tests.factory import HQ, NOW, Store, operator
from tests.served import Browse, MakePerson, text_of

WHY = AnswerIn(reason="A wedding in the family of Li Lei")


@pytest.fixture
async def visitor(store: Store) -> Visitor:
    await checklist(store)
    return await auditor(store)


async def told(store: Store) -> dict[str, list[str]]:
    """The kinds of notices by whom they tell."""
    rows = await store.rows(
        "select split_part(a.email, '@', 1) as who, n.kind from notice n join account a on a.id = n.account order by 2"
    )
    return {who: [row["kind"] for row in rows if row["who"] == who] for who in {row["who"] for row in rows}}


async def test_those_who_plan_for_a_site_hear_that_a_visit_comes_back_and_nobody_else_does(
    store: Store, sites: dict[str, int], visitor: Visitor, person: MakePerson, browse: Browse
) -> None:
    await person("shanghai@example.com", Role.HQ_MANAGER, regions=["East China/Shanghai"])
    await person("north@example.com", Role.HQ_MANAGER, regions=["North China"])
    await person("shop@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    offered = await assigned(store, sites["SH1"], visitor, state="offered")
    accepted = await assigned(store, sites["SH1"], visitor, state="offered", window_from=NOW + timedelta(days=40))
    await accept_visit(visitor.actor, accepted, NOW)
    for _again in range(2):
        await decline_visit(visitor.actor, offered, WHY, NOW)
        await hand_back_visit(visitor.actor, accepted, WHY, NOW)
    assert await told(store) == {"shanghai": ["visit_declined", "visit_handed_back"]}
    rows = await store.rows("select facts::text || link as whole from notice")
    assert not any(secret in row["whole"] for row in rows for secret in ("A-1", "Person behind", "Li Lei"))
    browser = browse()
    await browser.sign_in("shanghai@example.com")
    page = text_of(await browser.get("/notices"))
    assert "The visit to SH1 from 19 Nov 2026 on was declined." in page
    assert "The visit to SH1 from 30 Dec 2026 on was handed back." in page
    assert f"/assignments/{offered}" in {row["link"] for row in await store.rows("select link from notice")}


async def test_an_auditor_tells_planners_of_no_visit_but_its_own_and_a_site_of_none(
    store: Store, sites: dict[str, int], visitor: Visitor, person: MakePerson
) -> None:
    await person("shanghai@example.com", Role.HQ_MANAGER)
    other = await auditor(store, "A-2")
    mine = await assigned(store, sites["SH1"], visitor)
    theirs = await assigned(store, sites["SH2"], other, state="declined")
    async with transaction(visitor.actor):
        for assignment in (mine, theirs):
            assert await fetch_value("select tell_planners($1, null)", assignment) is None
    with pytest.raises(InsufficientPrivilegeError):
        async with transaction(operator(sites["SH1"])):
            await fetch_value("select tell_planners($1, null)", mine)
    assert await told(store) == {}


async def test_every_auditor_at_work_hears_once_that_a_case_waits(
    store: Store, sites: dict[str, int], visitor: Visitor
) -> None:
    await auditor(store, "A-2")
    await auditor(store, "A-3", active=False)
    kept = await store.value("select id from checklist")
    made = await begin_round(HQ, RoundIn(name="Autumn at SH1", checklist=kept, case_text="At SH1 nobody greets."), NOW)
    assert await told(store) == {}
    await open_round(HQ, made, NOW)
    assert await told(store) == {"a-1": ["calibration_opened"], "a-2": ["calibration_opened"]}
    rows = await store.rows("select facts, link from notice")
    assert {(row["facts"], row["link"]) for row in rows} == {("{}", "/calibrations/open")}


@pytest.mark.parametrize(
    ("release", "kind", "text"),
    [
        (True, NoticeKind.VISIT_ADMITTED, "总部已受理您2026年11月12日的检查，并已转入复核。"),
        (False, NoticeKind.VISIT_REJECTED, "总部已驳回您2026年11月12日的检查，该次检查不计入结果。"),
    ],
)
async def test_an_auditor_hears_what_became_of_a_visit_in_quarantine_and_its_site_does_not(
    store: Store,
    sites: dict[str, int],
    visitor: Visitor,
    person: MakePerson,
    release: bool,
    kind: NoticeKind,
    text: str,
) -> None:
    await person("shop@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    await person("shanghai@example.com", Role.HQ_MANAGER)
    filing = await _quarantined(store, sites["SH1"], visitor)
    decide = release_filing if release else reject_filing
    await decide(HQ, filing, DecisionIn(reason="We rang the site SH1 up."), NOW)
    assert await told(store) == {"a-1": [kind.value]}
    facts = await store.value("select facts from notice")
    assert facts == '{"day": "2026-11-12"}'
    assert notice_text(kind, {"day": "2026-11-12"}, language("zh_CN")) == text


async def _quarantined(store: Store, site: int, visitor: Visitor) -> UUID:
    made = await shown(store, site, visitor)
    await store.rows("delete from audit_source")
    await store.rows("alter table filing disable trigger filing_moves")
    await store.rows("update filing set state = 'quarantined'")
    await store.rows("alter table filing enable always trigger filing_moves")
    return made.filing
