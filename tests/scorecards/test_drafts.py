"""A scheme on its way into force: one person writes, another approves, and only a coming quarter is judged by it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.periods import Quarter
from network.scorecards.commands.drafts import (
    approve_draft,
    discard_draft,
    reject_draft,
    start_draft,
    submit_draft,
    take_back_draft,
    write_draft,
)
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_scheme
from network.scorecards.errors import (
    DraftDecided,
    DraftFaulty,
    DraftNotSubmitted,
    DraftOfAnotherScheme,
    DraftSubmitted,
    DraftUnfinished,
    SchemeCodeTaken,
    SchemeSamePerson,
    SchemeTakesEffectInThePast,
)
from network.scorecards.queries.drafts import Draft, draft_with_problems, list_drafts, read_draft
from network.scorecards.queries.schemes import list_schemes, shipped
from network.scorecards.rules.document import dump_scheme, load_scheme
from network.scorecards.rules.drafts import DraftState, earliest
from network.scorecards.rules.scheme import Scheme
from network.web.versions import PreconditionFailed
from tests.factory import HQ, NOW, Store, operator

TODAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def somebody(name: str, role: Role = Role.HQ_MANAGER) -> Actor:
    return Actor(role, name, uuid4(), sites=None)


AUTHOR, SECOND, OTHER = somebody("Author"), somebody("Second"), somebody("Other", Role.HQ_ADMINISTRATOR)


def changed(scheme: Scheme, **fields: Any) -> Scheme:
    return scheme.model_copy(update={"effective_from": "2027Q1", **fields})


def with_weight(scheme: Scheme, weight: int) -> Scheme:
    first, *rest = scheme.criteria
    return changed(scheme, criteria=(first.model_copy(update={"weight": weight}), *rest))


async def begun(scheme: str = "repairs-only") -> Draft:
    return await start_draft(AUTHOR, scheme, 1, TODAY)


async def submitted() -> Draft:
    draft = await begun()
    written = await write_draft(AUTHOR, draft.id, changed(draft.scheme, min_coverage=Decimal("0.5")), draft.row_version)
    return await submit_draft(AUTHOR, draft.id, written.row_version, TODAY)


async def test_a_draft_becomes_the_next_version_when_a_second_person_approves_it(quarter: dict[str, int]) -> None:
    draft = await submitted()
    done = await approve_draft(SECOND, draft.id, draft.row_version, TODAY)
    assert (done.state, done.became, done.decider) == (DraftState.APPROVED, 2, "Second")
    newest = (await list_schemes(HQ))[-2]
    assert (newest.scheme.code, newest.scheme.version, newest.scheme.min_coverage) == (
        "repairs-only",
        2,
        Decimal("0.5"),
    )
    assert newest.scheme.effective_from == "2027Q1"
    await compute(HQ, Quarter(2026, 3), "repairs-only", NOW)  # which the first version still judges
    with pytest.raises(ServicemarkError, match="takes effect with 2027Q1"):
        await compute(HQ, Quarter(2026, 3), "repairs-only", NOW, version=2)


async def test_nobody_who_ever_wrote_in_a_draft_approves_it_and_neither_does_the_command_line(
    quarter: dict[str, int], store: Store
) -> None:
    draft = await begun()
    draft = await write_draft(OTHER, draft.id, with_weight(draft.scheme, 4_001), None)
    draft = await write_draft(AUTHOR, draft.id, with_weight(draft.scheme, 4_000), None)
    draft = await submit_draft(AUTHOR, draft.id, None, TODAY)
    for actor in (AUTHOR, OTHER, Actor.system()):
        with pytest.raises(SchemeSamePerson):
            await approve_draft(actor, draft.id, None, TODAY)
        with pytest.raises(SchemeSamePerson):
            await reject_draft(actor, draft.id, "no", None, TODAY)
    with pytest.raises(asyncpg.CheckViolationError):  # nor past the program
        await store.root.execute(
            "update scheme_draft set state = 'approved', decided_at = now(), decider = 'Other', decided_by = $2,"
            " became = (select id from scheme_version limit 1) where id = $1",
            draft.id,
            OTHER.account,
        )
    assert (await approve_draft(SECOND, draft.id, None, TODAY)).state is DraftState.APPROVED


async def test_two_people_who_approve_at_once_make_one_version(quarter: dict[str, int], store: Store) -> None:
    draft = await submitted()
    answers = await asyncio.gather(
        *(approve_draft(actor, draft.id, None, TODAY) for actor in (SECOND, OTHER)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Draft", "DraftDecided"]
    assert await store.value("select count(*) from scheme_version where code = 'repairs-only'") == 2


async def test_two_people_who_start_at_once_get_one_draft(quarter: dict[str, int]) -> None:
    answers = await asyncio.gather(
        *(start_draft(actor, "repairs-only", 1, TODAY) for actor in (AUTHOR, OTHER)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Draft", "DraftUnfinished"]
    assert len(await list_drafts(AUTHOR)) == 1


async def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(quarter: dict[str, int]) -> None:
    draft = await begun()
    await write_draft(OTHER, draft.id, with_weight(draft.scheme, 1), draft.row_version)
    with pytest.raises(PreconditionFailed):
        await write_draft(AUTHOR, draft.id, with_weight(draft.scheme, 2), draft.row_version)
    assert (await read_draft(AUTHOR, draft.id)).scheme.criteria[0].weight == 1


async def test_weights_that_miss_by_one_basis_point_are_kept_but_not_sent_in(quarter: dict[str, int]) -> None:
    draft = await begun()
    draft = await write_draft(AUTHOR, draft.id, with_weight(draft.scheme, 3_999), None)
    with pytest.raises(DraftFaulty) as refused:
        await submit_draft(AUTHOR, draft.id, None, TODAY)
    assert [problem.code for problem in refused.value.problems] == ["weights_off"]
    _draft, problems, _first = await draft_with_problems(AUTHOR, draft.id, TODAY)
    assert "9999" in str(problems[0])


async def test_a_version_never_judges_a_quarter_that_has_begun(quarter: dict[str, int]) -> None:
    draft = await begun()
    told = {}
    for since in (None, "2026Q3", "2026Q4", "soon", "2027Q1"):
        await write_draft(AUTHOR, draft.id, changed(draft.scheme, effective_from=since), None)
        _draft, problems, first = await draft_with_problems(AUTHOR, draft.id, TODAY)
        told[since] = [problem.code for problem in problems]
    early = ["quarter_too_early"]
    assert told == {None: ["quarter_missing"], "2026Q3": early, "2026Q4": early, "soon": ["bad_quarter"], "2027Q1": []}
    assert str(first) == "2027Q1"


async def test_the_quarter_begins_where_the_day_begins_first(quarter: dict[str, int], store: Store) -> None:
    """On the last evening of the year in Shanghai, it is next year in Auckland."""
    eve = datetime(2026, 12, 31, 12, tzinfo=UTC)
    draft = await begun()
    assert str((await draft_with_problems(AUTHOR, draft.id, eve))[2]) == "2027Q1"
    await store.site("NZ", "Pacific/Auckland")
    assert str((await draft_with_problems(AUTHOR, draft.id, eve))[2]) == "2027Q2"


async def test_a_quarter_that_has_begun_while_the_draft_waited_is_told_on_approval(quarter: dict[str, int]) -> None:
    draft = await submitted()
    with pytest.raises(DraftFaulty) as refused:
        await approve_draft(SECOND, draft.id, None, datetime(2027, 1, 2, tzinfo=UTC))
    assert [problem.code for problem in refused.value.problems] == ["quarter_too_early"]
    draft = await take_back_draft(AUTHOR, draft.id, None)
    assert draft.state is DraftState.DRAFT


def test_a_quarter_that_was_computed_is_too_early_even_before_it_has_begun() -> None:
    assert earliest(Quarter(2026, 4), [Quarter(2026, 2), Quarter(2027, 1)]) == Quarter(2027, 2)


async def test_a_version_that_would_have_judged_a_published_quarter_is_not_added(quarter: dict[str, int]) -> None:
    await compute(HQ, Quarter(2026, 3), "repairs-only", NOW)
    await publish(HQ, Quarter(2026, 3), NOW)
    second = load_scheme(shipped()["repairs-only"]).model_copy(update={"version": 2})
    for since in (None, "2026Q3", "2026Q1"):
        with pytest.raises(SchemeTakesEffectInThePast, match="2026Q3 is published"):
            await add_scheme(HQ, dump_scheme(second.model_copy(update={"effective_from": since})))
    assert await add_scheme(HQ, dump_scheme(second.model_copy(update={"effective_from": "2026Q4"})))


async def test_what_waits_or_is_decided_is_not_written_in(quarter: dict[str, int], store: Store) -> None:
    draft = await submitted()
    with pytest.raises(DraftSubmitted):
        await write_draft(AUTHOR, draft.id, changed(draft.scheme), None)
    with pytest.raises(DraftSubmitted):
        await discard_draft(AUTHOR, draft.id)
    with pytest.raises(asyncpg.PostgresError, match="while it waits"):
        await store.root.execute(
            "update scheme_draft set document = document || '{\"version\": 9}' where id = $1", draft.id
        )
    rejected = await reject_draft(SECOND, draft.id, "Too harsh on small sites.", None, TODAY)
    assert (rejected.state, rejected.reason) == (DraftState.REJECTED, "Too harsh on small sites.")
    for change in (
        write_draft(AUTHOR, draft.id, draft.scheme, None),
        submit_draft(AUTHOR, draft.id, None, TODAY),
        approve_draft(SECOND, draft.id, None, TODAY),
        discard_draft(AUTHOR, draft.id),
    ):
        with pytest.raises(DraftDecided):
            await change
    for statement in ("update scheme_draft set reason = 'other'", "delete from scheme_draft", "truncate scheme_draft"):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await store.root.execute(statement)
        assert refused.value.sqlstate == "SM001"
    assert (await begun()).state is DraftState.DRAFT  # another one may follow


async def test_only_what_was_sent_in_is_approved_or_taken_back(quarter: dict[str, int]) -> None:
    draft = await begun()
    with pytest.raises(DraftNotSubmitted):
        await approve_draft(SECOND, draft.id, None, TODAY)
    with pytest.raises(DraftNotSubmitted):
        await take_back_draft(AUTHOR, draft.id, None)
    await discard_draft(AUTHOR, draft.id)
    assert await list_drafts(AUTHOR) == []


async def test_a_scheme_of_its_own_may_begin_with_another_one(quarter: dict[str, int]) -> None:
    own = await start_draft(AUTHOR, "authorized-site", 1, TODAY, own_code="flagship")
    assert (own.scheme.code, own.scheme.version) == ("flagship", 1)
    with pytest.raises(SchemeCodeTaken):
        await start_draft(AUTHOR, "authorized-site", 1, TODAY, own_code="repairs-only")
    with pytest.raises(DraftUnfinished, match="by Author"):
        await start_draft(OTHER, "repairs-only", 1, TODAY, own_code="flagship")
    with pytest.raises(DraftOfAnotherScheme):
        await write_draft(AUTHOR, own.id, changed(own.scheme, code="other"), None)


@pytest.mark.parametrize(
    "actor", [operator(1), replace(AUTHOR, sites=frozenset({1})), Actor(Role.EXECUTIVE, "Eva", UUID(int=3), sites=None)]
)
async def test_drafts_are_nobody_elses_to_read_or_write(quarter: dict[str, int], actor: Actor) -> None:
    draft = await submitted()
    for attempt in (
        list_drafts(actor),
        read_draft(actor, draft.id),
        start_draft(actor, "repairs-only", 1, TODAY),
        approve_draft(actor, draft.id, None, TODAY),
    ):
        with pytest.raises(Forbidden):
            await attempt


async def test_each_step_is_in_the_trail_with_who_did_it(quarter: dict[str, int], store: Store) -> None:
    draft = await submitted()
    await approve_draft(SECOND, draft.id, None, TODAY)
    rows = await store.rows("select action, actor, subject from trail_event where subject = 'scheme:repairs-only:2'")
    assert [(row["action"], row["actor"]) for row in rows] == [
        ("scheme.drafted", "Author"),
        ("scheme.written", "Author"),
        ("scheme.submitted", "Author"),
        ("scheme.added", "Second"),
        ("scheme.approved", "Second"),
    ]
