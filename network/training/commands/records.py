"""Declaring a record void, and what somebody else certified: a site claims it, headquarters decides."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.errors import Forbidden
from network.foundation.evidence.kinds import Evidence
from network.foundation.evidence.taking import take
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.commands.site_files import local_day
from network.sites.queries.sites import site_row
from network.training.commands.giving import end_of_terms, give_record
from network.training.errors.courses import CourseNotFound
from network.training.errors.records import (
    BadClaim,
    ClaimDecided,
    ClaimNotFound,
    PersonNotThere,
    RecordNotFound,
    RecordRevoked,
)
from network.training.rules.giving import RecordSource
from network.training.rules.records import ClaimState, record_faults
from network.training.schemas.records import ClaimDecisionIn, ClaimIn
from network.web.uploads import SentFile
from network.web.versions import check_version


async def revoke_record(actor: Actor, record_id: UUID, reason: str, at: datetime, code: str | None = None) -> None:
    """Declare a record void from its first day on; it stays, with the reason. RecordNotFound, RecordRevoked.

    `code`: the site on whose page that was asked, where the person works or did when the record was given.
    """
    actor.require(Permission.TRAIN_SITES)
    async with transaction(actor):
        row = await fetch_row(
            "select r.site, r.number, s.region from training_record r join site s on s.id = r.site where r.id = $1 "
            "and ($2::text is null or exists (select from site asked left join staff_member m on m.site = asked.id "
            "and m.person = r.person where asked.code = $2 and (asked.id = r.site or m.id is not null)))",
            record_id,
            code,
        )
        if row is None:
            raise RecordNotFound()
        actor.require_right(Permission.TRAIN_SITES, row["region"])
        made = await fetch_value(
            "insert into record_revocation (record, reason, revoked_by, revoked_at) values ($1, $2, $3, $4) "
            "on conflict (record) do nothing returning record",
            record_id,
            reason,
            actor.name,
            at,
        )
        if made is None:
            raise RecordRevoked()
        facts = {"number": row["number"], "reason": reason}
        await trail.record(actor, "record.revoked", f"record:{record_id}", facts, site=row["site"])


async def claim_certificate(
    actor: Actor, code: str, wanted: ClaimIn, sent: SentFile, folder: Path, most_megabytes: int, at: datetime
) -> UUID:
    """Hand in somebody else's certificate of one of the site's people, its file below `folder`; the claim's id.

    One that names no last day holds as long as the course does. SiteNotFound, PersonNotThere, CourseNotFound, BadClaim,
    EvidenceRefused, EvidenceTooLarge; Forbidden to all who do not run the site.
    """
    _require_operator(actor)
    async with transaction(actor, read_only=True):
        await _claimed(code, wanted, at)
    # Reading a photo takes long: no connection waits for it, and whether it is still wanted is asked again after.
    evidence = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    async with transaction(actor):
        site, course, until = await _claimed(code, wanted, at)
        wanted = wanted.model_copy(update={"valid_to": until})
        return await _keep(actor, site, course, wanted, sent.name, evidence, at)


async def decide_claim(
    actor: Actor, claim_id: UUID, version: int | None, given: ClaimDecisionIn, at: datetime
) -> str | None:
    """Accept a claim, which gives a record, or refuse it; the number of the certificate.

    ClaimNotFound, ClaimDecided, PreconditionFailed.
    """
    actor.require(Permission.TRAIN_SITES)
    async with transaction(actor):
        row = await _open_claim(actor, claim_id, version)
        state = ClaimState.ACCEPTED if given.accepted else ClaimState.REFUSED
        number = None
        record = None
        if given.accepted:
            record, number = await _give(actor, row, at)
        await execute(
            "update certificate_claim set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6, "
            "record = $7, version = version + 1 where id = $1",
            claim_id,
            state,
            actor.account,
            actor.name,
            at,
            given.reason,
            record,
        )
        await trail.record(actor, f"claim.{state}", f"claim:{claim_id}", {"reason": given.reason}, site=row["site"])
    return number


async def withdraw_claim(actor: Actor, claim_id: UUID, version: int | None) -> None:
    """Take back what one's own site has handed in, while nobody has decided on it.

    ClaimNotFound, ClaimDecided, PreconditionFailed, Forbidden to all who do not run the site.
    """
    _require_operator(actor)
    async with transaction(actor):
        row = await fetch_row("select site, state, version from certificate_claim where id = $1", claim_id)
        if row is None:
            raise ClaimNotFound()
        if row["state"] != ClaimState.OPEN:
            raise ClaimDecided()
        check_version(version, row["version"])
        # Of two who are at it at once the second finds it open no more.
        taken = await fetch_value(
            "update certificate_claim set state = $2, version = version + 1 where id = $1 and state = 'open' "
            "returning id",
            claim_id,
            ClaimState.WITHDRAWN,
        )
        if taken is None:
            raise ClaimDecided()
        await trail.record(actor, "claim.withdrawn", f"claim:{claim_id}", {}, site=row["site"])


def _require_operator(actor: Actor) -> None:
    """Whoever decides on claims makes none, and refuses with a reason what they do not want. Forbidden."""
    actor.require(Permission.HAND_IN_SHEETS)
    if actor.role is not Role.SITE_OPERATOR:
        raise Forbidden()


async def _claimed(code: str, wanted: ClaimIn, at: datetime) -> tuple[int, UUID, date | None]:
    """Inside a transaction: the site, the course and the last day (None: for good), when the claim could be true."""
    site = await site_row(code)
    today = local_day(site["time_zone"], at)
    there = "select count(*) from staff_member where site = $1 and person = $2 and (to_on is null or to_on >= $3)"
    if not await fetch_value(there, site["id"], wanted.person, today):
        raise PersonNotThere()
    course = await fetch_value("select id from course where key = $1 and retired_at is null", wanted.course)
    if course is None:
        raise CourseNotFound()
    if wrong := record_faults(wanted.passed_on, wanted.valid_to, today):
        raise BadClaim(wrong)
    longest = await end_of_terms(course, wanted.passed_on)
    if wanted.valid_to is not None and longest is not None and wanted.valid_to > longest:
        raise BadClaim({"valid_to": _("This is longer than the course holds. Leave it empty to have as long as that.")})
    return site["id"], course, wanted.valid_to or longest


async def _keep(
    actor: Actor, site: int, course: UUID, wanted: ClaimIn, name: str, evidence: Evidence, at: datetime
) -> UUID:
    made = uuid4()
    await execute(
        "insert into certificate_claim (id, person, course, site, issuer, passed_on, valid_to, file_name, file_sha256, "
        "file_kind, file_type, file_size, thumbnail_sha256, state, claimed_by, claimed_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', $14, $15)",
        made,
        wanted.person,
        course,
        site,
        wanted.issuer,
        wanted.passed_on,
        wanted.valid_to,
        name,
        evidence.sha256,
        evidence.kind,
        evidence.media_type,
        evidence.size,
        evidence.thumbnail,
        actor.name,
        at,
    )
    facts = {"course": wanted.course, "issuer": wanted.issuer, "file": name, "sha256": evidence.sha256}
    await trail.record(actor, "claim.made", f"claim:{made}", facts, site=site)
    return made


async def _open_claim(actor: Actor, claim_id: UUID, version: int | None) -> Record:
    """ClaimNotFound, ClaimDecided, PreconditionFailed."""
    row = await fetch_row(
        "select k.*, s.region, s.time_zone from certificate_claim k join site s on s.id = k.site where k.id = $1",
        claim_id,
    )
    if row is None:
        raise ClaimNotFound()
    actor.require_right(Permission.TRAIN_SITES, row["region"])
    # Its row is there to be decided only while it is open: of two who decide at once the second finds none.
    if (
        await fetch_row("select id from certificate_claim where id = $1 and state = 'open' for update", claim_id)
        is None
    ):
        raise ClaimDecided()
    check_version(version, row["version"])
    return row


async def _give(actor: Actor, row: Record, at: datetime) -> tuple[UUID, str]:
    passed_on: date = row["passed_on"]
    return await give_record(
        actor,
        person=row["person"],
        course=row["course"],
        version=None,
        site=row["site"],
        source=RecordSource.EXTERNAL,
        passed_on=passed_on,
        valid_from=passed_on,
        valid_to=row["valid_to"],
        at=at,
        issuer=row["issuer"],
    )
