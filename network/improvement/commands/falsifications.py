"""A report or evidence was falsified: headquarters says so, the site is heard, a second person decides, a third hears
the appeal. Every step stays as it is."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_headquarters, tell_site
from network.improvement.commands.raising import site_day
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
from network.improvement.rules.falsifications import (
    APPEAL_DAYS,
    FALSIFICATION_LABELS,
    FalsificationState,
    FalsificationStep,
    end_of_days,
    is_heard,
    may_judge,
)
from network.improvement.schemas.falsifications import FalsificationDecisionIn, FalsificationIn, FalsificationReviewIn
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.sites import site_row

_CONFIRMED, _DISMISSED = FalsificationState.CONFIRMED, FalsificationState.DISMISSED


async def open_falsification(actor: Actor, given: FalsificationIn, at: datetime) -> UUID:
    """Say that something was falsified; the site is told and heard; the id of the case.

    FalsificationWrong, OpenedByNobody.
    """
    actor.require(Permission.OPEN_FALSIFICATIONS)
    if actor.account is None:
        raise OpenedByNobody()
    async with transaction(actor):
        site, made = await _site(given.site), uuid4()
        if given.happened_on > await site_day(site, at):
            raise FalsificationWrong({"happened_on": _("This day is still to come. Enter the day of the record.")})
        until = end_of_days(at, given.answer_days, await _zone(site))
        await execute(
            "insert into falsification_case (id, site, kind, reference, link, happened_on, grounds, state, opened_by, "
            "opener, opened_at, answer_until) values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10, $11)",
            *(made, site, given.kind, given.reference, given.link or None, given.happened_on, given.grounds),
            *(actor.account, actor.name, at, until),
        )
        await _add_step(actor, made, site, FalsificationStep.OPENED, given.grounds, at)
        facts = {"reference": given.reference, "kind": given.kind, "happened_on": given.happened_on}
        await trail.record(
            actor, "falsification.opened", f"falsification:{made}", {**facts, "grounds": given.grounds}, site=site
        )
        await tell_site(
            site, NoticeKind.FALSIFICATION_OPENED, str(made), _link(made), {"due": await _last(site, until)}
        )
    return made


async def answer_falsification(actor: Actor, case_id: UUID, answer: str, at: datetime) -> None:
    """The site says its side, once, within its days. FalsificationNotFound, FalsificationMoved, AnsweredAlready,
    TooLateToAnswer."""
    actor.require(Permission.ANSWER_FALSIFICATIONS)
    async with transaction(actor):
        row = await _case(case_id, FalsificationState.OPEN)
        if row["answered_at"] is not None:
            raise AnsweredAlready()
        if at >= row["answer_until"]:
            raise TooLateToAnswer(until=_moment(row["answer_until"]))
        await execute(
            "update falsification_case set answered_by = $2, answered_at = $3, answer = $4 where id = $1",
            *(case_id, actor.account, at, answer),
        )
        await _went_on(actor, row, FalsificationStep.ANSWERED, answer, at)
        await tell_headquarters(row["site"], NoticeKind.FALSIFICATION_ANSWERED, str(case_id), _link(case_id), {})


async def decide_falsification(actor: Actor, case_id: UUID, given: FalsificationDecisionIn, at: datetime) -> None:
    """A second person confirms or dismisses it, once the site was heard. FalsificationNotFound, FalsificationMoved,
    OpenerDecides, NotHeardYet."""
    actor.require(Permission.DECIDE_FALSIFICATIONS)
    async with transaction(actor):
        row = await _case(case_id, FalsificationState.OPEN)
        if not may_judge(actor.account, row["opened_by"]):
            raise OpenerDecides()
        if not is_heard(row["answered_at"], row["answer_until"], at):
            raise NotHeardYet(until=_moment(row["answer_until"]))
        state = _CONFIRMED if given.confirmed else _DISMISSED
        until = end_of_days(at, APPEAL_DAYS, await _zone(row["site"])) if given.confirmed else None
        await execute(
            "update falsification_case set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6, "
            "appeal_until = $7 where id = $1",
            *(case_id, state, actor.account, actor.name, at, given.reason, until),
        )
        await _went_on(actor, row, FalsificationStep(state.value), given.reason, at)
        kind = NoticeKind.FALSIFICATION_CONFIRMED if given.confirmed else NoticeKind.FALSIFICATION_DISMISSED
        told = {"due": await _last(row["site"], until)} if until else {}
        await tell_site(row["site"], kind, str(case_id), _link(case_id), told)


async def appeal_falsification(actor: Actor, case_id: UUID, appeal: str, at: datetime) -> None:
    """The site appeals against what was confirmed, once, within the window. FalsificationNotFound, FalsificationMoved,
    TooLateToAppeal."""
    actor.require(Permission.ANSWER_FALSIFICATIONS)
    async with transaction(actor):
        row = await _case(case_id, FalsificationState.CONFIRMED)
        if at >= row["appeal_until"]:
            raise TooLateToAppeal(until=_moment(row["appeal_until"]))
        await execute(
            "update falsification_case set state = 'appealed', appealed_by = $2, appealed_at = $3, appeal = $4 "
            "where id = $1",
            *(case_id, actor.account, at, appeal),
        )
        await _went_on(actor, row, FalsificationStep.APPEALED, appeal, at)
        await tell_headquarters(row["site"], NoticeKind.FALSIFICATION_APPEALED, str(case_id), _link(case_id), {})


async def review_falsification(actor: Actor, case_id: UUID, given: FalsificationReviewIn, at: datetime) -> None:
    """A third person upholds the decision or overturns it, for good. FalsificationNotFound, FalsificationMoved,
    NotIndependent."""
    actor.require(Permission.DECIDE_FALSIFICATIONS)
    async with transaction(actor):
        row = await _case(case_id, FalsificationState.APPEALED)
        if not may_judge(actor.account, row["opened_by"], row["decided_by"]):
            raise NotIndependent()
        state = FalsificationState.UPHELD if given.upheld else FalsificationState.OVERTURNED
        await execute(
            "update falsification_case set state = $2, reviewed_by = $3, reviewer = $4, reviewed_at = $5, review = $6 "
            "where id = $1",
            *(case_id, state, actor.account, actor.name, at, given.reason),
        )
        await _went_on(actor, row, FalsificationStep(state.value), given.reason, at)
        kind = NoticeKind.FALSIFICATION_UPHELD if given.upheld else NoticeKind.FALSIFICATION_OVERTURNED
        await tell_site(row["site"], kind, str(case_id), _link(case_id), {})


async def _case(case_id: UUID, state: FalsificationState) -> Record:
    """A case in reach in this state, locked. FalsificationNotFound, FalsificationMoved.

    What a site may not change any more it may not lock either; then it is read as it is now.
    """
    row = await fetch_row("select * from falsification_case where id = $1 for update", case_id)
    row = row or await fetch_row("select * from falsification_case where id = $1", case_id)
    if row is None:
        raise FalsificationNotFound()
    if row["state"] != state:
        raise FalsificationMoved(state=FALSIFICATION_LABELS[row["state"]])
    return row


async def _went_on(actor: Actor, row: Record, what: FalsificationStep, note: str, at: datetime) -> None:
    await _add_step(actor, row["id"], row["site"], what, note, at)
    facts = {"reference": row["reference"], "note": note}
    await trail.record(actor, f"falsification.{what}", f"falsification:{row['id']}", facts, site=row["site"])


async def _add_step(actor: Actor, case_id: UUID, site: int, what: FalsificationStep, note: str, at: datetime) -> None:
    side = "site" if actor.database_role == "servicemark_site" else "hq"
    await execute(
        "insert into falsification_step (id, falsification, site, what, note, side, by, who, at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(uuid4(), case_id, site, what, note, side, actor.account, actor.name, at),
    )


async def _site(code: str) -> int:
    """FalsificationWrong for one that is not there: its code was typed."""
    try:
        return int((await site_row(code))["id"])
    except SiteNotFound as missing:
        raise FalsificationWrong({"site": missing.message}) from missing


async def _zone(site: int) -> ZoneInfo:
    return ZoneInfo(await fetch_value("select time_zone from site where id = $1", site))


async def _last(site: int, until: datetime) -> str:
    """The last day of a window, on the calendar of the site."""
    return (await site_day(site, until - timedelta(seconds=1))).isoformat()


def _moment(until: datetime) -> str:
    return until.strftime("%Y-%m-%d %H:%M")


def _link(case_id: UUID) -> str:
    return f"/falsifications/{case_id}"
