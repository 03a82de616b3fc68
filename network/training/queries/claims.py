"""Certificates from elsewhere that sites have handed in."""

from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, transaction
from network.sites.schemas.certification import KeptEvidence
from network.training.errors.records import ClaimNotFound
from network.training.schemas.records import ClaimOut

_CLAIMS = """
select k.id, s.code as site, k.person, who.name, c.key as course, c.title ->> 'en' as title,
       c.title ->> 'zh_CN' as title_zh, k.issuer, k.passed_on, k.valid_to, k.file_name, k.state, k.claimed_by,
       k.claimed_at, k.decided_at, k.decision, k.version
from certificate_claim k
join site s on s.id = k.site
join course c on c.id = k.course
cross join lateral (
    select m.name from staff_member m where m.person = k.person order by m.site = k.site desc, m.from_on desc limit 1
) who
order by k.state = 'open' desc, k.claimed_at desc, k.id
limit 200
"""


async def list_claims(actor: Actor) -> list[ClaimOut]:
    """Those in reach, the open ones first, at most 200."""
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        return [ClaimOut(**dict(row)) for row in await fetch(_CLAIMS)]


async def claim_file(actor: Actor, claim_id: UUID) -> KeptEvidence:
    """The file of a claim. ClaimNotFound."""
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            "select file_name as name, file_sha256 as sha256, file_type as media_type from certificate_claim "
            "where id = $1",
            claim_id,
        )
    if row is None:
        raise ClaimNotFound()
    return KeptEvidence(**dict(row))
