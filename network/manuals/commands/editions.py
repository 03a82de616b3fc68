"""Writing editions: a draft is made, changed, sent in and approved by a second person, or discarded."""

from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.manuals.commands.drafting import draft_edition, facts, locked, open_draft, subject, take_turn
from network.manuals.errors.editions import (
    EditionApproved,
    EditionDayRefused,
    EditionFaulty,
    EditionNotSubmitted,
    ManualKeyTaken,
    ManualNotFound,
    SamePerson,
)
from network.manuals.queries.editions import find_edition, find_former, find_problems, first_today
from network.manuals.rules.document_editing import begun_from, settled
from network.manuals.rules.documents import Audience, EditionState, ManualDocument
from network.manuals.rules.editions import Unfit, unfit_day
from network.manuals.schemas.documents import audience_of, fingerprint, keep, keep_audience, keep_quiz, quiz_of
from network.manuals.schemas.editions import Edition, EditionSettings, NewManual
from network.sites.rules.criteria import LocalText
from network.web.versions import check_version

# These are parts of addresses below /manuals.
_RESERVED = frozenset({"new", "coverage", "images", "search"})
# A manual whose only draft was discarded is none yet.
_KNOWN = "select exists (select from manual_edition e join manual m on m.id = e.manual where m.key = $1)"
_DAYS: dict[Unfit, Text] = {
    Unfit.MISSING: _("Set the first day on which the edition holds."),
    Unfit.PAST: _("The first day lies in the past. People can only keep to what they could have read."),
    Unfit.TAKEN: _("Another edition of this manual begins on this day. Choose another one."),
    Unfit.BEFORE_LAST: _("A later edition is approved already. Choose a day after its first one."),
}


async def make_manual(actor: Actor, wanted: NewManual, at: datetime) -> Edition:
    """A manual with a first draft that says nothing yet. ManualKeyTaken."""
    actor.require(Permission.WRITE_MANUALS)
    empty = ManualDocument(summary=LocalText(en="", zh_CN=""), chapters=())
    async with transaction(actor):
        await take_turn(wanted.key)
        known = await fetch_value(_KNOWN, wanted.key)
        if known or wanted.key in _RESERVED:
            raise ManualKeyTaken(key=wanted.key)
        title = LocalText(en=wanted.title, zh_CN=wanted.title_zh)
        return await draft_edition(actor, wanted.key, title, empty, at)


async def start_edition(actor: Actor, manual_key: str, at: datetime) -> Edition:
    """A draft that says what the last edition says. ManualNotFound; EditionUnfinished when there is one already."""
    actor.require(Permission.WRITE_MANUALS)
    async with transaction(actor):
        await take_turn(manual_key)
        newest = await fetch_value(
            "select max(e.number) from manual_edition e join manual m on m.id = e.manual where m.key = $1", manual_key
        )
        if newest is None:
            raise ManualNotFound()
        last = await find_edition(manual_key, newest)
        return await draft_edition(actor, last.key, last.title, begun_from(last.document), at, last)


async def write_edition(
    actor: Actor, manual_key: str, number: int, document: ManualDocument, version: int | None
) -> Edition:
    """Replace what a draft says; its meaning may still be wrong. `version`: the one that this was made from.

    Notes of changes that are none any more go. ManualNotFound, EditionApproved, EditionSubmitted; PreconditionFailed
    when it was changed meanwhile.
    """
    actor.require(Permission.WRITE_MANUALS)
    async with transaction(actor):
        draft = await open_draft(manual_key, number)
        check_version(version, draft.row_version)
        former = await find_former(draft)
        settled_document = settled(document, former.document if former else None)
        if settled_document != draft.document:
            await execute(
                "update manual_edition set document = $2, material = $3, written_by = $4, writer = $5,"
                " row_version = row_version + 1 where id = $1",
                draft.id,
                keep(settled_document),
                former is None or settled_document.is_material,
                actor.account,
                actor.name,
            )
            await trail.record(actor, "edition.written", subject(draft), facts(settled_document))
        return await find_edition(manual_key, number)


async def write_settings(
    actor: Actor, manual_key: str, number: int, wanted: EditionSettings, version: int | None
) -> Edition:
    """From when, for whom and with which questions. As `write_edition`; ManualUnreadable."""
    actor.require(Permission.WRITE_MANUALS)
    audience: Audience = audience_of(wanted.audience)
    quiz = quiz_of(wanted.quiz)
    async with transaction(actor):
        draft = await open_draft(manual_key, number)
        check_version(version, draft.row_version)
        await execute(
            "update manual_edition set effective_on = $2, due_days = $3, audience = $4, quiz = $5, written_by = $6,"
            " writer = $7, row_version = row_version + 1 where id = $1",
            draft.id,
            wanted.effective_on,
            wanted.due_days,
            keep_audience(audience),
            keep_quiz(quiz),
            actor.account,
            actor.name,
        )
        told = {"effective_on": wanted.effective_on, "due_days": wanted.due_days, "audience": wanted.audience}
        await trail.record(actor, "edition.set", subject(draft), told)
        return await find_edition(manual_key, number)


async def submit_edition(actor: Actor, manual_key: str, number: int, version: int | None, at: datetime) -> Edition:
    """Somebody else is to approve it. As `write_edition`; EditionFaulty, EditionDayRefused."""
    actor.require(Permission.WRITE_MANUALS)
    async with transaction(actor):
        await take_turn(manual_key)
        draft = await open_draft(manual_key, number)
        check_version(version, draft.row_version)
        await _require_fit(draft, at)
        await execute(
            "update manual_edition set state = 'submitted', submitted_at = $2, written_by = $3, writer = $4,"
            " row_version = row_version + 1 where id = $1",
            draft.id,
            at,
            actor.account,
            actor.name,
        )
        await trail.record(actor, "edition.submitted", subject(draft), {"effective_on": draft.effective_on})
        return await find_edition(manual_key, number)


async def take_back_edition(actor: Actor, manual_key: str, number: int, version: int | None) -> Edition:
    """A draft again. ManualNotFound, EditionNotSubmitted, EditionApproved, PreconditionFailed."""
    actor.require(Permission.WRITE_MANUALS)
    async with transaction(actor):
        waiting = await _waiting(manual_key, number, version)
        await execute(
            "update manual_edition set state = 'draft', submitted_at = null, row_version = row_version + 1"
            " where id = $1",
            waiting.id,
        )
        await trail.record(actor, "edition.taken_back", subject(waiting), {})
        return await find_edition(manual_key, number)


async def approve_edition(actor: Actor, manual_key: str, number: int, version: int | None, at: datetime) -> Edition:
    """It holds from its first day on, and never changes again.

    ManualNotFound, EditionNotSubmitted, EditionApproved, PreconditionFailed; SamePerson for all who wrote or submitted
    it; EditionFaulty, EditionDayRefused when what was right on sending it in is so no longer.
    """
    actor.require(Permission.APPROVE_MANUALS)
    async with transaction(actor):
        await take_turn(manual_key)
        waiting = await _waiting(manual_key, number, version)
        if waiting.is_written_by(actor.account):
            raise SamePerson()
        await _require_fit(waiting, at)
        await execute(
            "update manual_edition set state = 'approved', sha256 = $2, approved_by = $3, approver = $4,"
            " approved_at = $5, row_version = row_version + 1 where id = $1",
            waiting.id,
            fingerprint(waiting.document),
            actor.account,
            actor.name,
            at,
        )
        told = {**facts(waiting.document), "effective_on": waiting.effective_on, "material": waiting.material}
        await trail.record(actor, "edition.approved", subject(waiting), told)
        return await find_edition(manual_key, number)


async def discard_edition(actor: Actor, manual_key: str, number: int) -> None:
    """A draft is gone for good. ManualNotFound, EditionApproved, EditionSubmitted."""
    actor.require(Permission.WRITE_MANUALS)
    async with transaction(actor):
        draft = await open_draft(manual_key, number)
        await execute("delete from manual_edition where id = $1", draft.id)
        await trail.record(actor, "edition.discarded", subject(draft), facts(draft.document))


async def _waiting(manual_key: str, number: int, version: int | None) -> Edition:
    """The edition that waits for its approval, locked."""
    found = await locked(manual_key, number)
    if found.is_approved:
        raise EditionApproved()
    if found.state is not EditionState.SUBMITTED:
        raise EditionNotSubmitted()
    check_version(version, found.row_version)
    return found


async def _require_fit(found: Edition, at: datetime) -> None:
    """EditionFaulty, EditionDayRefused."""
    if problems := await find_problems(found):
        raise EditionFaulty(problems)
    rows = await fetch("select effective_on from manual_edition where manual = $1 and state = 'approved'", found.manual)
    unfit = unfit_day(found.effective_on, [row["effective_on"] for row in rows], await first_today(at))
    if unfit:
        raise EditionDayRefused({"effective_on": _DAYS[unfit]})
