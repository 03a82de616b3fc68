"""Sessions in words of the reader's language, and what their pages have in common."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.rules.criteria import LocalText
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.training.rules.sessions import (
    ENROLMENT_STATE_LABELS,
    SESSION_STATE_LABELS,
    EnrolmentState,
    SessionState,
)
from network.training.schemas.sessions import CandidateOut, EnrolmentOut, SessionOut

PATH = "/sessions"
_STATES = {"planned": ("info", "calendar"), "held": ("good", "circle-check"), "cancelled": ("bad", "ban")}
_PEOPLE = {
    "enrolled": ("info", "user"),
    "waiting": ("warn", "hourglass"),
    "cancelled": ("neutral", "circle-x"),
    "attended": ("good", "circle-check"),
    "absent": ("bad", "circle-x"),
}


def session_path(session: SessionOut, *more: object) -> str:
    return "/".join((PATH, str(session.id), *map(str, more)))


def title_of(session: SessionOut) -> str:
    return LocalText(en=session.title, zh_CN=session.title_zh).in_language(current().code)


def when_text(session: SessionOut) -> str:
    """From when to when, on clocks of the place."""
    zone, spoken = ZoneInfo(session.time_zone), current()
    first, last = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    if first.date() == last.date():
        return f"{spoken.date(first.date())} {first:%H:%M}–{last:%H:%M}"
    return f"{spoken.date(first.date())} {first:%H:%M} – {spoken.date(last.date())} {last:%H:%M}"


def state_tag(session: SessionOut, now: datetime) -> dict[str, str]:
    if session.state is SessionState.PLANNED and session.ends_at <= now:
        return {"label": _("To be closed"), "tone": "warn", "symbol": "alert-triangle"}
    if session.state is SessionState.PLANNED and session.starts_at > now and not session.free:
        return {"label": _("Full"), "tone": "warn", "symbol": "users"}
    tone, symbol = _STATES[session.state]
    return {"label": str(SESSION_STATE_LABELS[session.state]), "tone": tone, "symbol": symbol}


def region_text(session: SessionOut) -> str:
    if session.region is None:
        return _("The whole network")
    return (session.region_zh or session.region) if current().code == "zh_CN" else session.region


def cost_text(session: SessionOut) -> str:
    return current().money(session.cost, session.currency) if session.cost else _("Free of charge")


def trainer_text(session: SessionOut) -> str:
    """With the site that the trainer is of, for those who see it."""
    return f"{session.trainer} · {session.trainer_site}" if session.trainer_site else session.trainer


def session_row(session: SessionOut, now: datetime) -> dict[str, Any]:
    """A line of a list."""
    free = current().decimal(session.free)
    return {
        "id": str(session.id),
        "course": title_of(session),
        "href": session_path(session),
        "starts_at": when_text(session),
        "place": session.place,
        "trainer": trainer_text(session),
        "free": _("%(free)s of %(seats)s") % {"free": free, "seats": session.seats},
        "cost": cost_text(session),
        "mine": session.mine or "",
        "state": state_tag(session, now),
        "region": region_text(session),
        "open": session.state is SessionState.PLANNED and session.starts_at > now,
        "enrol_href": session_path(session, "enrol"),
    }


def session_facts(session: SessionOut) -> list[dict[str, str]]:
    waiting = current().decimal(session.waiting)
    return [
        {"label": _("When"), "value": when_text(session)},
        {"label": _("Time zone"), "value": session.time_zone},
        {"label": _("Place"), "value": session.place},
        {"label": _("Trainer"), "value": trainer_text(session)},
        {
            "label": _("Free seats"),
            "value": _("%(free)s of %(seats)s") % {"free": session.free, "seats": session.seats},
        },
        {"label": _("Waiting for a seat"), "value": waiting},
        {"label": _("Cost of a seat"), "value": cost_text(session)},
        {"label": _("For sites of"), "value": region_text(session)},
        {
            "label": _("Passed"),
            "value": _("With an exam afterwards") if session.by_exam else _("By attending"),
        },
    ]


def person_row(found: EnrolmentOut, session: SessionOut) -> dict[str, Any]:
    tone, symbol = _PEOPLE[found.state]
    chinese = current().code == "zh_CN"
    return {
        "id": str(found.id),
        "name": found.name,
        "site": found.site,
        "site_name": found.site_name_zh if chinese else found.site_name,
        "seat": "" if found.seat is None else str(found.seat),
        "state": {"label": str(ENROLMENT_STATE_LABELS[found.state]), "tone": tone, "symbol": symbol},
        "seated": found.seat is not None,
        "leaves": found.state in (EnrolmentState.ENROLLED, EnrolmentState.WAITING),
        "present": {"attended": "yes", "absent": "no"}.get(found.state, ""),
        "off_action": session_path(session, "enrolments", found.id, "cancel"),
        "enrolled_by": found.enrolled_by,
    }


def candidate_row(found: CandidateOut, chosen: set[str], wrong: dict[str, str]) -> dict[str, Any]:
    return {
        "person": str(found.person),
        "name": found.name,
        "role": str(STAFF_ROLE_LABELS[found.role]),
        "lacks": found.lacks,
        "chosen": str(found.person) in chosen,
        "wrong": wrong.get(str(found.person), ""),
    }


def trail_to(session: SessionOut, title: str = "") -> list[dict[str, str]]:
    """The breadcrumb of a session's page, or of one below it."""
    crumbs = [{"label": _("Sessions"), "href": PATH}]
    crumbs.append({"label": title_of(session), "href": session_path(session) if title else ""})
    return [*crumbs, {"label": title, "href": ""}] if title else crumbs
