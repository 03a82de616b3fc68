"""Numbers, quarters and links as the pages of scorecards write them, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from network.foundation.i18n import LANGUAGES, Text, current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.queries.revisions import kept_in_links
from network.scorecards.queries.runs import RunLine
from network.scorecards.queries.sheets import Card
from network.scorecards.queries.wording import standing_color as standing_color
from network.sites.pages.sites import site_path
from reports.sheet import Band, Judgement
from reports.wording import change_text


def quarter_of(text: str) -> Quarter | None:
    """The quarter in an address; None when it names none. NotAPeriod for what is no quarter."""
    return Quarter.parse(text) if text else None


def quarter_text(period: Quarter) -> str:
    return current().quarter(period.year, period.number)


def quarter_end(period: Quarter) -> dict[str, str]:
    """A quarter and its last day, for texts that say `%(quarter)s` and `%(day)s`."""
    return {"quarter": quarter_text(period), "day": current().date(period.end - timedelta(days=1))}


def scorecard_href(code: str, period: Quarter, **more: str) -> str:
    return f"{site_path(code)}?{urlencode({'period': str(period), **more})}"


def process_path(code: str, period: Quarter) -> str:
    """Where the challenges against a card stand, and what became of it."""
    return f"{site_path(code)}/quarters/{period}/challenges"


def evidence_href(code: str, key: str, period: Quarter, **more: str) -> str:
    return f"{site_path(code)}/evidence/{quote(key, safe='')}?{urlencode({'period': str(period), **more})}"


def figure_href(found: Card, key: str) -> str:
    """The records behind a figure of this revision of a card."""
    return evidence_href(found.site_code, key, found.run.period, **kept_in_links(found.run))


def pdf_links(code: str, period: Quarter, **more: str) -> list[dict[str, str]]:
    """The PDF of a scorecard in each language, each named in itself."""
    path = f"{site_path(code)}/scorecard.pdf"
    return [
        {"code": each, "label": label, "href": f"{path}?{urlencode({'period': str(period), **more, 'language': each})}"}
        for each, label in LANGUAGES.items()
    ]


def period_links(lines: Sequence[RunLine], chosen: Quarter, path: str, **kept: str) -> list[dict[str, Any]]:
    """The items of the period switcher: each quarter in reach, and whether its figures are final."""
    state = {True: _("published"), False: _("not published")}
    return [
        {
            "label": f"{quarter_text(line.period)} · {state[line.is_final]}",
            "href": f"{path}?{urlencode({'period': str(line.period), **kept})}",
            "active": line.period == chosen,
        }
        for line in lines
    ]


def standing(code: str | None, bands: Sequence[Band], *, provisional: bool = False) -> dict[str, Any]:
    """What `standing_badge` takes: the scheme's own name of the standing."""
    labels = {band.code: band.label for band in bands}
    return {"code": code, "label": labels[code] if code else "", "provisional": provisional}


def change(delta: Decimal | None, against: Quarter | None = None) -> dict[str, str] | None:
    """What the macro `change` takes: for a score, up is good."""
    if delta is None:
        return None
    direction = "up" if delta > 0 else "down" if delta < 0 else "level"
    tone = {"up": "good", "down": "bad", "level": "neutral"}[direction]
    label = _("Since %(quarter)s") % {"quarter": quarter_text(against)} if against else ""
    return {"label": label, "text": change_text(current(), delta, 2), "direction": direction, "tone": tone}


def judgement_change(judgement: Judgement) -> dict[str, str] | None:
    """The change of a score since the quarter before; None unless rated in both."""
    before, quarter = judgement.previous_score, judgement.previous_quarter
    if before is None or quarter is None or judgement.score is None or judgement.standing is None:
        return None
    return change(judgement.score - before, Quarter(quarter.year, quarter.number))


def listed(names: Sequence[str]) -> str:
    """Several names one after the other, as the reader's language separates them."""
    return ("、" if current().code == "zh_CN" else ", ").join(names)


def sentence(words: Text) -> str:
    """Words with which a sentence begins."""
    text = str(words)
    return text[:1].upper() + text[1:]


def whole(value: Decimal | int) -> str:
    """A count."""
    return current().decimal(value)


def query(values: Mapping[str, str]) -> str:
    """The query of an address, empty values left out."""
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given)}" if given else ""


def days_text(day: date, today: date) -> str:
    """How far away a day is."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": whole(days)}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": whole(-days)}
