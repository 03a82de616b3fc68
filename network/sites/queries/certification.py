"""Reading the certification of a site: its threads, with the standing of a day, and what comes due."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, fetch, transaction
from network.foundation.i18n import gettext as _
from network.sites.queries.certificate_types import TYPES, type_out
from network.sites.queries.sites import site_row
from network.sites.rules.certification import Change, Held, Past, Standing, Status, course_of, next_changes, standing_on
from network.sites.rules.validity import renewable_from
from network.sites.schemas.certification import (
    CertificateOut,
    CertificateTypeOut,
    CertificationOut,
    CertificationsOut,
    ChangeOut,
    Condition,
    EvidenceOut,
)

# The order in which changes were made; what waits comes last.
CHANGES = """
select c.id, c.certification, c.change, c.status, c.reason, c.effective_on, c.conditions, c.proposed_by, c.proposer,
       c.proposed_at, c.decider, c.decided_at, c.decision_reason, held.number as certificate
from certification_change c left join certificate held on held.id = c.certificate
"""
IN_ORDER = "order by c.effective_on, c.decided_at nulls last, c.proposed_at"
CERTIFICATES = """
select held.certification, held.number, held.valid_from, held.valid_to, held.provisional_to, held.ended_on
from certificate held
"""


async def certifications(actor: Actor, code: str, day: date) -> CertificationsOut:
    """Every thread of a site by product line and level, with its standing on `day`. SiteNotFound.

    A site's operator sees what is effective, and that headquarters decided it; a proposal that waits, and who there
    decides, is headquarters' own.
    """
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        site = (await site_row(code))["id"]
        threads = await fetch(
            "select thread.id as thread, kind.* from certification thread join ("
            f"{TYPES}) kind on kind.id = thread.type where thread.site = $1 order by kind.line, kind.repair_level",
            site,
        )
        changes = await fetch(f"{CHANGES} where c.site = $1 {IN_ORDER}", site)
        certificates = await fetch(f"{CERTIFICATES} where held.site = $1 order by held.valid_from", site)
        evidence = await _evidence(actor, site)
    by_thread = _grouped(changes, "certification"), _grouped(certificates, "certification")
    found = [
        _thread(type_out(row), by_thread[0][row["thread"]], by_thread[1][row["thread"]], evidence, day)
        for row in threads
    ]
    told = [_unnamed(each) for each in found] if actor.role is Role.SITE_OPERATOR else found
    return CertificationsOut(site=code, certifications=told)


def _unnamed(found: CertificationOut) -> CertificationOut:
    who = dict.fromkeys(("proposer", "decider"), _("Headquarters"))
    return found.model_copy(update={"changes": [each.model_copy(update=who) for each in found.changes]})


async def _evidence(actor: Actor, site: int) -> dict[UUID, list[EvidenceOut]]:
    """By change, for those who may look into the files of sites."""
    if not actor.may(Permission.READ_SITE_FILES):
        return {}
    rows = await fetch(
        "select id, change, file_name as name, file_kind as kind, file_type as media_type, file_size as size "
        "from certification_evidence where site = $1 order by file_name, id",
        site,
    )
    return {
        change: [EvidenceOut(**{name: row[name] for name in EvidenceOut.model_fields}) for row in group]
        for change, group in _grouped(rows, "change").items()
    }


def _grouped(rows: Iterable[Record], column: str) -> dict[UUID, list[Record]]:
    found: dict[UUID, list[Record]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def pasts(changes: Iterable[Record]) -> list[Past]:
    """The effective ones of these rows of `CHANGES`."""
    return [
        Past(Change(row["change"]), row["effective_on"]) for row in changes if row["status"] == Status.EFFECTIVE.value
    ]


def helds(certificates: Iterable[Record]) -> list[Held]:
    """Of rows of `CERTIFICATES`."""
    return [Held(row["valid_from"], row["valid_to"], row["ended_on"], row["provisional_to"]) for row in certificates]


def _thread(
    kind: CertificateTypeOut,
    changes: Sequence[Record],
    certificates: Sequence[Record],
    evidence: dict[UUID, list[EvidenceOut]],
    day: date,
) -> CertificationOut:
    past = pasts(changes)
    standing = standing_on(past, helds(certificates), day)
    beneath = course_of(each.change for each in past).standing
    waits = any(row["status"] == Status.PROPOSED.value for row in changes)
    told = [_change(row, evidence.get(row["id"], [])) for row in reversed(changes)]
    issued = [_certificate(row) for row in reversed(certificates)]
    return CertificationOut(
        type=kind,
        standing=standing,
        next=[] if waits else _next(kind, next_changes(standing, beneath), helds(certificates), day),
        certificate=_shown(issued, day),
        conditions=_conditions(told, standing, day),
        certificates=issued,
        changes=told,
    )


def _next(
    kind: CertificateTypeOut, possible: Sequence[Change], certificates: Sequence[Held], day: date
) -> list[Change]:
    """Without the renewal before its window has opened."""
    ends = [held.valid_to for held in certificates if held.ended_on is None]
    closed = bool(ends) and day < renewable_from(max(ends), kind.window_days)
    return [change for change in possible if not (closed and change is Change.RENEWED)]


def _shown(certificates: Sequence[CertificateOut], day: date) -> CertificateOut | None:
    """The one that holds on the day, else the last that did, else the first to come."""
    holding = [each for each in certificates if Held(each.valid_from, each.valid_to, each.ended_on).holds_on(day)]
    begun = [each for each in certificates if each.valid_from <= day]
    return next(iter([*holding, *begun, *reversed(certificates)]), None)


def _conditions(changes: Sequence[ChangeOut], standing: Standing, day: date) -> list[Condition]:
    """Those that a conditional site must meet."""
    if standing is not Standing.CONDITIONAL:
        return []
    return next(
        each.conditions
        for each in changes
        if each.change is Change.CONDITIONED and each.status is Status.EFFECTIVE and each.effective_on <= day
    )


def _change(row: Record, evidence: list[EvidenceOut]) -> ChangeOut:
    plain = {
        name: row[name] for name in ChangeOut.model_fields if name not in ("conditions", "evidence", "change", "status")
    }
    conditions = [Condition.model_validate(each) for each in json.loads(row["conditions"])]
    return ChangeOut(
        **plain,
        change=Change(row["change"]),
        status=Status(row["status"]),
        conditions=conditions,
        evidence=evidence,
    )


def _certificate(row: Record) -> CertificateOut:
    return CertificateOut(**{name: row[name] for name in CertificateOut.model_fields})
