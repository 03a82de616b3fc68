"""Telling people, and those who run their sites, of their seats, within the transaction in which it is decided."""

import json
from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.database import fetch, fetch_value
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.training.schemas.sessions import SessionOut


async def tell_enrolled(kind: NoticeKind, session: SessionOut, enrolments: Sequence[UUID], about: str = "") -> int:
    """How many were told. `about`: the same for the same thing; of each enrolment it is told once."""
    day = session.starts_at.astimezone(ZoneInfo(session.time_zone)).date()
    facts = {
        "course": session.title,
        "course_zh": session.title_zh,
        "day": day.isoformat(),
        "place": session.place,
    }
    told = await fetch_value(
        "select tell_enrolled($1::uuid[], $2, $3, $4, $5, $6)",
        list(enrolments),
        kind.value,
        f"{session.id}{about}",
        f"/sessions/{session.id}",
        json.dumps(facts),
        mail_after(kind),
    )
    return int(told)


async def everybody_in(session_id: UUID) -> list[UUID]:
    """The enrolments of all who have a seat or wait, for those who train."""
    return [row["id"] for row in await fetch("select id from enrolments_of($1) as found (id)", session_id)]
