"""Falsified reports and evidence: said, answered, decided by a second person, appealed, decided by a third."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.improvement.commands.falsifications import (
    answer_falsification,
    appeal_falsification,
    decide_falsification,
    open_falsification,
    review_falsification,
)
from network.improvement.errors.falsifications import (
    AnsweredAlready,
    FalsificationMoved,
    FalsificationNotFound,
    FalsificationWrong,
    NotHeardYet,
    NotIndependent,
    OpenedByNobody,
    OpenerDecides,
    TooLateToAnswer,
    TooLateToAppeal,
)
from network.improvement.lists import FALSIFICATIONS
from network.improvement.queries.falsifications import falsification, list_falsifications
from network.improvement.queries.falsifications_waiting import owed_cases, waiting_cases
from network.improvement.rules.falsifications import FalsificationState, end_of_days
from network.improvement.schemas.falsifications import FalsificationDecisionIn, FalsificationIn, FalsificationReviewIn
from network.web.listing import ListState
from tests.factory import HQ, NOW, Store, operator
from tests.served import Browse, Browser, MakePerson, text_of

OPENER, JUDGE, THIRD = (Actor(Role.HQ_MANAGER, name, uuid4(), None) for name in ("Opener", "Judge", "Third"))
CONFIRM = FalsificationDecisionIn(confirmed=True, reason="The figures are those of May.")
DISMISS = FalsificationDecisionIn(confirmed=False, reason="They are right.")
UPHOLD, OVERTURN = (FalsificationReviewIn(upheld=upheld, reason="Looked at again.") for upheld in (True, False))
FOURTEEN = timedelta(days=14)


def case(site: str = "SH1", **more: Any) -> FalsificationIn:
    said = {
        "site": site, "kind": "report", "reference": "June 2026", "happened_on": "2026-06-30",
        "grounds": "A copy of May.", "link": f"/sites/{site}/reports/2026-06",
    }  # fmt: skip
    return FalsificationIn.model_validate({**said, **more}, strict=False)


async def state_of(made: UUID) -> FalsificationState:
    return (await falsification(HQ, made, NOW)).state


@pytest.fixture
async def own(sites: dict[str, int]) -> Actor:
    return operator(sites["SH1"])


async def confirmed(own: Actor) -> UUID:
    """Opened now, answered and confirmed a day later."""
    made = await open_falsification(OPENER, case(), NOW)
    await answer_falsification(own, made, "A clerk took the wrong file.", NOW + timedelta(hours=1))
    await decide_falsification(JUDGE, made, CONFIRM, NOW + timedelta(days=1))
    return made


async def test_a_case_goes_from_one_person_to_the_site_to_a_second_to_the_site_to_a_third(
    store: Store, own: Actor, sites: dict[str, int]
) -> None:
    made = await confirmed(own)
    await appeal_falsification(own, made, "The desk crashed that week.", NOW + timedelta(days=2))
    assert await state_of(made) is FalsificationState.APPEALED
    await review_falsification(THIRD, made, OVERTURN, NOW + timedelta(days=3))
    shown = await falsification(own, made, NOW)
    assert (shown.state, shown.answer, shown.review) == (
        FalsificationState.OVERTURNED, "A clerk took the wrong file.", "Looked at again.",
    )  # fmt: skip
    assert [(step.what.value, step.side, step.who) for step in reversed(shown.steps)] == [
        ("opened", "hq", None), ("answered", "site", own.name), ("confirmed", "hq", None),
        ("appealed", "site", own.name), ("overturned", "hq", None),
    ]  # fmt: skip
    told = await store.rows("select action, site from trail_event where action like 'falsification.%' order by id")
    assert [(row["action"].partition(".")[2], row["site"]) for row in told] == [
        (what, sites["SH1"]) for what in ("opened", "answered", "confirmed", "appealed", "overturned")
    ]


async def test_nobody_decides_what_they_opened_nor_hears_an_appeal_about_it(own: Actor) -> None:
    made = await open_falsification(OPENER, case(), NOW)
    await answer_falsification(own, made, "It is genuine.", NOW)
    for involved in (OPENER, HQ):
        with pytest.raises(OpenerDecides):
            await decide_falsification(involved, made, CONFIRM, NOW)
    await decide_falsification(JUDGE, made, CONFIRM, NOW)
    with pytest.raises(FalsificationMoved):
        await decide_falsification(THIRD, made, DISMISS, NOW)
    await appeal_falsification(own, made, "It is genuine.", NOW)
    with pytest.raises(FalsificationMoved):
        await appeal_falsification(own, made, "Once more.", NOW)
    for involved in (OPENER, JUDGE, HQ):
        with pytest.raises(NotIndependent):
            await review_falsification(involved, made, UPHOLD, NOW)
    await review_falsification(THIRD, made, UPHOLD, NOW)
    with pytest.raises(FalsificationMoved):
        await review_falsification(THIRD, made, OVERTURN, NOW)
    assert await state_of(made) is FalsificationState.UPHELD


async def test_the_site_is_heard_first_to_the_end_of_its_last_day(own: Actor) -> None:
    until = end_of_days(NOW, 10, ZoneInfo("Asia/Shanghai"))
    made = await open_falsification(OPENER, case(), NOW)
    with pytest.raises(NotHeardYet):
        await decide_falsification(JUDGE, made, CONFIRM, until - timedelta(microseconds=1))
    with pytest.raises(TooLateToAnswer):
        await answer_falsification(own, made, "Too late.", until)
    await decide_falsification(JUDGE, made, DISMISS, until)
    assert await state_of(made) is FalsificationState.DISMISSED
    with pytest.raises(FalsificationMoved):
        await appeal_falsification(own, made, "Thank you.", until)
    again = await open_falsification(OPENER, case(answer_days=5), NOW)
    await answer_falsification(own, again, "Just in time.", until - timedelta(days=5, microseconds=1))
    with pytest.raises(AnsweredAlready):
        await answer_falsification(own, again, "And another thing.", NOW)


async def test_an_appeal_one_second_after_its_window_is_too_late(own: Actor) -> None:
    made = await confirmed(own)
    until = (await falsification(own, made, NOW)).appeal_until
    assert until == end_of_days(NOW + timedelta(days=1), 14, ZoneInfo("Asia/Shanghai"))
    for late in (until, until + timedelta(seconds=1)):
        with pytest.raises(TooLateToAppeal):
            await appeal_falsification(own, made, "Too late.", late)
    await appeal_falsification(own, made, "In time.", until - timedelta(seconds=1))


async def test_another_site_sees_no_case_and_a_site_decides_nothing(own: Actor, sites: dict[str, int]) -> None:
    made, rival = await open_falsification(OPENER, case(), NOW), operator(sites["SH2"])
    for attempt in (
        falsification(rival, made, NOW), answer_falsification(rival, made, "Not ours.", NOW),
        appeal_falsification(rival, made, "Not ours.", NOW), falsification(own, uuid4(), NOW),
    ):  # fmt: skip
        with pytest.raises(FalsificationNotFound):
            await attempt
    for refused in (
        open_falsification(own, case(), NOW), decide_falsification(own, made, DISMISS, NOW),
        answer_falsification(OPENER, made, "For them.", NOW),
        falsification(Actor(Role.EXECUTIVE, "X", uuid4(), None), made, NOW),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            await refused
    state = ListState(FALSIFICATIONS, sort="site")
    assert [(await list_falsifications(who, state, NOW)).total for who in (own, rival, HQ)] == [1, 0, 1]
    assert [len(await owed_cases(who, NOW)) for who in (own, rival, HQ)] == [1, 0, 0]
    assert await waiting_cases(HQ, NOW) == []
    assert [found.count for found in await waiting_cases(HQ, NOW + FOURTEEN)] == [1]


async def test_what_is_opened_names_a_site_a_day_that_was_and_who_says_so(own: Actor, sites: dict[str, int]) -> None:
    with pytest.raises(FalsificationWrong):
        await open_falsification(OPENER, case("NOWHERE"), NOW)
    with pytest.raises(FalsificationWrong):
        await open_falsification(Actor(Role.HQ_MANAGER, "R", uuid4(), frozenset({sites["BJ1"]})), case(), NOW)
    with pytest.raises(FalsificationWrong):
        await open_falsification(OPENER, case(happened_on=(NOW + timedelta(days=2)).date().isoformat()), NOW)
    with pytest.raises(OpenedByNobody):
        await open_falsification(HQ, case(), NOW)
    for wrong in (
        {"link": "https://elsewhere.example"}, {"link": "//elsewhere.example"}, {"link": "javascript:x"},
        {"answer_days": 4}, {"answer_days": 31}, {"kind": "mood"}, {"reference": " "}, {"grounds": ""},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=next(iter(wrong))):
            case(**wrong)


async def test_of_two_screens_one_decides_and_one_answer_is_kept(own: Actor) -> None:
    made = await open_falsification(OPENER, case(), NOW)
    tell: Callable[[str], Awaitable[None]] = lambda text: answer_falsification(own, made, text, NOW)  # noqa: E731
    told = await asyncio.gather(tell("One."), tell("Two."), return_exceptions=True)
    assert sorted(type(each).__name__ for each in told) == ["AnsweredAlready", "NoneType"]
    verdicts = (decide_falsification(JUDGE, made, CONFIRM, NOW), decide_falsification(THIRD, made, DISMISS, NOW))
    told = await asyncio.gather(*verdicts, return_exceptions=True)
    assert sorted(type(each).__name__ for each in told) == ["FalsificationMoved", "NoneType"]


async def test_the_database_keeps_what_was_said_and_decided_as_it_is(store: Store, own: Actor) -> None:
    made = await confirmed(own)
    refusals = (asyncpg.RestrictViolationError, asyncpg.CheckViolationError)
    for change in (
        "grounds = 'x'", "happened_on = '2026-01-01'", "answer = 'x'", "decision = 'x'", "state = 'dismissed'",
        "state = 'open'", "opened_by = decided_by", "appeal_until = appeal_until + interval '1 day'",
        "appealed_at = appeal_until, appeal = 'x', state = 'appealed'",
    ):  # fmt: skip
        with pytest.raises(refusals):
            await store.root.execute(f"update falsification_case set {change} where id = $1", made)
    await appeal_falsification(own, made, "It is genuine.", NOW + timedelta(days=1))
    with pytest.raises(asyncpg.CheckViolationError):
        await store.root.execute(
            "update falsification_case set state = 'overturned', reviewed_by = decided_by, reviewer = 'J', "
            "reviewed_at = appealed_at, review = 'x' where id = $1",
            made,
        )


async def send(browser: Browser, path: str, **form: str) -> httpx.Response:
    return await browser.post(path, data={**form, "_csrf": await browser.csrf()})


async def test_the_pages_lead_through_a_case_and_name_nobody_of_headquarters_to_the_site(
    browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    people: dict[str, Browser] = {}
    for place, (name, role) in enumerate(
        (("opener", Role.HQ_MANAGER), ("judge", Role.HQ_MANAGER), ("site", Role.SITE_OPERATOR))
    ):
        more = {"sites": ["SH1"]} if role is Role.SITE_OPERATOR else {"name": f"Hua {name}"}
        await person(f"{name}@example.com", role, **more)
        people[name] = browse(f"10.0.0.{place + 1}")
        await people[name].sign_in(f"{name}@example.com")
    opener, judge, shop = people.values()
    typed = {
        "site": "SH9", "kind": "report", "reference": "June", "happened_on": "2026-06-30", "grounds": "A copy of May.",
        "answer_days": "10",
    }  # fmt: skip
    wrong = await send(opener, "/falsifications", **typed)
    assert (wrong.status_code, "A copy of May." in wrong.text, 'id="error-site"' in wrong.text) == (422, True, True)
    made = await send(opener, "/falsifications", **{**typed, "site": "SH1"})
    path = str(made.headers["location"]).partition("?")[0]
    assert "so a colleague" not in text_of(await opener.get(path))
    assert path in (await shop.get("/home")).text
    assert (await send(shop, f"{path}/answer", answer="")).status_code == 422
    assert (await send(shop, f"{path}/answer", answer="A clerk erred.")).status_code == 303
    assert "so a colleague decides it" in text_of(await opener.get(path))
    assert "stage=decide" in (await judge.get("/home")).text
    again = await send(judge, f"{path}/decide", confirmed="", reason="Copied.")
    assert (again.status_code, "Copied." in again.text) == (422, True)
    assert (await send(opener, f"{path}/decide", confirmed="true", reason="Copied.")).status_code == 403
    assert (await send(judge, f"{path}/decide", confirmed="true", reason="Copied.")).status_code == 303
    assert (await send(shop, f"{path}/appeal", appeal="See the desk.")).status_code == 303
    assert 'name="upheld"' not in (await judge.get(path)).text
    shown = text_of(await shop.get(path))
    assert [word in shown for word in ("A copy of May.", "Copied.", "Hua opener", "Hua judge")] == [
        True, True, False, False,
    ]  # fmt: skip
    listed = (await shop.get("/api/v1/falsifications?case_state=appealed")).json()
    assert [line["reference"] for line in listed["items"]] == ["June"]
    assert (await judge.get("/falsifications?format=csv")).text.splitlines()[1].startswith("June,")
