"""An operator's own sites as cards: how each stands, what cost it most, what would help it most."""

from typing import Any

from markupsafe import Markup

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.pages.texts import (
    evidence_href,
    judgement_change,
    pdf_links,
    scorecard_href,
    standing,
)
from network.scorecards.queries import wording
from network.scorecards.queries.home import OwnSite, advice, costliest
from network.scorecards.queries.sheets import Card
from network.scorecards.rules.runs import RunState
from network.sites.pages.sites import site_path
from reports import palette
from reports.charts import svg_gauge
from reports.wording import points_text, state_text, value_text


def own_site(own: OwnSite, place: int) -> dict[str, Any]:
    reading = current()
    return {
        "code": own.site.code,
        "name": own.site.name_in(reading.code),
        "city": own.site.city_in(reading.code),
        "href": scorecard_href(own.site.code, own.card.run.period) if own.card else site_path(own.site.code),
        "orders": site_path(own.site.code, "orders"),
        "returns": site_path(own.site.code, "returns"),
        "card": _card(own.card, place) if own.card else None,
    }


def _card(card: Card, place: int) -> dict[str, Any]:
    """Standing, score and change; what cost most; what would help most."""
    reading, judgement = current(), card.sheet.judgement
    rank, period = judgement.network_rank, card.run.period
    drawing = svg_gauge(judgement, reading, f"gauge-{place}", width=200, height=158)
    return {
        "standing": standing(judgement.standing, judgement.bands, provisional=judgement.provisional),
        "preview": card.run.state is RunState.PREVIEW,
        "unrated": judgement.unrated_reason,
        "gauge": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "change": judgement_change(judgement),
        "rank": _("Rank %(rank)s of %(count)s")
        % {"rank": reading.decimal(rank.position), "count": reading.decimal(rank.of)}
        if rank
        else "",
        "criteria": [_points(card, place) for place in range(len(card.sheet.criteria))],
        "costliest": _costliest(card),
        "advice": _advice(card),
        "more": _("No single criterion is enough for the next standing: improve several.")
        if card.explanation.next_standing
        else "",
        "explanation": scorecard_href(card.site_code, period, tab="explanation"),
        "pdfs": pdf_links(card.site_code, period),
    }


def _points(card: Card, place: int) -> dict[str, Any]:
    """One criterion as a bar that leads to its records."""
    reading, line = current(), card.sheet.criteria[place]
    return {
        "label": line.label,
        "href": evidence_href(card.site_code, card.score.criteria[place].metric, card.run.period),
        "points": None if line.points is None else points_text(reading, line.points),
        "width": "0" if line.points is None else f"{line.points:.2f}",
        "color": "" if line.points is None else palette.points_color(line.points),
        "why": state_text(reading, line),
    }


def _costliest(card: Card) -> dict[str, str] | None:
    line = costliest(card)
    if line is None:
        return None
    reading = current()
    return {
        "label": line.label,
        "lost": points_text(reading, line.lost, 2),
        "value": value_text(reading, line.raw, line.unit),
    }


def _advice(card: Card) -> dict[str, Any] | None:
    """The smallest change that reaches the next standing, in whole records where it is counted in them."""
    best, following = advice(card), card.explanation.next_standing
    if best is None or following is None:
        return None
    reading, lift = current(), best.lift
    text = (
        _("To be reached: %(value)s") % {"value": value_text(reading, lift.value, best.line.unit)}
        if lift.records is None
        else wording.improvement(best.criterion, lift.records)
    )
    return {
        "label": best.line.label,
        "text": text,
        "standing": standing(following.standing, card.sheet.judgement.bands),
    }
