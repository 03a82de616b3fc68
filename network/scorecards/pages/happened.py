"""The tab “what happened”: a site's trail in words."""

from collections.abc import Sequence

from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.pages.texts import quarter_text
from network.scorecards.queries.happened import Happening
from network.scorecards.queries.sheets import Card

_ICONS = {
    "scorecard.published": "award",
    "orders.imported": "upload",
    "hq_returns.imported": "upload",
    "order.changed": "pencil",
    "return.changed": "pencil",
    "site.changed": "building-store",
}


def entries(happenings: Sequence[Happening], found: Card | None) -> list[dict[str, str]]:
    """What the macro `timeline` takes; times are those of the site, where a card tells its zone."""
    zone = found.time_zone if found else None
    return [
        {
            "at": current().moment(each.at, zone),
            "iso": each.at.isoformat(),
            "who": each.who,
            "text": _text(each),
            "icon": _ICONS.get(each.action, "history"),
        }
        for each in happenings
    ]


def _text(event: Happening) -> str:
    kind, _colon, name = event.subject.partition(":")
    if event.action in ("orders.imported", "hq_returns.imported"):
        return _imported(event)
    if event.action == "scorecard.published":
        return _published(event, name)
    if event.action.endswith(".changed"):
        return _changed(event, kind, name)
    return f"{event.action} {event.subject}"


def _imported(event: Happening) -> str:
    count = int(event.facts.get("records", 0))
    text = (
        ngettext(
            "%(count)s repair order imported from %(file)s",
            "%(count)s repair orders imported from %(file)s",
            count,
        )
        if event.action == "orders.imported"
        else ngettext(
            "%(count)s return to HQ imported from %(file)s",
            "%(count)s returns to HQ imported from %(file)s",
            count,
        )
    )
    return text % {"count": current().decimal(count), "file": event.facts.get("file", "")}


def _published(event: Happening, period: str) -> str:
    overall, rank = event.facts.get("overall"), event.facts.get("rank")
    told = {"quarter": quarter_text(Quarter.parse(period)), "score": overall, "rank": rank}
    if rank is None:
        return _("Scorecard %(quarter)s published, without a rank") % told
    return _("Scorecard %(quarter)s published: %(score)s points, rank %(rank)s") % told


def _changed(event: Happening, kind: str, name: str) -> str:
    columns = ", ".join(sorted(event.facts.get("after", {})))
    text = {
        "order": _("Repair order %(name)s changed: %(columns)s"),
        "return": _("Return %(name)s changed: %(columns)s"),
    }.get(kind, _("%(name)s changed: %(columns)s"))
    return text % {"name": name, "columns": columns}
