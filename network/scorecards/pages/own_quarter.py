"""What follows from a quarter for its site: a panel of its scorecard, and lines of its operator's home."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Language, current, ngettext
from network.foundation.i18n import gettext as _
from network.ledger.queries.proposals import list_proposals
from network.ledger.rules.effects import EFFECT_LABELS
from network.ledger.rules.proposals import APPEALABLE, may_appeal
from network.ledger.schemas.proposals import ProposalLine
from network.scorecards.lists import PROPOSALS
from network.scorecards.pages.consequence_words import amount_of, consequence_path, left_out, state_tag, title_of
from network.scorecards.pages.texts import days_text, quarter_text, scorecard_href, whole
from network.scorecards.pages.waiting import TONES
from network.scorecards.queries.own_quarter import Open, OpenMatter
from network.scorecards.queries.sheets import Card
from network.sites.rules.waiting import Urgency, urgency_of
from network.web.listing import ListState

# So many are told beside a card; the page of the site has all.
_MOST = 8


async def consequences_panel(actor: Actor, found: Card, at: datetime) -> dict[str, Any] | None:
    """Of a published card under a scheme with rules, and of any other that something follows from."""
    if not found.run.is_final or not actor.may(Permission.READ_PROPOSALS):
        return None
    state = ListState(PROPOSALS, sort="effect", filters={"period": str(found.run.period)})
    told = await list_proposals(actor, state, code=found.site_code, limit=_MOST)
    if not told.items and found.run.kept.scheme.rules is None:
        return None
    return {
        "title": _("What follows from this quarter"),
        "lines": [_consequence(each, found, at, current()) for each in told.items],
        "empty": _("Nothing: no rule of the scheme gives this site a reward or a penalty."),
    }


def _consequence(line: ProposalLine, found: Card, at: datetime, language: Language) -> dict[str, Any]:
    label, tone, _symbol = state_tag(line.state)
    open_to_appeal = line.adverse and line.state in APPEALABLE and may_appeal(at, line.appeal_until)
    until = language.moment(line.appeal_until, found.time_zone)
    return {
        "label": title_of(line.title, language),
        "subject": amount_of(line, language) or str(EFFECT_LABELS[line.effect]),
        "note": _("Open to appeal until %(moment)s") % {"moment": until} if open_to_appeal else left_out(line),
        "symbol": "scale" if line.adverse else "award",
        "href": consequence_path(line.site, str(line.id)),
        "day": "",
        "left": label,
        "tone": tone,
    }


def open_line(matter: OpenMatter, names: Mapping[str, str], today: date) -> dict[str, Any]:
    """`names`: of the reader's sites, by code."""
    label, subject, symbol, href = _words(matter)
    day = (matter.until - timedelta(seconds=1)).astimezone(matter.time_zone).date() if matter.until else None
    return {
        "label": label,
        "subject": subject,
        "note": "",
        "symbol": symbol,
        "site": names.get(matter.site, matter.site),
        "href": href,
        "day": current().date(day) if day else "",
        "on": day or date.max,
        "left": days_text(day, today) if day else _("when you like"),
        "tone": TONES[urgency_of(day, today) if day else Urgency.OPEN],
    }


def _words(matter: OpenMatter) -> tuple[str, str, str, str]:
    """Label, what it is about, icon and where it is dealt with."""
    if matter.what is Open.PREVIEW and matter.period:
        href = scorecard_href(matter.site, matter.period)
        return _("Preview of a scorecard: look at it, or challenge it"), quarter_text(matter.period), "eye", href
    count = {"count": whole(matter.count)}
    if matter.what is Open.CONSENT:
        text = ngettext("%(count)s honour", "%(count)s honours", matter.count) % count
        return _("Let it be published"), text, "award", consequence_path(matter.site) + "?effect=honour"
    text = ngettext("%(count)s open to appeal", "%(count)s open to appeal", matter.count) % count
    return _("Penalties"), text, "scale", consequence_path(matter.site)
