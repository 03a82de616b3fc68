"""Issuing documents: of a published quarter each is drawn and signed once in a language, and kept byte by byte.

Readers cannot write documents; whoever may see a card may have it issued, and the system keeps it for them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.foundation.i18n import reading
from network.foundation.settings import Settings
from network.foundation.trail.record import record
from network.scorecards.press import Drawn, Missing, press_of
from network.scorecards.queries.documents import Issued, issued_in
from network.scorecards.queries.follow_up import follow_ups
from network.scorecards.queries.sheets import Card
from network.scorecards.rules.documents import DocumentKind, new_code
from reports.sheet import FollowUp, ScorecardSheet

VERIFY = "/verify/document"
ISSUER = Actor.system("issuing")


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is about to be issued, under the code that is printed on it."""

    code: str
    kind: DocumentKind
    run: UUID
    site: int | None
    language: str
    name: str
    content: bytes
    part: str = ""
    scope: str = ""


async def issue_cards(
    actor: Actor, settings: Settings, found: Sequence[Card], language: str, now: datetime
) -> Mapping[int, Issued | Missing]:
    """By site, the document of each of these published cards of one run, which the actor has just read.

    Those that were issued before are as they were; the others are drawn, signed and kept. SigningKeyFaulty.
    """
    if not found:
        return {}
    run, sites = found[0].run.id, [site_of(card) for card in found]
    async with transaction(ISSUER, read_only=True):
        before = await issued_in(run, language, sites)
        new = [card for card in found if site_of(card) not in before]
        with reading(language):
            told = await follow_ups(found[0].run.period, {site_of(card): card.time_zone for card in new}, now)
    coded = [(_told(card, told[site_of(card)]), new_code()) for card in new]
    press = await asyncio.to_thread(press_of, settings)
    drawn = await press.draw([_verifiable(card.sheet, settings, code) for card, code in coded], language)
    drafts, missing = _sorted(coded, drawn, language)
    async with transaction(ISSUER):
        await keep(actor, drafts, press.fingerprint, now)
        return {**await issued_in(run, language, sites), **missing}


def site_of(card: Card) -> int:
    return int(str(card.score.site))


def _told(card: Card, follow_up: FollowUp) -> Card:
    """With what was found at its site, and what follows."""
    return replace(card, sheet=replace(card.sheet, follow_up=follow_up))


def _verifiable(sheet: ScorecardSheet, settings: Settings, code: str) -> ScorecardSheet:
    origin = replace(sheet.provenance, code=code, verify_url=verify_url(settings, code))
    return replace(sheet, provenance=origin)


def verify_url(settings: Settings, code: str) -> str:
    """Where the QR code of a document leads."""
    return f"{settings.address}{VERIFY}/{code}"


def _sorted(
    coded: Sequence[tuple[Card, str]], drawn: Sequence[Drawn], language: str
) -> tuple[list[Draft], dict[int, Missing]]:
    drafts, missing = [], {}
    for (card, code), made in zip(coded, drawn, strict=True):
        site = site_of(card)
        if isinstance(made, Missing):
            missing[site] = made
        else:
            name = file_name(card.sheet, language)
            drafts.append(Draft(code, DocumentKind.SCORECARD, card.run.id, site, language, name, made))
    return drafts, missing


def file_name(sheet: ScorecardSheet, language_code: str) -> str:
    """`2026Q3-CN-SH-0417-en.pdf`, of a later revision `2026Q3-CN-SH-0417-r2-en.pdf`.

    Whatever a file system might mistake in a site's code becomes an underscore."""
    safe = "".join(each if each.isalnum() or each in "-_" else "_" for each in sheet.site.code)
    revision = f"-r{sheet.provenance.revision}" if sheet.provenance.revision > 1 else ""
    return f"{sheet.quarter.year}Q{sheet.quarter.number}-{safe}{revision}-{language_code}.pdf"


async def keep(actor: Actor, drafts: Sequence[Draft], certificate: bytes, now: datetime) -> int:
    """Inside a transaction of the issuer: keep documents that were signed on behalf of the actor; how many are new.

    One that somebody else was faster with is not kept: theirs is the document.
    """
    if not drafts:
        return 0
    rows = [
        (uuid4(), *(getattr(each, name) for name in _DRAFT)) for each in sorted(drafts, key=lambda each: each.site or 0)
    ]
    kept = await fetch(_KEEP, *zip(*rows, strict=True), certificate, now, actor.name)
    if kept:
        facts = {"count": len(kept), "sha256": {row["code"]: row["sha256"].hex() for row in kept}}
        await record(actor, "documents.issued", f"documents:{len(kept)}", facts)
    return len(kept)


_DRAFT = ("code", "kind", "run", "site", "part", "scope", "language", "name", "content")
_KEEP = """
insert into issued_document
    (id, code, kind, run, site, part, scope, language, name, content, sha256, size, certificate, issued_at, issued_by)
select id, code, kind, run, site, part, scope, language, name, content, sha256(content), octet_length(content),
       $11, $12, $13
from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::bytea[])
    t (id, code, kind, run, site, part, scope, language, name, content)
on conflict do nothing returning site, code, sha256
"""
