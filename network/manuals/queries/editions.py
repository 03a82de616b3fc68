"""Reading editions. Row security hides what is not approved from all but headquarters."""

import json
from dataclasses import replace
from datetime import date, datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.documents.problems import Problem
from network.manuals.errors.editions import ClauseNotFound, ManualNotFound, PictureNotFound
from network.manuals.markdown import pictures_in
from network.manuals.rules.document_problems import AudienceUnknown
from network.manuals.rules.document_validation import validate_manual, validate_quiz
from network.manuals.rules.documents import Audience, EditionState
from network.manuals.schemas.documents import kept, kept_audience, kept_quiz
from network.manuals.schemas.editions import ClauseFound, Edition, EditionLine
from network.sites.rules.criteria import LocalText
from network.sites.rules.sites import SiteKind
from network.sites.rules.staff import StaffRole

_EDITIONS = """
select e.id, e.manual, m.key, m.title, e.number, e.state, e.document, e.sha256, e.effective_on, e.material, e.due_days,
       e.audience, e.quiz, e.row_version, e.writers, e.writer, e.created_at, e.submitted_at, e.approver,
       e.approved_at
from manual_edition e join manual m on m.id = e.manual
"""
# The first day of the next approved edition, if there is one.
_ENDS = """
lead(e.effective_on) over (partition by e.manual, e.state = 'approved' order by e.effective_on)
"""
_LINES = f"""
select m.key, m.title, e.number, e.state, e.effective_on, case when e.state = 'approved' then {_ENDS} end as ends_on,
       e.material, e.writer, e.approver
from manual_edition e join manual m on m.id = e.manual
order by m.key, e.number desc
"""
_IN_FORCE = (
    _EDITIONS
    + """
where e.state = 'approved' and e.effective_on <= $1 and ($2::text is null or m.key = $2)
  and not exists (select from manual_edition n where n.manual = e.manual and n.state = 'approved'
                  and n.effective_on > e.effective_on and n.effective_on <= $1)
order by m.key
"""
)
_FORMER = (
    _EDITIONS
    + """
where m.key = $1 and e.state = 'approved' and e.number < $2 order by e.number desc limit 1
"""
)


async def list_editions(actor: Actor) -> list[EditionLine]:
    """Every edition in reach, by manual, the newest first."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        return [_line(row) for row in await fetch(_LINES)]


async def edition_in_force(actor: Actor, manual_key: str, day: date) -> Edition:
    """What the manual says on a day. ManualNotFound, also when none of it is in force then."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        return await find_in_force(manual_key, day)


async def clause_in_force(actor: Actor, manual_key: str, clause_key: str, day: date) -> ClauseFound:
    """What a clause says on a day. ManualNotFound, ClauseNotFound."""
    found = await edition_in_force(actor, manual_key, day)
    placed = found.document.clause(clause_key)
    if placed is None or found.effective_on is None:
        raise ClauseNotFound()
    return ClauseFound(found.key, found.title, found.number, found.effective_on, *placed)


async def read_edition(actor: Actor, manual_key: str, number: int) -> Edition:
    """One edition. ManualNotFound."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        return await find_edition(manual_key, number)


async def read_approved(actor: Actor, manual_key: str, number: int) -> Edition:
    """One that is to be taken note of: approved. ManualNotFound, for a draft as well."""
    found = await read_edition(actor, manual_key, number)
    if not found.is_approved:
        raise ManualNotFound()
    return found


async def edition_with_problems(actor: Actor, manual_key: str, number: int) -> tuple[Edition, list[Problem]]:
    """One edition and, until it is approved, everything that keeps it from being so. ManualNotFound."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        found = await find_edition(manual_key, number)
        return found, [] if found.is_approved else await find_problems(found)


async def former_edition(actor: Actor, found: Edition) -> Edition | None:
    """The approved edition before this one, if there is any."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        return await find_former(found)


async def picture(actor: Actor, sha256: str) -> str:
    """The fingerprint of the file that shows a picture. PictureNotFound."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        found = await fetch_value("select sha256 from manual_image where sha256 = $1", sha256)
    if found is None:
        raise PictureNotFound()
    return str(found)


async def reading_day(actor: Actor, at: datetime) -> date:
    """The day of which somebody reads who names none: today where they are, as far as their sites tell."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        if actor.sites is not None and not actor.sites:  # an auditor, who is shown no list of sites
            latest: date = await fetch_value("select latest_day($1)", at)
            return latest
        return await first_today(at)


async def first_today(at: datetime) -> date:
    """Inside a transaction: the date where the day begins first among the sites; an edition must not begin before."""
    furthest = await fetch_value("select max(($1::timestamptz at time zone time_zone)::date) from site", at)
    return max(furthest, at.date()) if furthest else at.date()


async def find_edition(manual_key: str, number: int) -> Edition:
    """Inside a transaction: one edition. ManualNotFound."""
    row = await fetch_row(_EDITIONS + "where m.key = $1 and e.number = $2", manual_key, number)
    if row is None:
        raise ManualNotFound()
    return edition_of(row)


async def find_in_force(manual_key: str, day: date) -> Edition:
    """Inside a transaction: the edition of a manual that holds on a day. ManualNotFound."""
    rows = await fetch(_IN_FORCE, day, manual_key)
    if not rows:
        raise ManualNotFound()
    return edition_of(rows[0])


async def find_all_in_force(day: date) -> list[Edition]:
    """Inside a transaction: what every manual says on a day, by key."""
    return [edition_of(row) for row in await fetch(_IN_FORCE, day, None)]


async def find_former(found: Edition) -> Edition | None:
    """Inside a transaction: the approved edition before this one."""
    row = await fetch_row(_FORMER, found.key, found.number)
    return edition_of(row) if row else None


async def find_problems(found: Edition) -> list[Problem]:
    """Inside a transaction: everything that is wrong with what it says, asks and is for."""
    former = await find_former(found)
    shown = {
        sha256
        for _number, clause in found.document.numbered()
        for text in (clause.text.en, clause.text.zh_CN)
        for sha256 in pictures_in(text)
    }
    pictures = await fetch("select sha256 from manual_image where sha256 = any ($1::text[])", list(shown))
    standards = await fetch("select key from standard where retired_at is null")
    return [
        *validate_manual(
            found.document,
            former.document if former else None,
            (row["key"] for row in standards),
            (row["sha256"] for row in pictures),
        ),
        *validate_quiz(found.quiz, found.document),
        *await _audience_problems(found.audience),
    ]


async def _audience_problems(audience: Audience) -> list[Problem]:
    regions = await fetch("select path from region where path = any ($1::text[])", list(audience.regions))
    lines = await fetch("select code from product_line where code = any ($1::text[])", list(audience.lines))
    known: dict[str, set[str]] = {
        "roles": {*StaffRole},
        "kinds": {*SiteKind},
        "regions": {row["path"] for row in regions},
        "lines": {row["code"] for row in lines},
    }
    return [
        AudienceUnknown(f"audience.{name}", {"given": given})
        for name, there in known.items()
        for given in getattr(audience, name)
        if given not in there
    ]


def edition_of(row: Record) -> Edition:
    """From the columns of `_EDITIONS`."""
    values = {name: row[name] for name in Edition.__dataclass_fields__}
    return Edition(
        **{
            **values,
            "title": local_text(row["title"]),
            "state": EditionState(row["state"]),
            "document": kept(row["document"]),
            "audience": kept_audience(row["audience"]),
            "quiz": kept_quiz(row["quiz"]),
            "writers": frozenset(row["writers"]),
        }
    )


def local_text(kept_title: str) -> LocalText:
    """From the column of a title."""
    return LocalText(**json.loads(kept_title))


def _line(row: Record) -> EditionLine:
    values = {name: row[name] for name in EditionLine.__dataclass_fields__}
    line = EditionLine(**{**values, "title": local_text(row["title"]), "state": EditionState(row["state"])})
    return line if line.state is EditionState.APPROVED else replace(line, ends_on=None)
