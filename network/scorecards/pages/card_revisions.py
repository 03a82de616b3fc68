"""The revisions of a card: which one this is, what took its place and why, and the way to each of them."""

from collections.abc import Sequence
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.pages.texts import pdf_links, process_path, scorecard_href, whole
from network.scorecards.queries.revisions import CardRevision, revisions
from network.scorecards.queries.sheets import Card


async def revisions_banner(actor: Actor, found: Card) -> dict[str, Any] | None:
    """What the macros of preview_banner.html take; None for a card with one revision only."""
    if not found.run.is_final:
        return None
    known = await revisions(actor, found.run.period, found.site_code)
    if len(known) < 2:
        return None
    number, newest = found.run.revision, known[0].number
    told = {"number": whole(number), "count": whole(newest)}
    return {
        "preview": False,
        "replaced": number < newest,
        "title": _("Revision %(number)s of %(count)s.") % told,
        "text": _what_happened(found, known),
        "newest": scorecard_href(found.site_code, found.run.period),
        "href": process_path(found.site_code, found.run.period) if actor.may(Permission.READ_CHALLENGES) else "",
        "revisions": [_line(found, each, known) for each in known],
    }


def _what_happened(found: Card, known: Sequence[CardRevision]) -> str:
    """By what it was replaced, or what it took the place of; and why."""
    by_number = {each.number: each for each in known}
    number = found.run.revision
    if following := by_number.get(number + 1):
        return _("Replaced on %(moment)s because: %(reason)s") % {
            "moment": _moment(found, following),
            "reason": following.reason or "",
        }
    return _("It took the place of revision %(before)s because: %(reason)s") % {
        "before": whole(number - 1),
        "reason": found.run.reason or "",
    }


def _line(found: Card, each: CardRevision, known: Sequence[CardRevision]) -> dict[str, Any]:
    """One of the list; the newest keeps the plain address, so that it stays the newest."""
    period, code, newest = found.run.period, found.site_code, each is known[0]
    more = {} if newest else {"revision": str(each.number)}
    return {
        "label": _("Revision %(number)s") % {"number": whole(each.number)},
        "href": scorecard_href(code, period, **more),
        "shown": each.number == found.run.revision,
        "newest": newest,
        "published": _moment(found, each),
        "reason": each.reason or _("First published"),
        "pdfs": pdf_links(code, period, **more),
    }


def _moment(found: Card, revision: CardRevision) -> str:
    return current().moment(revision.published_at, found.time_zone)
