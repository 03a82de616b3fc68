"""Self-assessments: a draft that keeps itself, handed in once, and never part of a scorecard."""

from decimal import Decimal
from uuid import UUID

import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.scorecards.metrics.catalogue import METRICS
from network.training.commands.assessments import begin_assessment, hand_in_assessment, keep_assessment
from network.training.errors.assessments import AssessmentHandedIn, AssessmentIncomplete, AssessmentNotFound
from network.training.queries.assessments import self_assessment, self_assessments
from network.training.rules.assessments import scores, total
from network.training.schemas.assessments import AssessmentIn, questionnaire
from network.web.versions import PreconditionFailed
from tests.factory import HQ, NOW, Store, operator
from tests.repairs.conftest import store
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, app, browse, person

__all__ = ["app", "browse", "person", "store"]

ALL = {item.key: 4 for item in questionnaire().items}


def given(**answers: int) -> AssessmentIn:
    return AssessmentIn(answers=answers)


async def begun(store: Store) -> tuple[Actor, UUID]:
    owner = operator(await store.site("S1"))
    return owner, await begin_assessment(owner, "S1", NOW)


def test_the_questionnaire_has_seven_parts_of_forty_items_in_both_languages() -> None:
    parts = scores(questionnaire(), ALL)
    assert [part.possible for part in parts] == [35, 25, 20, 35, 20, 35, 30]
    assert len({item.key for item in questionnaire().items}) == 40
    assert all(item.text.en and item.text.zh_CN for item in questionnaire().items)


@pytest.mark.parametrize(("answer", "percent"), [(1, 20), (4, 80), (5, 100)])
def test_scores_are_shares_of_what_can_be_reached(answer: int, percent: int) -> None:
    parts = scores(questionnaire(), dict.fromkeys(ALL, answer))
    assert {part.percent for part in [*parts, total(parts)]} == {percent}


def test_no_metric_reads_what_a_site_says_of_itself() -> None:
    statements = [metric.statement({}) + metric.evidence({}) for metric in METRICS.values()]
    assert statements
    assert not any("assessment" in text for text in statements)


async def test_a_draft_is_begun_once_kept_and_handed_in_once(store: Store) -> None:
    owner, draft = await begun(store)
    assert await begin_assessment(owner, "S1", NOW) == draft
    assert await keep_assessment(owner, "S1", draft, given(greeted=3), 1) == 2
    with pytest.raises(PreconditionFailed):
        await keep_assessment(owner, "S1", draft, given(greeted=5), 1)
    await hand_in_assessment(owner, "S1", draft, given(**ALL), 2, NOW)
    with pytest.raises(AssessmentHandedIn):
        await keep_assessment(owner, "S1", draft, given(), 3)
    [found] = await self_assessments(HQ, "S1")
    assert (found.total.points, found.total.percent, found.handed_in_by) == (160, Decimal(80), "Ou")


async def test_what_is_not_answered_is_named_and_what_is_not_asked_refused(store: Store) -> None:
    owner, draft = await begun(store)
    with pytest.raises(AssessmentIncomplete) as refusal:
        await hand_in_assessment(owner, "S1", draft, given(greeted=3), 1, NOW)
    assert len(refusal.value.fields) == 39
    with pytest.raises(AssessmentIncomplete):
        await keep_assessment(owner, "S1", draft, given(unknown=3), 1)


async def test_a_draft_is_its_site_s_alone_and_nobody_else_writes(store: Store) -> None:
    owner, draft = await begun(store)
    assert await self_assessments(HQ, "S1") == []
    with pytest.raises(AssessmentNotFound):
        await self_assessment(HQ, "S1", draft)
    with pytest.raises(Forbidden):
        await begin_assessment(HQ, "S1", NOW)
    assert (await self_assessment(owner, "S1", draft)).handed_in_at is None


async def test_it_is_answered_and_handed_in_in_a_browser(browse: Browse, person: MakePerson, store: Store) -> None:
    await store.site("S1")
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    token = {"_csrf": await browser.csrf()}
    begun = await browser.post("/sites/S1/self-assessments", data=token)
    address = begun.headers["location"]
    assert (await browser.get(address)).status_code == 200
    answers = {key: str(value) for key, value in ALL.items()}
    kept = await browser.post(f"{address}/draft", data={**token, "version": "1", "greeted": "4", "note": "Later"})
    assert (kept.status_code, 'value="2"' in kept.text) == (200, True)
    partly = await browser.post(address, data={**token, "version": "2", "greeted": "4", "note": "Call them"})
    assert (partly.status_code, "Call them" in partly.text) == (422, True)
    handed = await browser.post(address, data={**token, **answers, "version": "2", "note": "Call them"})
    assert handed.status_code == 303
    for page in ("/sites/S1/self-assessments", address, "/api/v1/sites/S1/self-assessments"):
        assert (await browser.get(page)).status_code == 200
