"""Publishing visits whose embargo is over: copies for the site under fresh ids, all of a region at once.

Nothing of a visit exists for its site before. What is published stays; an audit can only be voided, with a reason that
its site reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.audits.errors.reviews import EmbargoRunning
from network.audits.queries.visit_texts import written
from network.audits.rules.checklists import SCORED_KINDS
from network.audits.rules.planning import part_of_day
from network.audits.rules.published import PublishedDocument, published_document
from network.audits.rules.redaction import Redaction, read_by_site
from network.audits.rules.scoring import score
from network.audits.schemas.published import keep_published
from network.audits.schemas.visits import PublishedNow
from network.audits.telling import tell_sites
from network.foundation.access import Actor, Permission
from network.foundation.daily import each_by_itself
from network.foundation.database import Record, fetch, fetch_value, insert_many, transaction
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.improvement.commands.raising import raise_findings, withdraw_findings
from network.improvement.rules.findings import Failure

# What its site reads as the author of a line that headquarters meant for it.
HEADQUARTERS = "Headquarters"

_WAITS = "f.state = 'approved' and not exists (select from audit_source s where s.filing = f.id)"
_REGIONS = f"""
select distinct s.region from filing f join site s on s.id = f.site
where {_WAITS} and f.embargo_until <= $1 order by s.region
"""
# Two runs at once: the second one waits here, and then finds nothing.
_LOCK = """
select f.id from filing f join site s on s.id = f.site
where f.state = 'approved' and f.embargo_until <= $1 and s.region is not distinct from $2 order by f.id for update of f
"""
_DUE = f"""
select f.id, f.site, f.current, f.checklist, f.visited_at, f.redactions, v.content, c.document, c.pilot, a.kind,
       a.scored, s.time_zone
from filing f
join filing_version v on v.filing = f.id and v.number = f.current
join checklist c on c.id = f.checklist
join assignment a on a.id = f.assignment
join site s on s.id = f.site
where f.id = any ($1) and {_WAITS} order by s.code, f.visited_at, f.id
"""
_PHOTOS = """
select p.filing, p.question, p.place, p.redaction, p.redacted, p.redacted_thumbnail, u.picture, u.thumbnail,
       u.width, u.height
from filing_photo p join filing f on f.id = p.filing and f.current = p.number join photo_upload u on u.id = p.upload
where f.id = any ($1) and p.redaction in ('clear', 'redacted') order by p.question, p.place
"""
_MESSAGES = """
select filing, question, body from filing_message where filing = any ($1) and visibility = 'all' order by at, id
"""
_AUDIT = (
    "id",
    "site",
    "checklist",
    "kind",
    "scored",
    "visited_on",
    "part_of_day",
    "state",
    "revision",
    "score",
    "critical_failures",
    "published_at",
    "version",
)
_REVISION = ("id", "audit", "site", "number", "score", "critical_failures", "document", "reason", "made_at")
_PHOTO = ("id", "audit", "site", "question", "place", "picture", "thumbnail", "width", "height")
_MESSAGE = ("id", "audit", "site", "question", "side", "body", "who", "at")
_SOURCE = ("audit", "filing", "site", "version_number")


@dataclass(frozen=True, slots=True)
class _Copy:
    """A visit that goes out now, under the id that its site will know it by."""

    audit: UUID
    row: Record
    document: PublishedDocument

    @property
    def site(self) -> int:
        site: int = self.row["site"]
        return site

    @property
    def local(self) -> datetime:
        moment: datetime = self.row["visited_at"]
        return moment.astimezone(ZoneInfo(self.row["time_zone"]))

    @property
    def visited_on(self) -> date:
        return self.local.date()

    @property
    def part(self) -> str:
        return part_of_day(self.local.time()).value

    @property
    def scored(self) -> bool:
        """Whether it may count: never what was only tried out, nor what no outsider looked at."""
        return bool(self.row["scored"]) and not self.row["pilot"] and self.row["kind"] in SCORED_KINDS

    @property
    def failures(self) -> list[Failure]:
        questions = (question for section in self.document.sections for question in section.questions)
        return [
            Failure(
                question=each.key,
                title={"en": each.label.en, "zh_CN": each.label.zh_CN},
                detail=each.note,
                effect=each.critical.effect.value if each.critical else None,
            )
            for each in questions
            if each.failed
        ]


async def publish_due(actor: Actor, at: datetime) -> int:
    """Publish what is approved and no longer under embargo; how many visits. All of a region go out together.

    Running it again, or twice at once, or after it was killed half-way, publishes each visit once. What fails in one
    region keeps no other waiting; it is raised when those are done, and what is left goes out the next time.
    """
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor, read_only=True):
        regions = [row["region"] for row in await fetch(_REGIONS, at)]
    return sum(await each_by_itself([partial(_publish_region, actor, region, at) for region in regions]))


async def publish_now(actor: Actor, at: datetime) -> PublishedNow:
    """The batch of the day by hand. EmbargoRunning while a single approved visit in reach is under embargo: whoever
    could choose the day could tell a site who came."""
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor, read_only=True):
        running = await fetch_value(f"select count(*) from filing f where {_WAITS} and f.embargo_until > $1", at)
    if running:
        raise EmbargoRunning(count=running)
    return PublishedNow(published=await publish_due(actor, at))


async def void_audit(actor: Actor, site: int, audit: UUID, reason: str, at: datetime) -> None:
    """Inside a transaction: a published audit does not count any more. Its site reads that, and why; what it was asked
    to put right because of it falls away."""
    day = await fetch_value(
        "update audit set state = 'voided', voided_reason = $2 where id = $1 returning visited_on", audit, reason
    )
    await withdraw_findings(actor, audit, reason, at)
    await tell_sites(NoticeKind.AUDIT_VOIDED, [(site, audit, day)])
    await trail.record(actor, "audit.voided", f"audit:{audit}", {"visited_on": day, "reason": reason}, site=site)


async def _publish_region(actor: Actor, region: int | None, at: datetime) -> int:
    async with transaction(actor):
        locked = [row["id"] for row in await fetch(_LOCK, at, region)]
        copies = {row["id"]: _copy(row) for row in await fetch(_DUE, locked)}
        await _write(list(copies.values()), at)
        await _write_photos(copies, await fetch(_PHOTOS, list(copies)))
        await _write_messages(copies, await fetch(_MESSAGES, list(copies)), at)
        for copy in copies.values():
            await _tell(actor, copy, at)
        await tell_sites(
            NoticeKind.AUDIT_PUBLISHED, [(copy.site, copy.audit, copy.visited_on) for copy in copies.values()]
        )
    return len(copies)


def _copy(row: Record) -> _Copy:
    found = written(row["current"], row["document"], row["content"], row["redactions"])
    texts = read_by_site(found.texts, found.decided)
    document = published_document(found.document, found.answers, score(found.document, found.answers), texts)
    return _Copy(uuid4(), row, document)


async def _write(copies: Sequence[_Copy], at: datetime) -> None:
    audits, revisions, sources = [], [], []
    for copy in copies:
        row, total, critical = copy.row, copy.document.total, copy.document.critical_failures
        told = (row["checklist"], row["kind"], copy.scored, copy.visited_on, copy.part)
        audits.append(
            (copy.audit, copy.site, *told, "published", 1, total, critical, at, 1),
        )
        revisions.append(
            (uuid4(), copy.audit, copy.site, 1, total, critical, keep_published(copy.document), "", at),
        )
        sources.append((copy.audit, row["id"], copy.site, row["current"]))
    await insert_many("audit", _AUDIT, audits)
    await insert_many("audit_revision", _REVISION, revisions)
    await insert_many("audit_source", _SOURCE, sources)


async def _write_photos(copies: Mapping[UUID, _Copy], photos: Sequence[Record]) -> None:
    """Those at questions that the site reads."""
    rows = []
    for photo in photos:
        copy = copies[photo["filing"]]
        if copy.document.question(photo["question"]) is None:
            continue
        black = photo["redaction"] == Redaction.REDACTED
        files = ("redacted", "redacted_thumbnail") if black else ("picture", "thumbnail")
        where = (copy.audit, copy.site, photo["question"], photo["place"])
        rows.append((uuid4(), *where, *(photo[name] for name in files), photo["width"], photo["height"]))
    await insert_many("audit_photo", _PHOTO, rows)


async def _write_messages(copies: Mapping[UUID, _Copy], messages: Sequence[Record], at: datetime) -> None:
    """What headquarters meant for the site, too; when it was written would tell when the visit was."""
    rows = []
    for message in messages:
        copy = copies[message["filing"]]
        known = message["question"] is not None and copy.document.question(message["question"]) is not None
        about = message["question"] if known else None
        rows.append((uuid4(), copy.audit, copy.site, about, "hq", message["body"], HEADQUARTERS, at))
    await insert_many("audit_message", _MESSAGE, rows)


async def _tell(actor: Actor, copy: _Copy, at: datetime) -> None:
    """The findings of an audit, and the event that its site reads. A checklist that is only tried out finds nothing."""
    facts = {"visited_on": copy.visited_on, "part_of_day": copy.part, "score": copy.document.total}
    await trail.record(actor, "audit.published", f"audit:{copy.audit}", facts, site=copy.site)
    if not copy.row["pilot"]:
        await raise_findings(actor, copy.site, copy.audit, copy.failures, at)
