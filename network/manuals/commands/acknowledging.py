"""Taking note of an edition, by oneself. It is never undone; whoever does it twice has done it once."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.manuals.errors.acknowledgements import (
    EditionNotToBeNoted,
    EditionSuperseded,
    NoPerson,
    NotAddressed,
    PersonLeft,
    QuizWrong,
)
from network.manuals.errors.editions import ManualNotFound
from network.manuals.queries.duties import duties
from network.manuals.queries.editions import find_edition
from network.manuals.schemas.acknowledgements import AcknowledgementOut
from network.manuals.schemas.editions import Edition

# $1 people, $2 an edition, $3 now. Every duty that they have had about it, those in scope of the asker; the one that
# holds longest first.
_ASKED = f"""
select d.person, d.site, d.name, d.to_on < today.day as gone, d.ends <= today.day as superseded
from ({duties(people="m.person = any ($1::uuid[]) and $2::uuid = any (g.editions)")}) d
cross join lateral (select ($3::timestamptz at time zone d.time_zone)::date as day) today
where $4::integer is null or d.site = $4
order by d.person, d.to_on desc nulls first, d.site
"""
_INSERT = """
insert into acknowledgement (id, edition, person, site, at, account, recorder, sheet, answers)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (edition, person) do nothing returning at
"""


async def acknowledge(
    actor: Actor, manual_key: str, number: int, answers: Mapping[str, str], at: datetime
) -> AcknowledgementOut:
    """Take note of an edition, approved and perhaps not yet in force, as who the account is.

    NoPerson, EditionNotToBeNoted, NotAddressed, PersonLeft, EditionSuperseded, QuizWrong.
    """
    actor.require(Permission.LEARN)
    async with transaction(actor):
        person = await fetch_value("select my_person()")
        if person is None:
            raise NoPerson()
        edition = await edition_to_note(manual_key, number)
        if said := await _said(edition.id, person):
            return AcknowledgementOut(manual=manual_key, number=number, at=said)
        duty = standing(await asked([person], edition.id, at))
        _check(edition, answers)
        said = await note(actor, edition, duty, at, answers=answers) or await _said(edition.id, person)
    return AcknowledgementOut(manual=manual_key, number=number, at=said or at)


async def edition_to_note(manual_key: str, number: int) -> Edition:
    """Inside a transaction: an approved edition. EditionNotToBeNoted."""
    try:
        edition = await find_edition(manual_key, number)
    except ManualNotFound:
        raise EditionNotToBeNoted() from None
    if not edition.is_approved:
        raise EditionNotToBeNoted()
    return edition


async def asked(people: list[UUID], edition: UUID, at: datetime, site: int | None = None) -> list[Record]:
    """Inside a transaction: the duties of these people about an edition, those that have lapsed among them."""
    return await fetch(_ASKED, people, edition, at, site)


def standing(found: list[Record]) -> Record:
    """The duty of one person that note can be taken for. NotAddressed, PersonLeft, EditionSuperseded."""
    if not found:
        raise NotAddressed()
    here = [duty for duty in found if not duty["gone"]]
    if not here:
        raise PersonLeft()
    if here[0]["superseded"]:
        raise EditionSuperseded()
    return here[0]


async def note(
    actor: Actor,
    edition: Edition,
    duty: Record,
    at: datetime,
    *,
    answers: Mapping[str, str] | None = None,
    sheet: UUID | None = None,
) -> datetime | None:
    """Inside a transaction: write down that note was taken; None when it had been."""
    row = await fetch_row(
        _INSERT,
        uuid4(),
        edition.id,
        duty["person"],
        duty["site"],
        at,
        actor.account,
        actor.name,
        sheet,
        json.dumps(dict(answers or {})),
    )
    if row is None:
        return None
    facts = {"manual": edition.key, "number": edition.number, "person": duty["name"], "sheet": sheet is not None}
    subject = f"manual:{edition.key}"
    await trail.record(actor, "acknowledgement.made", subject, facts, site=duty["site"])
    return at


async def _said(edition: UUID, person: UUID) -> datetime | None:
    said: datetime | None = await fetch_value(
        "select at from acknowledgement where edition = $1 and person = $2", edition, person
    )
    return said


def _check(edition: Edition, answers: Mapping[str, str]) -> None:
    """Raises QuizWrong: which clause to read again, by question."""
    wrong: dict[str, Text] = {}
    for question in edition.quiz:
        if answers.get(question.key) != question.right:
            clause = edition.document.clause(question.clause)
            wrong[question.key] = (
                _("Read clause %(number)s again.") % {"number": clause[0]} if clause else _("Read the edition again.")
            )
    if wrong:
        raise QuizWrong(wrong)
