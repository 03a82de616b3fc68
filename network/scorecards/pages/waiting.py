"""What waits for a person of headquarters, as lines of its home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Text, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.pages.runs import PATH as RUNS
from network.scorecards.pages.texts import days_text, listed, quarter_end, quarter_text, whole
from network.scorecards.queries.glance import Begun
from network.sites.pages.sites import site_path
from network.sites.queries.deadlines import AHEAD, CONDITION_DAYS
from network.sites.rules.documents import ENDING_DAYS
from network.sites.rules.waiting import DATED, Matter, Urgency, Waiting

# The tone in which each is shown, as the tags of `macros/badges.html` name it.
TONES: Mapping[Urgency, str] = MappingProxyType({Urgency.LATE: "bad", Urgency.SOON: "warn", Urgency.OPEN: "neutral"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a matter is called, where it is dealt with, and its icon. `days`: what the label says as %(days)s."""

    label: Text
    href: str
    symbol: str
    days: int = 0


_M = Matter

WORDS: Mapping[Matter, Words] = MappingProxyType(
    {
        _M.SECOND_PERSON: Words(
            lazy("Suspensions and withdrawals to confirm or refuse"), "/certification?waiting=yes", "gavel"
        ),
        _M.EXPIRED: Words(
            lazy("Expired certificates to renew or withdraw"), "/certification?standing=expired", "certificate"
        ),
        _M.CONDITION: Words(
            lazy("Conditions due within %(days)s days"),
            "/certification?standing=conditional",
            "list-check",
            CONDITION_DAYS,
        ),
        _M.ENDING: Words(
            lazy("Certificates that end within %(days)s days"), f"/certification?within={AHEAD}", "certificate", AHEAD
        ),
        _M.PROVISIONAL: Words(
            lazy("Provisional periods that have ended"), "/certification?standing=provisional", "hourglass"
        ),
        _M.ASSESSMENT: Words(lazy("Assessments to hand in"), "/assessments", "clipboard-check"),
        _M.OPENING_CHECK: Words(
            lazy("Opened sites that need their certificate"), "/applications?state=opening_check", "award"
        ),
        _M.CONTRACTED: Words(lazy("Opening checks to record"), "/applications?state=contracted", "building-store"),
        _M.DECISION: Words(
            lazy("Approved applications that need a contract"), "/applications?state=decision", "file-certificate"
        ),
        _M.SCORED: Words(lazy("Assessed applications to decide"), "/applications?state=scored", "gavel"),
        _M.SITE_VISIT: Words(lazy("Site visits that need an assessor"), "/applications?state=site_visit", "user-plus"),
        _M.DESK_REVIEW: Words(
            lazy("Desk reviews that need an assessor"), "/applications?state=desk_review", "user-plus"
        ),
        _M.SUBMITTED: Words(lazy("New applications to look through"), "/applications?state=submitted", "inbox"),
        _M.PROPOSAL: Words(lazy("Changes that operators propose"), "/proposals?state=open", "pencil"),
        _M.DOCUMENT: Words(lazy("Documents of sites that end within %(days)s days"), "", "file-text", ENDING_DAYS),
    }
)


def waiting_line(waiting: Waiting, today: date) -> dict[str, Any]:
    """What the template draws of one matter. Of documents there is no list: the sites named lead to them."""
    words, dated = WORDS[waiting.matter], waiting.matter in DATED
    named = waiting.sites if dated else ()
    page = "documents" if waiting.matter is Matter.DOCUMENT else "certification"
    return {
        "tone": TONES[waiting.urgency(today)],
        "symbol": words.symbol,
        "count": whole(waiting.count),
        "label": str(words.label) % {"days": words.days},
        "href": words.href or site_path(waiting.sites[0], page),
        "detail": _within(waiting) if dated else "",
        "sites": [{"code": code, "href": site_path(code, page)} for code in named],
        "when": _when(waiting, today),
    }


def _within(waiting: Waiting) -> str:
    """How much of it is late, and how much comes how soon; what comes last goes without saying."""
    told = []
    if waiting.late and waiting.late < waiting.count:
        told.append(ngettext("%(count)s is late", "%(count)s are late", waiting.late) % {"count": whole(waiting.late)})
    before = waiting.late
    for days, so_far in sorted(waiting.within.items()):
        if before < so_far < waiting.count:
            told.append(
                _("%(count)s within %(days)s days") % {"count": whole(so_far - waiting.late), "days": whole(days)}
            )
        before = so_far
    return listed(told)


def _when(waiting: Waiting, today: date) -> str:
    """When the first of it is due, or how long the oldest waits."""
    if waiting.matter in DATED:
        told, among_several = days_text(waiting.first, today), _("the first %(when)s")
    else:
        told, among_several = since_text(waiting.first, today), _("the oldest %(when)s")
    return told if waiting.count == 1 else among_several % {"when": told}


def since_text(day: date, today: date) -> str:
    """Since when something waits."""
    days = max((today - day).days, 0)
    if days == 0:
        return _("since today")
    return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": whole(days)}


def quarter_lines(actor: Actor, begun: Begun, today: date) -> list[dict[str, Any]]:
    """A quarter to publish, and one that has ended and is not computed. Before the first one `steps` says so."""
    if begun.newest is None:
        return []
    lines, ended = [], Quarter.of(today).shift(-1)
    if begun.unpublished and actor.may(Permission.PUBLISH_SCORECARDS):
        lines.append(_quarter_line(_("Publish %(quarter)s: it is computed"), begun.unpublished, today))
    if begun.newest < ended and actor.may(Permission.COMPUTE_SCORECARDS):
        lines.append(_quarter_line(_("Compute %(quarter)s: it has ended"), begun.newest.shift(1), today))
    return lines


def _quarter_line(label: str, period: Quarter, today: date) -> dict[str, Any]:
    return {
        "tone": TONES[Urgency.OPEN],
        "symbol": "calendar-due",
        "count": whole(1),
        "label": label % {"quarter": quarter_text(period)},
        "href": RUNS,
        "detail": "",
        "sites": [],
        "when": since_text(period.end, today) if period.end <= today else "",
    }


def coming_next(begun: Begun, today: date) -> str:
    """What the next work will be, for who has none now."""
    if begun.newest is None:
        return _("Applications, certificates and quarters that need a step of yours will appear here.")
    return _("The next quarter to compute is %(quarter)s, which ends on %(day)s.") % quarter_end(
        max(Quarter.of(today), begun.newest)
    )
