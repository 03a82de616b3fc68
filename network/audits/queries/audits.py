"""Reading published audits: copies under ids of their own. Row security leaves whoever asks those of their sites."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from network.audits.errors.appeals import AuditNotFound, AuditPhotoNotFound
from network.audits.schemas.audits import (
    AppealFileOut,
    AppealOut,
    AuditLine,
    AuditOut,
    AuditPhotoOut,
    AuditsOut,
    MessageOut,
    RevisionOut,
)
from network.audits.schemas.published import kept_published
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.evidence.kinds import JPEG
from network.sites.queries.sites import contains, site_row
from network.sites.schemas.certification import KeptEvidence
from network.web.listing import ListState

SORTS = {
    "site": "s.code",
    "kind": "a.kind",
    "visited_on": "a.visited_on",
    "score": "a.score",
    "critical_failures": "a.critical_failures",
    "published_at": "a.published_at",
    "appeal_until": "a.appeal_until",
}
# More than a site gets in ten years.
MOST_OF_SITE = 500

LINE = """
select a.id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, s.time_zone, a.kind, a.visited_on,
       a.part_of_day, a.state, a.scored, a.score, a.critical_failures, a.revision, a.published_at, a.appeal_until,
       a.version, a.delivered_at, a.voided_reason, said.appeals, said.open_appeals
"""
FROM = """
from audit a
join site s on s.id = a.site
cross join lateral (
    select count(*) as appeals, count(*) filter (where p.state = 'open') as open_appeals
    from audit_appeal p where p.audit = a.id and p.state <> 'retracted'
) said
"""
# `state` is also `appealed`: with an appeal that is not decided.
_WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1)
  and ($2 = '' or a.kind = $2)
  and ($3 = '' or a.state = $3 or ($3 = 'appealed' and said.open_appeals > 0))
  and ($4 = '' or s.code = $4)
  and ($5::date is null or a.visited_on >= $5)
  and ($6::date is null or a.visited_on <= $6)
"""
# An author at headquarters is nobody in particular to a site: $2 is whether names may be told.
_MESSAGES = """
select id, question, side, body, case when side = 'site' or $2 then who else '' end as who, at
from audit_message where audit = $1 order by at, id
"""
_APPEALS = """
select id, version, question, revision, ground, body, state, lodger, lodged_at, decided_at, decision,
       case when $2 or state = 'retracted' then decider end as decider
from audit_appeal where audit = $1 order by lodged_at desc, id
"""
_FILES = """
select f.id, f.appeal, f.name, f.kind, f.media_type, f.size
from appeal_file f join audit_appeal p on p.id = f.appeal where p.audit = $1 order by f.added_at, f.id
"""


async def list_audits(actor: Actor, state: ListState, *, limit: int | None = None) -> AuditsOut:
    """A page of the published audits in reach. Searches sites; filters `kind`, `state` (or `appealed`), `site`,
    `from_on` and `to_on`; sorting keys are `SORTS`. With `limit` the first so many instead, for an export."""
    actor.require(Permission.READ_AUDITS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, s.code, a.id"
    said = _said(state)
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) {FROM} {_WANTED}", *said)
        shown = state.within(total)
        rows = await fetch(
            f"{LINE} {FROM} {_WANTED} order by {order} limit $7 offset $8",
            *said,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return AuditsOut(items=[_line(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def site_audits(actor: Actor, code: str) -> list[AuditLine]:
    """The published audits of a site, the newest visit first. SiteNotFound."""
    actor.require(Permission.READ_AUDITS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(
            f"{LINE} {FROM} where a.site = $1 order by a.visited_on desc, a.id limit {MOST_OF_SITE}", site["id"]
        )
    return [_line(row) for row in rows]


async def audit(actor: Actor, code: str, audit_id: UUID) -> AuditOut:
    """One published audit in whole. SiteNotFound; AuditNotFound, also for a visit that is not published."""
    actor.require(Permission.READ_AUDITS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        return await audit_within(actor, audit_id, site["id"])


async def audit_within(actor: Actor, audit_id: UUID, site: int | None = None) -> AuditOut:
    """Inside a transaction: the same, of this site or of any in reach. AuditNotFound."""
    row = await fetch_row(f"{LINE} {FROM} where a.id = $1 and ($2::int is null or a.site = $2)", audit_id, site)
    if row is None:
        raise AuditNotFound()
    named = actor.may(Permission.DECIDE_APPEALS)
    revisions = await fetch(
        "select number, score, critical_failures, reason, made_at, document from audit_revision"
        " where audit = $1 order by number desc",
        audit_id,
    )
    photos = await fetch(
        "select id, question, place, width, height from audit_photo where audit = $1 order by question, place, id",
        audit_id,
    )
    messages = await fetch(_MESSAGES, audit_id, named)
    files, appeals = await fetch(_FILES, audit_id), await fetch(_APPEALS, audit_id, named)
    return AuditOut(
        **dict(row),
        revisions=[_revision(each) for each in revisions],
        photos=[AuditPhotoOut(**each) for each in photos],
        messages=[MessageOut(**each) for each in messages],
        appeals_made=[_appeal(each, files) for each in appeals],
    )


async def audit_photo(actor: Actor, code: str, audit_id: UUID, photo_id: UUID, *, small: bool = False) -> KeptEvidence:
    """Where a photo is, redacted as it was published, or a `small` one of it. SiteNotFound, AuditPhotoNotFound."""
    actor.require(Permission.READ_AUDITS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        row = await fetch_row(
            "select question, place, picture, thumbnail from audit_photo where site = $1 and audit = $2 and id = $3",
            site["id"],
            audit_id,
            photo_id,
        )
    if row is None:
        raise AuditPhotoNotFound()
    name = f"{code} {row['question']} {row['place']}.jpg"
    return KeptEvidence(name=name, sha256=row["thumbnail" if small else "picture"], media_type=JPEG)


async def audit_thumbnails(actor: Actor, audit_id: UUID) -> dict[UUID, str]:
    """The small pictures of an audit's photos: id -> SHA-256 of the file."""
    actor.require(Permission.READ_AUDITS)
    async with transaction(actor, read_only=True):
        rows = await fetch("select id, thumbnail from audit_photo where audit = $1", audit_id)
    return {row["id"]: row["thumbnail"] for row in rows}


def _line(row: Record) -> AuditLine:
    return AuditLine(**{name: row[name] for name in AuditLine.model_fields})


def _revision(row: Record) -> RevisionOut:
    return RevisionOut(**{**row, "document": kept_published(row["document"])})


def _appeal(row: Record, files: Sequence[Record]) -> AppealOut:
    fields = AppealFileOut.model_fields
    added = [{name: each[name] for name in fields} for each in files if each["appeal"] == row["id"]]
    return AppealOut(**row, files=[AppealFileOut(**each) for each in added])


def _said(state: ListState) -> tuple[Any, ...]:
    """$1 to $6 of `_WANTED`; a day that is none is left out."""
    asked = {name: state.filters.get(name, "") for name in state.definition.filters}
    days = (_day(asked["from_on"]), _day(asked["to_on"]))
    return contains(state.q), asked["kind"], asked["state"], asked["site"], *days


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
