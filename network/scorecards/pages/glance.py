"""The network at a glance: two charts with their numbers, and the sites that moved most."""

from typing import Any

from markupsafe import Markup

from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.scorecards.pages.league import PATH as LEAGUE
from network.scorecards.pages.texts import change, quarter_text, query, scorecard_href, standing, whole
from network.scorecards.queries.glance import Glance, Mover, classes
from network.scorecards.queries.glance import counts as counts_of
from reports.charts import svg_shares, svg_spread
from reports.wording import DASH, points_text


def at_a_glance(found: Glance, *, whole: bool) -> dict[str, Any]:
    """What the template draws. `whole`: the reader sees every site of the network."""
    newest = found.newest
    return {
        "title": _("The network in %(quarter)s") % {"quarter": quarter_text(newest.period)}
        if whole
        else _("Your sites in %(quarter)s") % {"quarter": quarter_text(newest.period)},
        "league": LEAGUE + query({"period": str(newest.period)}),
        "spread": _spread(found),
        "shares": _shares(found),
        "risen": [_mover(each, found) for each in found.risen],
        "fallen": [_mover(each, found) for each in found.fallen],
        "compared": len(found.quarters) > 1 and found.quarters[-2].period == newest.period.shift(-1),
        "before": quarter_text(newest.period.shift(-1)),
    }


def _spread(found: Glance) -> dict[str, Any]:
    """What the macro `chart` takes: the newest quarter."""
    reading, known = current(), classes(found)
    counts = counts_of(found.newest, [code for code, _class in known])
    sites = ngettext("%(count)s site", "%(count)s sites", found.newest.sites) % {"count": whole(found.newest.sites)}
    mean = DASH if found.newest.mean is None else points_text(reading, found.newest.mean, 2)
    return {
        "title": _("Sites by standing"),
        "description": _("%(sites)s; mean score of the rated ones %(mean)s.") % {"sites": sites, "mean": mean},
        "svg": _drawn(svg_spread([each for _code, each in known], counts, reading, "spread")),
        "headers": [_("Standing"), _("Sites"), _("Share")],
        "rows": [
            (each.label, whole(counts.sites[place]), reading.percent(counts.share(place)))
            for place, (_code, each) in enumerate(known)
        ],
    }


def _shares(found: Glance) -> dict[str, Any]:
    """What the macro `chart` takes: all quarters."""
    reading, known = current(), classes(found)
    codes = [code for code, _class in known]
    quarters = [counts_of(each, codes) for each in found.quarters]
    return {
        "title": _("Standings over the quarters"),
        "description": _("Share of the sites in each standing, the best on top. Colours as in the other chart."),
        "svg": _drawn(svg_shares([each for _code, each in known], quarters, reading, "shares")),
        "headers": [_("Quarter"), *(each.label for _code, each in known), _("Mean score")],
        "rows": [
            (
                quarter_text(spread.period),
                *(whole(sites) for sites in counts.sites),
                DASH if spread.mean is None else points_text(reading, spread.mean, 2),
            )
            for spread, counts in zip(found.quarters, quarters, strict=True)
        ],
    }


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - our own drawing; its texts are escaped there


def _mover(mover: Mover, found: Glance) -> dict[str, Any]:
    labels = {band.code for band in found.bands}
    return {
        "href": scorecard_href(mover.code, found.newest.period),
        "code": mover.code,
        "name": mover.name,
        "overall": points_text(current(), mover.overall, 2),
        "change": change(mover.change),
        "standing": standing(mover.standing, found.bands),
        "before": standing(mover.standing_before, found.bands)
        if mover.standing_before != mover.standing and mover.standing_before in labels
        else None,
    }
