"""Posters at the counter: who makes their codes, what comes in through them, how much, and that it counts nowhere."""

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Any

import asyncpg
import pytest
from pypdf import PdfReader

from network.feedback.commands.posters import answer_by_poster, asked_by_poster, make_poster
from network.feedback.errors.posters import (
    PosterBusy,
    PosterMadeMeanwhile,
    PosterReplaced,
    PosterSiteClosed,
    PosterUnknown,
)
from network.feedback.errors.surveys import AnswerWrong
from network.feedback.lists import ANSWERS
from network.feedback.queries.answers import list_answers
from network.feedback.queries.posters import poster_of
from network.feedback.rules.posters import HOUR, MOST_OF_ADDRESS, MOST_OF_POSTER, grouped
from network.feedback.schemas.posters import VoiceIn
from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden, ServicemarkError
from network.sites.errors.sites import SiteNotFound
from network.web.listing import ListState
from tests.factory import HQ, NOW, Store, operator
from tests.repairs.counter import enter
from tests.served import Browse, Browser, MakePerson, text_of

GOOD = VoiceIn(grade=2, blocks={"trading": 1}, comment="They let me wait.")
PAGE = "/sites/SH1/poster"


@pytest.fixture
async def hung(store: Store, sites: dict[str, int]) -> str:
    """The code at the counter of SH1."""
    return await make_poster(operator(sites["SH1"]), "SH1", NOW)


async def say(code: str, given: VoiceIn = GOOD, address: str = "10.0.0.9", after: timedelta = timedelta()) -> Any:
    return await answer_by_poster(code, given, "en", address, NOW + after)


async def test_what_is_said_at_a_poster_is_kept_without_a_trace_of_who_said_it(
    hung: str, store: Store, sites: dict[str, int]
) -> None:
    assert (await asked_by_poster(grouped(hung).lower(), "10.0.0.9", NOW)).site == "SH1"
    made = [await say(hung) for _time in range(2)]
    rows = await store.rows("select * from survey_answer")
    assert {row["id"] for row in rows} == set(made)
    assert {(row["channel"], row["repair_order"], row["entered_by"], row["comment"]) for row in rows} == {
        ("poster", None, None, GOOD.comment)
    }
    events = await store.rows("select site, body from trail_event where action = 'survey.answered'")
    assert [row["site"] for row in events] == [0, 0]
    assert not any("10.0.0.9" in row["body"] for row in events)


async def test_it_counts_nowhere_and_is_shown_apart(hung: str, store: Store, sites: dict[str, int]) -> None:
    site = sites["SH1"]
    order = await store.order(site, "A1", NOW - timedelta(days=3), ready=5)
    await store.rows(
        "insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, answered_at) "
        "values (gen_random_uuid(), $1, $2, 'receipt', 'customer', 1, 5, $3)",
        *(site, order, NOW),
    )
    await say(hung)
    found = await list_answers(operator(site), ListState(ANSWERS, "", "month", "descending"))
    assert (found.total, found.grades, found.open_voices) == (2, [0, 0, 0, 0, 1], 1)
    shown = await poster_of(operator(site), "SH1")
    assert (shown.grades, [each.comment for each in shown.voices]) == ([0, 1, 0, 0, 0], [GOOD.comment])
    quarter = f"{NOW.year}Q{(NOW.month + 2) // 3}"
    filters: list[dict[str, str]] = [{"counts": "no"}, {"channel": "poster", "quarter": quarter}, {"quarter": "2019Q1"}]
    states = [ListState(ANSWERS, "", "month", "descending", filters=each) for each in filters]
    assert [(await list_answers(HQ, each)).total for each in states] == [1, 1, 0]


async def test_a_new_code_takes_the_place_of_the_one_before(hung: str, store: Store, sites: dict[str, int]) -> None:
    newer = await make_poster(HQ, "SH1", NOW + timedelta(hours=1))
    for refused in (asked_by_poster(hung, "10.0.0.9", NOW), say(hung)):
        with pytest.raises(PosterReplaced):
            await refused
    assert (await say(newer), (await poster_of(HQ, "SH1")).code) != (None, hung)
    assert [row["body"].count('"replaced":true') for row in await store.rows(
        "select body from trail_event where action = 'poster.made' order by id"
    )] == [0, 1]  # fmt: skip
    outcomes = await asyncio.gather(
        *(make_poster(HQ, "SH1", NOW + timedelta(hours=2)) for _turn in range(4)), return_exceptions=True
    )
    assert all(isinstance(each, str | PosterMadeMeanwhile) for each in outcomes)
    assert await store.value("select count(*) from survey_poster where ended_at is null") == 1


@pytest.mark.parametrize(
    "sql",
    [
        "update survey_poster set code = 'AAAAAAAAAAAA'",
        "update survey_poster set ended_at = made_at; update survey_poster set ended_at = null",
        "delete from survey_poster",
        "truncate survey_poster",
    ],
)
async def test_the_database_lets_a_poster_end_once_and_changes_nothing_else(hung: str, store: Store, sql: str) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await store.root.execute(sql)


async def test_only_its_site_and_headquarters_make_a_poster(hung: str, sites: dict[str, int]) -> None:
    rival = operator(sites["BJ1"])
    for refused in (make_poster(rival, "SH1", NOW), poster_of(rival, "SH1")):
        with pytest.raises(SiteNotFound):
            await refused
    with pytest.raises(Forbidden):
        await make_poster(Actor(role=Role.EXECUTIVE, name="Chen", sites=None), "SH1", NOW)


async def test_a_closed_site_takes_no_voices_and_hangs_no_poster(
    hung: str, store: Store, sites: dict[str, int]
) -> None:
    await store.root.execute("update site set status = 'closed' where code = 'SH1'")
    for refused in (say(hung), asked_by_poster(hung, "10.0.0.9", NOW), make_poster(HQ, "SH1", NOW)):
        with pytest.raises(PosterSiteClosed):
            await refused


@pytest.mark.parametrize("code", ["", "AAAAAAAAAAAA", "' or 1=1 --", "x" * 40, "\u0000", "上海"])
async def test_a_code_that_never_was_is_refused(hung: str, code: str) -> None:
    with pytest.raises(PosterUnknown):
        await say(code)


async def test_of_one_address_and_through_one_poster_so_much_is_taken_in_an_hour(hung: str, store: Store) -> None:
    async def outcome(address: str, after: timedelta = timedelta()) -> type[ServicemarkError] | None:
        try:
            await say(hung, address=address, after=after)
        except ServicemarkError as refusal:
            return type(refusal)
        return None

    of_one = [await outcome("10.0.0.1") for _time in range(MOST_OF_ADDRESS + 1)]
    assert of_one == [None] * MOST_OF_ADDRESS + [PosterBusy]
    others = [await outcome(f"10.0.1.{number}") for number in range(MOST_OF_POSTER - MOST_OF_ADDRESS + 1)]
    assert (others.count(None), others[-1]) == (MOST_OF_POSTER - MOST_OF_ADDRESS, PosterBusy)
    assert await outcome("10.0.0.1", HOUR + timedelta(seconds=1)) is None
    assert await store.value("select count(*) from survey_answer") == MOST_OF_POSTER + 1


async def test_what_the_form_does_not_ask_is_refused(hung: str) -> None:
    with pytest.raises(AnswerWrong):
        await say(hung, VoiceIn(grade=4, blocks={"soul": 1}))


@pytest.fixture
async def manager(sites: dict[str, int], browse: Browse, person: MakePerson) -> Browser:
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])


async def test_the_operator_makes_prints_and_replaces_the_poster_on_its_page(manager: Browser, store: Store) -> None:
    assert "Make the poster" in text_of(await manager.get(PAGE))
    assert (await manager.get("/sites/SH1/poster.pdf")).status_code == 404
    made = await manager.post(PAGE, data={"_csrf": await manager.csrf()})
    assert made.headers["location"] == f"{PAGE}?done=made"
    code = await store.value("select code from survey_poster")
    assert grouped(code) in text_of(await manager.get(f"{PAGE}?done=made"))
    for size, width in (("a4", 595), ("a5", 420), ("b7", 595)):
        [drawn] = PdfReader(BytesIO((await manager.get(f"/sites/SH1/poster.pdf?size={size}")).content)).pages
        assert round(float(drawn.mediabox.width)) == width
        assert all(each in drawn.extract_text() for each in ("How was our service?", "扫一扫", grouped(code)))
    await manager.post(PAGE, data={"_csrf": await manager.csrf()})
    assert await store.value("select count(*) from survey_poster") == 2
    assert PAGE in (await manager.get("/sites/SH1/feedback")).text
    assert (await manager.get("/sites/BJ1/poster")).status_code == 404
    told = (await manager.get("/api/v1/sites/SH1/poster")).json()
    assert (told["site"], told["closed"], told["grades"]) == ("SH1", False, [0] * 5)


async def test_the_public_form_needs_nobody_and_loses_nothing_that_was_typed(
    hung: str, browse: Browse, store: Store
) -> None:
    stranger = browse()
    path = f"/rate/poster?code={hung}"
    assert 'action="/rate/poster"' in (await stranger.get(path)).text
    assert "您对这次维修满意吗" in (await stranger.get(path, headers={"accept-language": "zh"})).text
    assert "Code on the poster" in (await stranger.get("/rate/poster")).text
    long = {"code": hung, "grade": "1", "comment": "x" * 301, "block-trading": "2"}
    refused = await stranger.post("/rate/poster", data=long)
    assert (refused.status_code, long["comment"] in refused.text) == (422, True)
    for given, status in ({"code": hung}, 422), ({"code": "AAAAAAAAAAAA", "grade": "3"}, 404):
        assert (await stranger.post("/rate/poster", data=given)).status_code == status
    dated = {"code": hung, "grade": "1", "answered_at": "2019-01-01"}
    taken = await stranger.post("/rate/poster", data=dated)
    assert (taken.status_code, taken.headers["location"]) == (303, "/rate/thanks")
    await make_poster(HQ, "SH1", NOW)
    shut = await stranger.get(path)
    assert (shut.status_code, "This poster is not in use" in text_of(shut)) == (409, True)
    assert await store.value("select count(*) from survey_answer where answered_at > now() - interval '1 hour'") == 1
