"""A site answers a corrective action; another person verifies it; its effect is looked at 90 days later."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from pydantic import ValidationError

from network.foundation.access import Actor
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden
from network.improvement.commands.actions import answer_action, judge_effect, return_action, verify_action
from network.improvement.commands.extensions import ask_for_time, decide_on_time
from network.improvement.commands.findings import withdraw_finding, write_finding_down
from network.improvement.commands.raising import raise_findings
from network.improvement.errors.actions import (
    ActionMoved,
    ActionNotFound,
    AnswererVerifies,
    AnswerWrong,
    CheckedTooEarly,
    ExtensionTooLate,
    ExtensionWaits,
    ExtensionWrong,
    FindingIsOver,
    FindingWrong,
    NoExtensionWaits,
)
from network.improvement.queries.findings import action, finding
from network.improvement.rules.findings import Failure, Grade
from network.improvement.schemas.findings import AnswerIn, EffectIn, ExtensionDecisionIn, ExtensionIn, FindingIn
from network.sites.errors.sites import SiteNotFound
from tests.factory import HQ, NOW, Store, manager, operator
from tests.improvement.auditing import audit, checklist
from tests.improvement.taking import ANSWER, CHECKER, answered, owed, verified

DUE = date(2026, 12, 4)
HELPED = EffectIn(effective=True, reason="No visit since found it.")


@pytest.fixture
async def own(sites: dict[str, int]) -> Actor:
    """Somebody who runs SH1."""
    return operator(sites["SH1"])


async def test_a_finding_is_answered_verified_and_closed_when_it_helped(store: Store, own: Actor) -> None:
    made = await answered(store, own, NOW + timedelta(days=3))
    await verify_action(CHECKER, "SH1", made, "Seen on the photo.", NOW + timedelta(days=20))
    found = await action(own, "SH1", made, NOW)
    assert (found.state, found.done_on, found.check_on) == ("verified", date(2026, 11, 23), date(2027, 3, 10))
    checked = datetime(2027, 3, 9, 16, tzinfo=UTC)
    with pytest.raises(CheckedTooEarly):
        await judge_effect(CHECKER, "SH1", made, HELPED, checked - timedelta(seconds=1))
    assert await judge_effect(CHECKER, "SH1", made, HELPED, checked) is None
    found = await action(own, "SH1", made, checked)
    assert (found.state, found.finding.state) == ("effective", "closed")
    assert [step.what for step in found.steps] == ["effective", "verified", "answered", "raised"]
    assert [step.who for step in found.steps] == [None, None, "Ou", None], "a site is not told who at HQ acted"


async def test_what_a_program_did_is_not_told_under_the_name_of_somebody(store: Store, sites: dict[str, int]) -> None:
    """Findings are raised when an audit is published, which nobody does by hand."""
    made = await audit(store, sites["SH1"], await checklist(store), date(2026, 11, 2))
    failure = Failure("greeted", {"en": "Was anybody greeted?", "zh_CN": "是否有人迎接？"})
    publication = Actor.system("publication")
    async with transaction(publication):
        await raise_findings(publication, sites["SH1"], made, [failure], NOW)
    raised = UUID(str(await store.value("select id from corrective_action")))
    found = await action(CHECKER, "SH1", raised, NOW)
    assert found.finding.raised_by is None
    assert [step.who for step in found.steps] == [None]
    own = await owed(store, "SH2")
    assert (await action(CHECKER, "SH2", own, NOW)).finding.raised_by == HQ.name


async def test_what_did_not_help_is_followed_by_another_action(store: Store, own: Actor) -> None:
    made = await verified(store, own)
    later = NOW + timedelta(days=100)
    again = await judge_effect(CHECKER, "SH1", made, EffectIn(effective=False, reason="Found again."), later)
    assert again is not None
    found = await action(own, "SH1", again, later)
    assert (found.state, found.due_on) == ("open", date(2027, 3, 14))
    assert [each.state for each in found.finding.actions] == ["ineffective", "open"]
    assert found.finding.state == "open"


async def test_an_answer_that_is_sent_back_is_given_again_and_stays_due(store: Store, own: Actor) -> None:
    made = await answered(store, own)
    await return_action(CHECKER, "SH1", made, "The photo shows the old list.", NOW + timedelta(hours=1))
    found = await action(own, "SH1", made, NOW)
    assert (found.state, found.due_on, found.steps[0].note) == ("returned", DUE, "The photo shows the old list.")
    await answer_action(own, "SH1", made, ANSWER, NOW)
    assert (await action(own, "SH1", made, NOW)).state == "answered"
    kinds = await store.rows("select what from action_step where action = $1 order by at", made)
    assert [row["what"] for row in kinds].count("answered") == 2


async def test_nobody_verifies_an_own_answer_and_no_command_line_does(store: Store, own: Actor) -> None:
    made = await answered(store, own)
    await store.rows("update corrective_action set answered_by = $2 where id = $1", made, CHECKER.account)
    for actor in (CHECKER, HQ):
        with pytest.raises(AnswererVerifies):
            await verify_action(actor, "SH1", made, "", NOW)
        with pytest.raises(AnswererVerifies):
            await return_action(actor, "SH1", made, "No.", NOW)


async def test_the_root_cause_of_all_but_minor_findings_is_asked_for(store: Store, own: Actor) -> None:
    without = AnswerIn(**{**ANSWER.model_dump(), "root_cause": " "})
    made = await owed(store, grade=Grade.MAJOR)
    with pytest.raises(AnswerWrong) as refused:
        await answer_action(own, "SH1", made, without, NOW)
    assert set(refused.value.fields) == {"root_cause"}
    await answer_action(own, "SH1", await owed(store, grade=Grade.MINOR), without, NOW)


@pytest.mark.parametrize("field", ["containment", "remedy", "owner"])
def test_an_answer_says_what_was_done_and_who_sees_to_it(field: str) -> None:
    with pytest.raises(ValidationError):
        AnswerIn(**{**ANSWER.model_dump(), field: " "})


async def test_a_move_that_the_state_does_not_allow_is_refused(store: Store, own: Actor) -> None:
    fresh, done = await owed(store), await verified(store, own)
    for actor, refused in ((CHECKER, verify_action), (CHECKER, return_action)):
        with pytest.raises(ActionMoved):
            await refused(actor, "SH1", fresh, "Because", NOW)
    with pytest.raises(ActionMoved):
        await answer_action(own, "SH1", done, ANSWER, NOW)
    with pytest.raises(ActionMoved):
        await judge_effect(CHECKER, "SH1", fresh, HELPED, NOW)


async def test_more_time_is_granted_once_by_headquarters_and_asked_for_until_the_due_day_ends(
    store: Store, own: Actor
) -> None:
    made, wish = await owed(store), ExtensionIn(due_on=date(2026, 12, 20), reason="The sign comes from abroad.")
    ends = datetime(2026, 12, 4, 16, tzinfo=UTC)
    with pytest.raises(ExtensionTooLate):
        await ask_for_time(own, "SH1", made, wish, ends)
    for wrong in (DUE, DUE + timedelta(days=61)):
        with pytest.raises(ExtensionWrong):
            await ask_for_time(own, "SH1", made, ExtensionIn(due_on=wrong, reason="Later"), NOW)
    await ask_for_time(own, "SH1", made, wish, ends - timedelta(seconds=1))
    with pytest.raises(ExtensionWaits):
        await ask_for_time(own, "SH1", made, wish, NOW)
    assert (await action(own, "SH1", made, NOW)).due_on == DUE, "nothing moves before it is decided"
    await decide_on_time(CHECKER, "SH1", made, ExtensionDecisionIn(granted=True, reason="Seen the order."), ends)
    found = await action(own, "SH1", made, NOW)
    assert (found.due_on, found.first_due_on, found.extensions[0].state) == (date(2026, 12, 20), DUE, "granted")
    with pytest.raises(NoExtensionWaits):
        await decide_on_time(CHECKER, "SH1", made, ExtensionDecisionIn(granted=True, reason="Again"), ends)


async def test_refused_time_leaves_the_due_date(store: Store, own: Actor) -> None:
    made = await owed(store)
    await ask_for_time(own, "SH1", made, ExtensionIn(due_on=date(2026, 12, 20), reason="Holidays"), NOW)
    await decide_on_time(CHECKER, "SH1", made, ExtensionDecisionIn(granted=False, reason="No reason"), NOW)
    assert (await action(own, "SH1", made, NOW)).due_on == DUE


async def test_a_finding_written_down_by_mistake_is_withdrawn_with_its_action(store: Store, own: Actor) -> None:
    made = await answered(store, own)
    written = (await action(own, "SH1", made, NOW)).finding.id
    await withdraw_finding(HQ, "SH1", written, "It was another site.", NOW)
    assert (await action(own, "SH1", made, NOW)).state == "withdrawn"
    with pytest.raises(FindingIsOver):
        await withdraw_finding(HQ, "SH1", written, "Once more.", NOW)


async def test_a_finding_of_tomorrow_is_refused(store: Store, own: Actor) -> None:
    given = FindingIn(title="Sign", detail="Missing", grade=Grade.MINOR, found_on=date(2026, 11, 21))
    with pytest.raises(FindingWrong):
        await write_finding_down(HQ, "SH1", given, NOW)
    await write_finding_down(HQ, "SH1", given, NOW + timedelta(hours=4))


async def test_other_sites_and_other_regions_see_nothing_and_roles_keep_to_their_side(
    store: Store, sites: dict[str, int], own: Actor
) -> None:
    made = await answered(store, own)
    for stranger in (operator(sites["SH2"]), manager(sites["BJ1"])):
        with pytest.raises(SiteNotFound):
            await action(stranger, "SH1", made, NOW)
    with pytest.raises(ActionNotFound):
        await action(HQ, "SH2", made, NOW)
    with pytest.raises(ActionNotFound):
        await action(HQ, "SH1", UUID(int=3), NOW)
    for mine, theirs in ((own, verify_action), (own, return_action)):
        with pytest.raises(Forbidden):
            await theirs(mine, "SH1", made, "Because", NOW)
    with pytest.raises(Forbidden):
        await answer_action(CHECKER, "SH1", made, ANSWER, NOW)
    region = manager(sites["SH1"])
    await verify_action(region, "SH1", made, "", NOW)


async def test_the_database_itself_keeps_a_site_from_verifying(store: Store, own: Actor) -> None:
    made = await answered(store, own)
    for change in ("done_on = due_on", "state = 'verified'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(own):
                await execute(f"update corrective_action set {change} where id = $1", made)


async def test_later_visits_say_what_became_of_the_question(store: Store, sites: dict[str, int], own: Actor) -> None:
    """As each audit stands now: an upheld appeal leaves the question out, a voided audit is none."""
    by, site = await checklist(store), sites["SH1"]
    visits = [await audit(store, site, by, date(2026, month, 5)) for month in (3, 5, 7, 9)]
    voided = await audit(store, site, by, date(2026, 10, 5), state="voided", voided_reason="Kin")
    said = ((True, False), (False, False), (True, True), (True, False), (True, False))
    for visit, (failed, left_out) in zip((*visits, voided), said, strict=True):
        await revision(store, site, visit, failed=failed, left_out=left_out)
    async with transaction(HQ):
        [made] = await raise_findings(HQ, site, visits[0], [Failure("price", {"en": "Price", "zh_CN": "价格"})], NOW)
    found = await finding(own, "SH1", made)
    expected = list(zip(visits[1:], (False, None, True), strict=True))
    assert [(each.audit, each.failed) for each in found.later] == expected


async def revision(store: Store, site: int, of: UUID, *, failed: bool, left_out: bool) -> None:
    question = {"key": "price", "failed": failed, "left_out": left_out}
    await store.rows(
        "insert into audit_revision (id, audit, site, number, document, reason, made_at) "
        "values (gen_random_uuid(), $1, $2, 1, $3, '', $4)",
        of,
        site,
        json.dumps({"sections": [{"key": "money", "questions": [question]}]}),
        NOW,
    )
