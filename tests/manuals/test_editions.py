"""Editions by commands: written, sent in, approved by a second person, and read as they were in force on a day."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.manuals.commands.editions import (
    approve_edition,
    discard_edition,
    make_manual,
    start_edition,
    submit_edition,
    take_back_edition,
    write_edition,
    write_settings,
)
from network.manuals.errors.editions import (
    EditionApproved,
    EditionDayRefused,
    EditionFaulty,
    EditionNotSubmitted,
    EditionSubmitted,
    EditionUnfinished,
    ManualKeyTaken,
    ManualNotFound,
    SamePerson,
)
from network.manuals.queries.editions import clause_in_force, edition_in_force, list_editions, read_edition
from network.manuals.queries.searching import search_clauses
from network.manuals.rules.document_problems import ManualUnreadable
from network.manuals.rules.documents import Materiality
from network.manuals.schemas.editions import EditionSettings
from network.web.versions import PreconditionFailed
from tests.factory import NOW, Store, operator
from tests.manuals.publishing import APPROVER, NEW, WRITER, changed, clause, document, first_edition, in_force

TODAY = NOW.date()
DAY = timedelta(days=1)
TELEPHONE = clause("telephone")
FIRST = replace(WRITER, name="Fei First", account=UUID(int=3))
FOURTH = replace(WRITER, name="Si Fourth", account=UUID(int=4))


async def test_an_edition_is_written_by_one_and_approved_by_another(store: Store) -> None:
    made = await first_edition(document(TELEPHONE), TODAY + DAY, NOW)
    assert (made.is_approved, made.material, made.number, made.approver) == (True, True, 1, APPROVER.name)
    assert made.sha256 is not None
    with pytest.raises(ManualNotFound):
        await edition_in_force(WRITER, made.key, TODAY)
    assert await edition_in_force(WRITER, made.key, TODAY + DAY) == made
    assert (await clause_in_force(WRITER, made.key, "telephone", TODAY + 9 * DAY)).number == "1.1"
    with pytest.raises(EditionApproved):
        await write_edition(WRITER, made.key, 1, document(), made.row_version)
    with pytest.raises(asyncpg.PostgresError, match="never changed"):
        await store.root.execute("update manual_edition set due_days = 3")


async def test_who_wrote_or_sent_in_an_edition_does_not_approve_it(store: Store) -> None:
    draft = await make_manual(WRITER, NEW, NOW)
    with pytest.raises(EditionNotSubmitted):
        await approve_edition(APPROVER, draft.key, 1, None, NOW)
    await write_edition(WRITER, draft.key, 1, document(), None)
    await write_settings(WRITER, draft.key, 1, EditionSettings(effective_on=TODAY), None)
    sent = await submit_edition(WRITER, draft.key, 1, None, NOW)
    with pytest.raises(SamePerson):
        await approve_edition(WRITER, draft.key, 1, sent.row_version, NOW)
    with pytest.raises(EditionSubmitted):
        await write_edition(APPROVER, draft.key, 1, document(), None)
    with pytest.raises(PreconditionFailed):
        await approve_edition(APPROVER, draft.key, 1, sent.row_version - 1, NOW)
    assert (await take_back_edition(WRITER, draft.key, 1, sent.row_version)).is_draft
    await discard_edition(WRITER, draft.key, 1)
    assert (await make_manual(WRITER, NEW, NOW)).number == 1


async def test_who_wrote_an_earlier_version_of_a_draft_does_not_approve_it(store: Store) -> None:
    draft = await make_manual(APPROVER, NEW, NOW)
    await write_settings(FIRST, draft.key, 1, EditionSettings(effective_on=TODAY), None)
    await write_edition(WRITER, draft.key, 1, document(), None)
    await submit_edition(WRITER, draft.key, 1, None, NOW)
    for somebody in (APPROVER, FIRST, WRITER, Actor.system()):
        with pytest.raises(SamePerson):
            await approve_edition(somebody, draft.key, 1, None, NOW)
    for somebody in (APPROVER, FIRST, WRITER):
        with pytest.raises(asyncpg.CheckViolationError, match="two_people"):
            await store.root.execute("update manual_edition set writers = '{}', approved_by = $1", somebody.account)
    assert (await approve_edition(FOURTH, draft.key, 1, None, NOW)).approver == FOURTH.name


async def test_who_changed_nothing_of_a_draft_may_approve_it(store: Store) -> None:
    draft = await make_manual(WRITER, NEW, NOW)
    await write_edition(WRITER, draft.key, 1, document(), None)
    await write_edition(APPROVER, draft.key, 1, document(), None)
    await write_settings(WRITER, draft.key, 1, EditionSettings(effective_on=TODAY), None)
    sent = await submit_edition(WRITER, draft.key, 1, None, NOW)
    await take_back_edition(APPROVER, draft.key, 1, sent.row_version)
    await submit_edition(WRITER, draft.key, 1, None, NOW)
    assert (await approve_edition(APPROVER, draft.key, 1, None, NOW)).is_approved


@pytest.mark.parametrize("day", [None, TODAY - DAY, TODAY + 5 * DAY, TODAY + 2 * DAY])
async def test_an_edition_begins_on_a_day_to_come_that_no_other_one_has(store: Store, day: date | None) -> None:
    await first_edition(document(TELEPHONE), TODAY + 5 * DAY, NOW)
    draft = await start_edition(WRITER, NEW.key, NOW)
    await write_edition(WRITER, NEW.key, 2, document(changed(TELEPHONE, "Two rings.")), draft.row_version)
    await write_settings(WRITER, NEW.key, 2, EditionSettings(effective_on=day), None)
    with pytest.raises(EditionDayRefused) as refused:
        await submit_edition(WRITER, NEW.key, 2, None, NOW)
    assert "effective_on" in refused.value.fields


async def test_a_day_that_was_right_on_sending_in_may_have_passed_at_the_approval(store: Store) -> None:
    draft = await make_manual(WRITER, NEW, NOW)
    await write_edition(WRITER, draft.key, 1, document(), None)
    await write_settings(WRITER, draft.key, 1, EditionSettings(effective_on=TODAY), None)
    await submit_edition(WRITER, draft.key, 1, None, NOW)
    with pytest.raises(EditionDayRefused):
        await approve_edition(APPROVER, draft.key, 1, None, NOW + DAY)


async def test_today_begins_where_the_day_begins_first(store: Store, sites: dict[str, int]) -> None:
    """At half past four in the afternoon in London the next day has begun in Shanghai."""
    late = NOW.replace(hour=16, minute=30)
    draft = await make_manual(WRITER, NEW, late)
    await write_edition(WRITER, draft.key, 1, document(), None)
    await write_settings(WRITER, draft.key, 1, EditionSettings(effective_on=TODAY), None)
    with pytest.raises(EditionDayRefused):
        await submit_edition(WRITER, draft.key, 1, None, late)


async def test_the_next_edition_says_the_same_until_it_is_changed_with_a_note(store: Store) -> None:
    first = await first_edition(document(TELEPHONE, clause("greeting")), TODAY, NOW)
    draft = await start_edition(WRITER, NEW.key, NOW)
    assert (draft.document, draft.number, draft.material) == (first.document, 2, False)
    with pytest.raises(EditionUnfinished):
        await start_edition(WRITER, NEW.key, NOW)
    silent = replace(TELEPHONE, text=replace(TELEPHONE.text, en="Two rings."))
    await write_edition(WRITER, NEW.key, 2, document(silent, clause("greeting")), None)
    await write_settings(WRITER, NEW.key, 2, EditionSettings(effective_on=TODAY + DAY), None)
    with pytest.raises(EditionFaulty) as faulty:
        await submit_edition(WRITER, NEW.key, 2, None, NOW)
    assert [problem.code for problem in faulty.value.problems] == ["change_unnoted"]
    noted = changed(TELEPHONE, "Two rings.", Materiality.MINOR)
    made = await write_edition(WRITER, NEW.key, 2, document(noted, clause("greeting")), None)
    assert made.material is False
    again = await write_edition(
        WRITER, NEW.key, 2, document(replace(noted, text=TELEPHONE.text), clause("greeting")), None
    )
    assert again.document.clause("telephone") == ("1.1", TELEPHONE)


async def test_a_clause_is_quoted_as_it_was_in_force_on_the_day(store: Store) -> None:
    await first_edition(document(TELEPHONE), TODAY, NOW)
    draft = await start_edition(WRITER, NEW.key, NOW)
    second = await in_force(draft, document(changed(TELEPHONE, "Two rings.")), TODAY + 10 * DAY, NOW)
    assert second.material
    said = [
        (await clause_in_force(WRITER, NEW.key, "telephone", TODAY + days * DAY)).clause.text.en for days in (9, 10)
    ]
    assert said == [TELEPHONE.text.en, "Two rings."]
    lines = {line.number: line for line in await list_editions(WRITER)}
    assert (lines[1].ends_on, lines[2].ends_on) == (TODAY + 10 * DAY, None)
    assert (lines[1].holds_on(TODAY), lines[2].holds_on(TODAY)) == (True, False)


async def test_sites_read_what_is_approved_and_write_nothing(store: Store, sites: dict[str, int]) -> None:
    await first_edition(document(TELEPHONE), TODAY, NOW)
    await start_edition(WRITER, NEW.key, NOW)
    shop = operator(sites["SH1"])
    assert [line.number for line in await list_editions(shop)] == [1]
    with pytest.raises(ManualNotFound):
        await read_edition(shop, NEW.key, 2)
    for forbidden in (start_edition(shop, NEW.key, NOW), discard_edition(shop, NEW.key, 2)):
        with pytest.raises(Forbidden):
            await forbidden


async def test_a_key_is_given_once_and_never_one_that_is_part_of_an_address(store: Store) -> None:
    made = await asyncio.gather(*(make_manual(WRITER, NEW, NOW) for _both in range(2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in made) == ["Edition", "ManualKeyTaken"]
    for address in ("coverage", "new"):
        with pytest.raises(ManualKeyTaken):
            await make_manual(WRITER, NEW.model_copy(update={"key": address}), NOW)


async def test_two_who_approve_at_once_approve_once(store: Store) -> None:
    draft = await make_manual(WRITER, NEW, NOW)
    await write_edition(WRITER, draft.key, 1, document(), None)
    await write_settings(WRITER, draft.key, 1, EditionSettings(effective_on=TODAY), None)
    await submit_edition(WRITER, draft.key, 1, None, NOW)
    tries = (approve_edition(APPROVER, draft.key, 1, None, NOW) for _both in range(2))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Edition", "EditionApproved"]


async def test_an_audience_and_questions_that_make_no_sense_are_refused(store: Store) -> None:
    draft = await make_manual(WRITER, NEW, NOW)
    with pytest.raises(ManualUnreadable):
        await write_settings(WRITER, draft.key, 1, EditionSettings(audience={"rolls": []}), None)
    wanted = EditionSettings(effective_on=TODAY, audience={"roles": ["pilot"], "regions": ["Nowhere"]})
    await write_edition(WRITER, draft.key, 1, document(), None)
    await write_settings(WRITER, draft.key, 1, wanted, None)
    with pytest.raises(EditionFaulty) as faulty:
        await submit_edition(WRITER, draft.key, 1, None, NOW)
    assert [problem.path for problem in faulty.value.problems] == ["audience.roles", "audience.regions"]


async def test_clauses_are_found_by_words_in_either_language(store: Store) -> None:
    await first_edition(document(TELEPHONE, clause("greeting", "Say **good** morning.", "先问候顾客。")), TODAY, NOW)

    async def found(query: str, language: str = "en") -> list[str]:
        return [hit.found.clause.key for hit in await search_clauses(WRITER, query, TODAY, language)]

    assert await found("rings THREE") == ["telephone"]
    assert await found("问候") == ["greeting"]
    assert await found("good morning", "zh_CN") == ["greeting"]
    assert await found("**") == []
    assert await found("%") == []
    assert await found(" ") == []
    hit = (await search_clauses(WRITER, "three", TODAY, "en"))[0]
    assert [piece.text for piece in hit.snippet if piece.hit] == ["three"]


async def test_only_headquarters_of_the_whole_network_writes(store: Store) -> None:
    regional = replace(WRITER, role=Role.HQ_MANAGER, sites=frozenset({1}))
    with pytest.raises(Forbidden):
        await make_manual(regional, NEW, NOW)
