"""Telling auditors and sites what becomes of visits, within the transaction in which it is decided.

Auditors are told without anybody learning who they are, and no site is named to them: see `identity.rules.notices`.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from network.foundation.database import execute
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind

OWN_PAGE = "/my-visits"
CASES_PAGE = "/calibrations/open"

_AUDITORS = """
select tell_auditor(who, $2, about, $5, jsonb_build_object($6::text, said), $7)
from unnest($1::uuid[], $3::text[], $4::text[]) as told(who, about, said) order by who, about
"""
_EVERY_AUDITOR = "select tell_auditor(id, $1, $2, $3, '{}', $4) from auditor where active order by id"
_SITES = """
select tell_site(s.id, $2, about::text, '/sites/' || s.code || '/audits', jsonb_build_object('day', day), $5)
from unnest($1::integer[], $3::uuid[], $4::date[]) as told(site, about, day) join site s on s.id = told.site
order by s.code, about
"""


async def tell_offered(auditors: Sequence[tuple[UUID, int]], about: str) -> None:
    """How many visits are offered to each. `about`: the same for the same offer."""
    told = [(auditor, about, str(count)) for auditor, count in auditors]
    await _tell_auditors(NoticeKind.VISITS_OFFERED, told, "count")


async def tell_auditors(kind: NoticeKind, visits: Sequence[tuple[UUID, UUID, date]]) -> None:
    """Something about single visits: auditor, assignment or filing, and the day that the text names."""
    told = [(auditor, str(visit), day.isoformat()) for auditor, visit, day in visits]
    await _tell_auditors(kind, told, "day")


async def tell_asked(auditor: UUID, about: str, visited_on: date) -> None:
    """That headquarters asks something about a visit that was filed. `about`: the same for the same question."""
    await _tell_auditors(NoticeKind.VISIT_ASKED, [(auditor, about, visited_on.isoformat())], "day")


async def tell_planners(kind: NoticeKind, assignment: UUID) -> None:
    """Those who plan for its site, that the auditor who acts does not make a visit of its own. `kind`: as its state."""
    await execute("select tell_planners($1, $2)", assignment, mail_after(kind))


async def tell_of_case(round_id: UUID) -> None:
    """Every auditor, that a calibration case waits. It names nothing of it."""
    kind = NoticeKind.CALIBRATION_OPENED
    await execute(_EVERY_AUDITOR, kind.value, str(round_id), CASES_PAGE, mail_after(kind))


async def tell_sites(kind: NoticeKind, visits: Sequence[tuple[int, UUID, date]]) -> None:
    """Something about announced visits: site, announced visit and its day."""
    sites, about, days = zip(*visits, strict=True) if visits else ((), (), ())
    await execute(_SITES, list(sites), kind.value, list(about), list(days), mail_after(kind))


async def _tell_auditors(kind: NoticeKind, told: Sequence[tuple[UUID, str, str]], fact: str) -> None:
    auditors, about, said = zip(*told, strict=True) if told else ((), (), ())
    values = (list(auditors), kind.value, list(about), list(said), OWN_PAGE, fact, mail_after(kind))
    await execute(_AUDITORS, *values)
